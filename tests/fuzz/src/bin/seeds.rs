//! `seeds TARGET FOLDER`: writes valid input of a target into a folder, one file each, for a guided run to begin with.

use anyhow::{Context, Result, bail};
use heliograph_fuzz::Target;
use std::{env, fs, path::Path};

fn main() -> Result<()> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [name, folder] = &arguments[..] else { bail!("usage: seeds TARGET FOLDER") };
    let target = Target::named(name).context("there is no target of this name")?;
    fs::create_dir_all(folder)?;
    for (number, seed) in (target.seeds)().into_iter().enumerate() {
        fs::write(Path::new(folder).join(format!("seed-{number}")), seed)?;
    }
    Ok(())
}
