//! The companion of a release, for machines of several kinds: programs that need nothing of the system that they run on
//! but its kernel, and the same as packages for Debian. Each has the ZIP of the release inside.

use super::{elf, release::Release, surroundings::Surroundings};
use crate::{
    companion::{APP, Machine, PACKAGE, RELEASE_PROFILE},
    process,
    progress::Progress,
    tools::Toolbox,
    workspace,
};
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

/// What one program may weigh, with the app and the ZIP inside.
const LARGEST: usize = 8_000_000;

/// Which machines the companion is wanted for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Companions {
    /// None.
    #[default]
    None,
    /// All that it can be built for here; for which it cannot is said.
    Possible,
    /// Exactly these.
    For(Vec<Machine>),
}

/// What the companion is built with, and for which machines it can be.
pub(super) struct Workshop {
    toolbox: Toolbox,
    machines: Vec<Machine>,
    left_out: Vec<Machine>,
}

impl Workshop {
    /// Installs what is missing; there is none where no companion is wanted.
    pub(super) fn open(companions: &Companions, progress: &Progress) -> Result<Option<Self>> {
        let (machines, left_out) = match companions {
            Companions::None => return Ok(None),
            Companions::Possible => possible(progress),
            Companions::For(machines) => {
                machines.iter().try_for_each(|machine| Toolbox::ensure_machine(progress, *machine))?;
                (machines.clone(), Vec::new())
            }
        };
        ensure!(
            !machines.is_empty(),
            "The companion can be built for no machine here; see above for what to do."
        );
        let toolbox = Toolbox::for_companions(progress)
            .context("The companion cannot be built for other machines here.")?;
        Ok(Some(Self { toolbox, machines, left_out }))
    }

    /// What there is to say at the end: the machines that were left out, a sentence for each.
    pub(super) fn missing(&self) -> impl Iterator<Item = String> {
        self.left_out.iter().map(|machine| {
            format!(
                "There is no companion for {machine}, since this compiler has no target {0} here. Where `rustup \
                 target add {0}` works, `cargo xtask dist --companion {machine}` builds it.",
                machine.target()
            )
        })
    }

    /// What earlier builds left, below the folder of everything that is compiled.
    pub(super) fn leftovers(&self) -> impl Iterator<Item = PathBuf> {
        self.machines.iter().map(|machine| compiled(*machine))
    }

    /// Builds it all, with this ZIP of the release inside.
    pub(super) fn work(
        &self,
        zip: &Path,
        release: &mut Release,
        surroundings: &Surroundings,
        progress: &Progress,
    ) -> Result<()> {
        for machine in &self.machines {
            let advice = "The message above names the cause.";
            let title = format!("Building the companion for {machine}");
            progress.step(&title, advice, || self.build(*machine, zip, surroundings))?;
            let program = workspace::target().join(compiled(*machine)).join(PACKAGE);
            let bytes = fs::read(&program).with_context(|| format!("{} is missing", program.display()))?;
            check(&bytes, *machine)
                .with_context(|| format!("The companion for {machine} is not fit to be given away"))?;
            release.add_program(&program_name(*machine), &bytes)?;

            let title = format!("Packing the companion for Debian, {}", machine.debian());
            let package = progress.step(&title, advice, || self.pack(*machine, surroundings))?;
            release.add(&package_name(*machine), &package)?;
        }
        Ok(())
    }

    fn build(&self, machine: Machine, zip: &Path, surroundings: &Surroundings) -> Result<()> {
        let mut cargo = self.toolbox.command("cargo-zigbuild")?;
        cargo.args(["zigbuild", "--quiet", "--locked", "-p", PACKAGE, "--profile", RELEASE_PROFILE]);
        cargo.args(["--target", machine.target()]);
        surroundings.surround(&mut cargo, machine.target());
        process::run(cargo.env(APP, zip))
    }

    /// The package that holds the program which was built.
    fn pack(&self, machine: Machine, surroundings: &Surroundings) -> Result<Vec<u8>> {
        let folder = tempfile::tempdir()?;
        let package = folder.path().join(package_name(machine));
        let mut cargo = self.toolbox.command("cargo-deb")?;
        cargo.args(["deb", "--quiet", "--locked", "-p", PACKAGE, "--profile", RELEASE_PROFILE]);
        cargo.args(["--target", machine.target(), "--no-build", "--no-strip"]);
        // The other way of compressing is left to a library of the system, whose versions differ.
        cargo.args(["--compress-type", "gz"]).arg("--output").arg(&package);
        surroundings.surround(&mut cargo, machine.target());
        // However quiet, it tells where it wrote.
        process::run(cargo.stdout(Stdio::null()))?;
        fs::read(&package).with_context(|| format!("{} is missing", package.display()))
    }
}

/// What the program is called in a release.
pub fn program_name(machine: Machine) -> String {
    format!("{PACKAGE}-{}-{machine}-linux", env!("CARGO_PKG_VERSION"))
}

/// What the package is called, as Debian names packages.
pub fn package_name(machine: Machine) -> String {
    format!("{PACKAGE}_{}_{}.deb", env!("CARGO_PKG_VERSION"), machine.debian())
}

/// The machines whose targets the compiler has or gets, and the others.
fn possible(progress: &Progress) -> (Vec<Machine>, Vec<Machine>) {
    Machine::ALL.into_iter().partition(|machine| match Toolbox::ensure_machine(progress, *machine) {
        Ok(()) => true,
        Err(why) => {
            progress.say(format_args!("Going on without a companion for {machine}. {why:#}"));
            false
        }
    })
}

fn compiled(machine: Machine) -> PathBuf {
    Path::new(machine.target()).join(RELEASE_PROFILE)
}

fn check(program: &[u8], machine: Machine) -> Result<()> {
    elf::check(program, machine)?;
    let size = program.len();
    ensure!(size <= LARGEST, "it has {size} bytes, and {LARGEST} are the most that it may have");
    Ok(())
}
