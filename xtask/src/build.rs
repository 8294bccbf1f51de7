use crate::{progress::Progress, tools::Toolbox, workspace};
use anyhow::Result;
use std::{env, path::Path, process::Command};

/// Builds the page for release into `dist/`.
pub fn build_page(progress: &Progress, toolbox: &Toolbox) -> Result<()> {
    build_page_into(&workspace::dist(), progress, toolbox, |_| ())
}

/// Builds the page for release into a folder, by a command that was prepared further.
pub(crate) fn build_page_into(
    folder: &Path,
    progress: &Progress,
    toolbox: &Toolbox,
    prepare: impl FnOnce(&mut Command),
) -> Result<()> {
    let advice = "The compiler's message above names the cause. If a tool is at fault, `trunk build --release` \
        shows the same without xtask.";
    progress.step("Building the page", advice, || {
        let mut trunk = toolbox.command("trunk")?;
        trunk.args(["--quiet", "--skip-version-check", "build", "--release", "--dist"]).arg(folder);
        // Trunk reads this variable as true or false and stops at the customary 1.
        if env::var_os("NO_COLOR").is_some() {
            trunk.env("NO_COLOR", "true");
        }
        prepare(&mut trunk);
        crate::process::run(&mut trunk)
    })
}
