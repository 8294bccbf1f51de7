//! The heads of programs for Linux: <https://gabi.xinuos.com/elf/02-eheader.html>, and the page behind it.

use crate::companion::Machine;
use anyhow::{Result, bail, ensure};

/// The segment that names a program which has to load this one, and libraries with it (`PT_INTERP`).
const INTERPRETER: u32 = 3;

/// Refuses a program that is for another machine, or that needs more of a system than its kernel.
pub(super) fn check(program: &[u8], machine: Machine) -> Result<()> {
    let Some(head) = Head::read(program) else { bail!("it is no program for Linux") };
    ensure!(head.machine == machine.elf(), "it is a program for another machine than {machine}");
    ensure!(!head.segments.contains(&INTERPRETER), "it needs libraries of the system that it runs on");
    Ok(())
}

struct Head {
    machine: u16,
    /// The kinds of its segments.
    segments: Vec<u32>,
}

impl Head {
    fn read(program: &[u8]) -> Option<Self> {
        let bytes = |at: usize, count: usize| program.get(at..at.checked_add(count)?);
        // Little ends first, as all our machines have it.
        let number = |at, count| {
            let digits = bytes(at, count)?.iter().rev();
            Some(digits.fold(0_u64, |number, byte| number << 8 | u64::from(*byte)))
        };
        let small = |at| number(at, 2).and_then(|number| usize::try_from(number).ok());
        let (table, size, count) = match bytes(0, 6)? {
            b"\x7fELF\x01\x01" => (number(28, 4)?, small(42)?, small(44)?),
            b"\x7fELF\x02\x01" => (number(32, 8)?, small(54)?, small(56)?),
            _ => return None,
        };
        let table = usize::try_from(table).ok()?;
        let kind = |index: usize| {
            let kind = number(table.checked_add(index * size)?, 4)?;
            u32::try_from(kind).ok()
        };
        let segments = (0..count).map(kind).collect::<Option<Vec<_>>>()?;
        Some(Self { machine: u16::try_from(number(18, 2)?).ok()?, segments })
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::companion::Machine;

    /// A head of 64 bits with segments of these kinds.
    fn program(machine: u16, segments: &[u32]) -> Vec<u8> {
        let mut program = vec![0; 64];
        program[..6].copy_from_slice(b"\x7fELF\x02\x01");
        program[18..20].copy_from_slice(&machine.to_le_bytes());
        program[32] = 64;
        program[54] = 56;
        program[56] = u8::try_from(segments.len()).unwrap();
        for kind in segments {
            let mut segment = vec![0; 56];
            segment[..4].copy_from_slice(&kind.to_le_bytes());
            program.extend(segment);
        }
        program
    }

    #[track_caller]
    fn refused(program: &[u8], reason: &str) {
        let error = check(program, Machine::X86_64).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }

    #[test]
    fn a_program_for_its_machine_that_asks_for_no_library_passes() {
        check(&program(62, &[1, 1, 2]), Machine::X86_64).unwrap();
    }

    #[test]
    fn what_would_not_run_everywhere_is_refused() {
        refused(&program(62, &[1, 3, 1]), "needs libraries");
        refused(&program(183, &[1]), "another machine");
        refused(b"#!/bin/sh\n", "no program");
        refused(&program(62, &[1, 1])[..120], "no program");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_test_itself_needs_libraries_and_is_refused() {
        let Some(here) = Machine::here() else { return };
        let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(check(&own, here).unwrap_err().to_string().contains("needs libraries"));
    }
}
