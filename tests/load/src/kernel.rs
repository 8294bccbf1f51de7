//! What the kernel counts of a process: clock_getcpuclockid(3) and proc_pid_status(5).

use anyhow::{Context, Result};
use nix::{time::clock_getcpuclockid, unistd::Pid};
use std::{fs, time::Duration};

/// How long all threads of a process have run, in it and in the kernel for it, finer than by ticks.
pub(crate) fn processor_time(process: u32) -> Result<Duration> {
    let read = || clock_getcpuclockid(Pid::from_raw(i32::try_from(process).ok()?)).ok()?.now().ok();
    read().map(Duration::from).context("the processor time of the server cannot be read; has it ended?")
}

/// How many bytes of memory a process has now.
pub(crate) fn resident(process: u32) -> Result<u64> {
    resident_kib(&read(process, "status")?).map(|kib| kib * 1024).context("/proc/PID/status has no VmRSS")
}

fn read(process: u32, name: &str) -> Result<String> {
    let path = format!("/proc/{process}/{name}");
    fs::read_to_string(&path).with_context(|| format!("{path} cannot be read; has the server ended?"))
}

fn resident_kib(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{processor_time, resident, resident_kib};
    use std::time::Duration;

    #[test]
    fn memory_is_what_is_resident_not_what_is_mapped() {
        let status =
            "Name:\tturn\nVmPeak:\t   9000 kB\nVmHWM:\t    7000 kB\nVmRSS:\t    6644 kB\nThreads:\t2\n";
        assert_eq!(resident_kib(status), Some(6_644));
        assert_eq!(resident_kib("Name:\tturn\n"), None);
        assert_eq!(resident_kib("VmRSS:\tmany kB\n"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_very_process_can_be_measured() {
        let process = std::process::id();
        assert!(resident(process).unwrap() > 100_000);
        // A tick of the kernel's clock is 10 ms on many machines, and a round of a bench has few of them.
        let is_fine = |_| {
            let before = processor_time(process).unwrap();
            std::hint::black_box((0..1_000_u64).fold(0, |sum, it| sum ^ std::hint::black_box(it)));
            let took = processor_time(process).unwrap() - before;
            !took.is_zero() && took < Duration::from_millis(1)
        };
        assert!((0..100).any(is_fine));
    }

    #[test]
    fn a_process_that_is_gone_is_an_error() {
        assert!(resident(u32::MAX).is_err());
        assert!(processor_time(u32::MAX).is_err());
    }
}
