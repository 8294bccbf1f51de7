use super::cache;
use crate::{process, progress::Progress};
use anyhow::Result;
use std::{
    env,
    path::{Path, PathBuf},
};

/// A program that is published as a crate, wanted at exactly one version.
pub struct CrateTool<'a> {
    package: &'a str,
    program: &'a str,
    version: &'a str,
}

impl<'a> CrateTool<'a> {
    /// A program that is called like its package.
    pub const fn new(package: &'a str, version: &'a str) -> Self {
        Self { package, program: package, version }
    }

    /// Names the program when its package is called otherwise.
    pub const fn program(self, program: &'a str) -> Self {
        Self { program, ..self }
    }

    /// Installs the program unless it is there; gives the folder it lies in when that is not on `PATH`.
    pub fn ensure(&self, progress: &Progress) -> Result<Option<PathBuf>> {
        if self.has_version(Path::new(self.program)) {
            return Ok(None);
        }
        let folder = cache::folder(self.package, self.version)?;
        let programs = folder.join("bin");
        if !self.has_version(&self.inside(&programs)) {
            let title =
                format!("Installing {} {} (compiles for some minutes, once)", self.package, self.version);
            let advice = format!(
                "It needs the network and a C compiler. To install it yourself: cargo install --locked {}@{}",
                self.package, self.version
            );
            progress.step(&title, &advice, || self.install(&folder))?;
        }
        Ok(Some(programs))
    }

    /// Where the program lies after [`Self::ensure`].
    pub fn inside(&self, programs: &Path) -> PathBuf {
        programs.join(self.program).with_extension(env::consts::EXE_EXTENSION)
    }

    fn has_version(&self, program: &Path) -> bool {
        process::quiet_output(process::command(program).arg("--version"))
            .is_some_and(|output| says_version(&output, self.version))
    }

    fn install(&self, folder: &Path) -> Result<()> {
        let mut command = process::cargo();
        command.args(["install", "--locked", "--force", "--version", self.version, "--root"]);
        process::run(command.arg(folder).arg(self.package))
    }
}

fn says_version(output: &str, version: &str) -> bool {
    output.lines().next().is_some_and(|line| line.split_whitespace().any(|word| word == version))
}

#[cfg(test)]
mod tests {
    use super::says_version;

    #[test]
    fn a_version_is_a_whole_word_of_the_first_line() {
        assert!(says_version("wasm-bindgen 0.2.129\n", "0.2.129"));
        assert!(says_version("geckodriver 0.36.0 (abc 2025)\n\nlicence", "0.36.0"));
        assert!(!says_version("wasm-bindgen 0.2.1290\n", "0.2.129"));
        assert!(!says_version("", "0.2.129"));
    }
}
