use crate::{progress::Progress, tools::Toolbox, workspace};
use anyhow::Result;
use std::env;

/// Builds the page for release into `dist/`.
pub fn build_page(progress: &Progress, toolbox: &Toolbox) -> Result<()> {
    let advice = "The compiler's message above names the cause. If a tool is at fault, `trunk build --release` \
        shows the same without xtask.";
    progress.step("Building the page", advice, || {
        let mut trunk = toolbox.command("trunk")?;
        trunk
            .args(["--quiet", "--skip-version-check", "build", "--release", "--dist"])
            .arg(workspace::dist());
        // Trunk reads this variable as true or false and stops at the customary 1.
        if env::var_os("NO_COLOR").is_some() {
            trunk.env("NO_COLOR", "true");
        }
        crate::process::run(&mut trunk)
    })
}
