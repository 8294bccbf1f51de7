use std::{
    io::Read,
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
};

/// The program itself, in a process of its own that ends with this.
pub(crate) struct Program {
    child: Child,
    /// Where it is reached, as it says in its log.
    pub(crate) tcp_port: u16,
    pub(crate) udp_port: u16,
    log: std::sync::Arc<std::sync::Mutex<String>>,
}

impl Program {
    pub(crate) fn command(words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heliograph-relay"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HELIOGRAPH_RELAY_")) {
            command.env_remove(name);
        }
        command.args(words);
        command
    }

    /// Runs it to its end.
    pub(crate) fn run(words: &[&str]) -> Output {
        Self::command(words).output().unwrap()
    }

    /// Starts serving on this machine, on any free ports, and waits until it does.
    pub(crate) fn serve(state: &Path, words: &[&str]) -> Self {
        Self::serve_after("", state, words)
    }

    /// The same, at the TCP port that the settings name.
    pub(crate) fn serve_at_given_port(state: &Path, words: &[&str]) -> Self {
        Self::start("", state, &[&["--listen", "127.0.0.1", "--udp-port", "0"], words].concat())
    }

    /// The same, in a shell that was told something before.
    pub(crate) fn serve_after(shell: &str, state: &Path, words: &[&str]) -> Self {
        let words = [&["--listen", "127.0.0.1:0", "--udp-port", "0"], words].concat();
        Self::start(shell, state, &words)
    }

    /// Starts serving where another one did that has ended.
    pub(crate) fn serve_in_place_of(ended: &Self, state: &Path, words: &[&str]) -> Self {
        let (listen, udp_port) = (format!("127.0.0.1:{}", ended.tcp_port), ended.udp_port.to_string());
        let words = [&["--listen", listen.as_str(), "--udp-port", udp_port.as_str()], words].concat();
        Self::start("", state, &words)
    }

    fn start(shell: &str, state: &Path, words: &[&str]) -> Self {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{shell}\nexec \"$0\" \"$@\"")).arg(Self::command(&[]).get_program());
        command.args(["serve", "--log", "json", "--state"]).arg(state).args(words);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
        let mut said = child.stderr.take().unwrap();
        let kept = log.clone();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = said.read(&mut bytes) {
                kept.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        });
        let mut program = Self { child, tcp_port: 0, udp_port: 0, log };
        let line = program.wait_for("the companion listens");
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        let port = |name: &str| u16::try_from(line[name].as_u64().unwrap()).unwrap();
        (program.tcp_port, program.udp_port) = (port("tcp_port"), port("udp_port"));
        program
    }

    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Waits for a line of the log.
    pub(crate) fn wait_for(&mut self, part: &str) -> String {
        for _ in 0..1500 {
            let log = self.log();
            let whole = log.rsplit_once('\n').map_or("", |(whole, _)| whole);
            if let Some(line) = whole.lines().find(|line| line.contains(part)) {
                return line.to_owned();
            }
            assert!(self.child.try_wait().unwrap().is_none(), "it ended: {log}");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("the log never says {part}: {}", self.log())
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// Ends it as a power cut does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// How much memory it has, in bytes, as Linux counts it.
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    pub(crate) fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
