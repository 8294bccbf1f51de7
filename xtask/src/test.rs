//! `cargo xtask test`: everything that can be tested on this machine, each step announced and timed, some of them side by side.

mod browsers;
mod lanes;
mod packages;
mod programs;
mod row;
mod second_try;
mod skips;
mod suites;
mod summary;
mod transcript;
mod trial;

pub use browsers::Browsers;
pub use skips::Skips;
pub use suites::{Plan, Suite, Wait};

use crate::{build, companion, progress::Progress, tools::Toolbox, workspace};
use anyhow::Result;
use row::Row;
use std::process::ExitCode;
use suites::Step;
use summary::Summary;

/// Sets up what is missing, runs the plan and says how it went, the count as the last line.
pub fn run(plan: &Plan) -> Result<ExitCode> {
    let progress = Progress::start();
    let mut toolbox = Toolbox::for_page(&progress)?;
    let browsers = match plan.needs_browsers() {
        true => Some(Browsers::ensure(&progress, &mut toolbox)?),
        false => None,
    };

    // Elsewhere there can be no laboratory, whatever is installed.
    let able = cfg!(target_os = "linux") && packages::is_root();
    let skips = if able { plan.skips } else { Skips::Told };
    let told = |row: Row| {
        progress.say(row.line());
        row
    };
    let mut summary = Summary::default();
    for step in plan.steps(&toolbox, browsers.as_ref())? {
        let rows = match step {
            Step::BuildPage => {
                vec![told(Row::of_work("the page build", || build::build_page(&progress, &toolbox)))]
            }
            Step::BuildCompanion => vec![told(Row::of_work("the companion build", || {
                companion::build(&progress, &workspace::dist()).map(drop)
            }))],
            Step::Lanes(lanes) => lanes::run(lanes, |trial, showing| {
                progress.say(format_args!("{} …", trial.title));
                told(trial.run(skips, showing))
            }),
        };
        summary.add(rows);
        if summary.page_is_missing() {
            summary.add([Row::not_run("end to end", "there is no page to test")]);
            break;
        }
    }
    Ok(summary.print())
}
