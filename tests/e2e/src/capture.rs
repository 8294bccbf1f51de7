//! Everything that crosses a client's network, as its wire has it.
//!
//! A process inside the namespace hears every interface and notes the packets in a file; the test reads the file.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use rustix::net::{
    AddressFamily, RecvFlags, SocketFlags, SocketType, eth, recv, socket_with,
    sockopt::set_socket_recv_buffer_size_force,
};
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use crate::{
    lab::Place,
    process::{Invocation, Process},
};

/// Destination, source and kind of what follows (IEEE 802.3).
const ETHERNET: usize = 14;

/// Room for what comes while the process waits for its turn.
const WAITING: usize = 32 << 20;

/// The longest that the kernel hands over as one packet.
const LONGEST: usize = 1 << 18;

/// Inside the namespace: notes every packet but loopback's, each behind its length.
pub fn note_all(file: &Path) -> Result<()> {
    let socket = socket_with(AddressFamily::PACKET, SocketType::RAW, SocketFlags::CLOEXEC, Some(eth::ALL))?;
    set_socket_recv_buffer_size_force(&socket, WAITING)?;
    let mut notes = File::create(file)?;
    let mut frame = vec![0; LONGEST];
    loop {
        let (_, length) = recv(&socket, &mut frame[..], RecvFlags::TRUNC)?;
        ensure!(length <= frame.len(), "a packet was too long to be noted");
        // Loopback's addresses are zero. The tests themselves talk there.
        if length > ETHERNET && frame[..12] != [0; 12] {
            let mut note = u32::try_from(length)?.to_le_bytes().to_vec();
            note.extend(&frame[..length]);
            notes.write_all(&note)?;
        }
    }
}

/// Notes what crosses a client's network, until this is dropped.
pub struct Capture {
    notes: PathBuf,
    process: Process,
    _folder: TempDir,
}

impl Capture {
    /// Begins. `program` is the program `namespace-capture`.
    pub async fn start(place: &Place, program: &Path) -> Result<Self> {
        let Place::Inside(namespace) = place else { anyhow::bail!("only a laboratory is listened to") };
        let folder = tempfile::Builder::new().prefix("heliograph-capture-").tempdir()?;
        let notes = folder.path().join("notes");
        let program = Invocation::new(program).argument(&notes).inside(namespace.name());
        let process = Process::start(&program, &folder.path().join("log"))?;
        let begun = Instant::now();
        while !notes.exists() {
            ensure!(begun.elapsed() < Duration::from_secs(10), "nobody listens");
            sleep(Duration::from_millis(10)).await;
        }
        Ok(Self { notes, process, _folder: folder })
    }

    /// Ends, and hands out the packets.
    pub fn finish(mut self) -> Result<Vec<Packet>> {
        let ended = self.process.ended()?;
        ensure!(ended.is_none(), "whoever listened stopped early");
        let notes = fs::read(&self.notes).context("reading what was heard")?;
        let mut rest = &notes[..];
        let mut packets = Vec::new();
        // The last one may be half written.
        while let Some((length, behind)) = rest.split_first_chunk() {
            let Some((frame, behind)) = behind.split_at_checked(u32::from_le_bytes(*length) as usize) else {
                break;
            };
            packets.push(Packet { frame: frame.to_vec() });
            rest = behind;
        }
        Ok(packets)
    }
}

/// A packet on the wire.
pub struct Packet {
    frame: Vec<u8>,
}

impl Packet {
    /// The header of the network (RFC 791 and RFC 8200), and what it carries; no header where it is another one.
    pub fn parts(&self) -> (&[u8], &[u8]) {
        let packet = &self.frame[ETHERNET..];
        let header = match self.frame[12..ETHERNET] {
            [0x08, 0x00] => packet.first().map_or(0, |first| usize::from(first & 15) * 4),
            [0x86, 0xdd] => 40,
            _ => 0,
        };
        packet.split_at(header.min(packet.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::Packet;

    #[test]
    fn headers_are_told_from_what_they_carry() {
        let packet = |kind: [u8; 2], first: u8| {
            let mut frame = vec![1; 12];
            frame.extend(kind);
            frame.push(first);
            frame.resize(114, 0);
            Packet { frame }
        };
        for (kind, first, length) in
            [([8, 0], 0x45, 20), ([8, 0], 0x46, 24), ([0x86, 0xdd], 0x60, 40), ([8, 6], 0, 0)]
        {
            assert_eq!(packet(kind, first).parts().0.len(), length);
        }
    }
}
