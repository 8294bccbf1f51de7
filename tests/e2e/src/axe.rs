//! Looks for barriers to people with disabilities, with axe-core.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::page::Page;

/// What axe-core finds serious or worse on the page in front of it.
const LOOK: &str = "
    const done = arguments[0];
    axe.run(document, { resultTypes: ['violations'] }).then(
        ({ violations }) => done(violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, help, nodes }) => `${id} (${help}): ${nodes.map(({ target }) => target).join(', ')}`)),
        (error) => done(String(error)),
    );";

/// The script of axe-core.
pub struct Axe {
    script: String,
}

impl Axe {
    /// The script that `HELIOGRAPH_AXE` names, where it does.
    pub fn find() -> Result<Option<Self>> {
        let Some(file) = std::env::var_os("HELIOGRAPH_AXE").filter(|file| !file.is_empty()) else {
            return Ok(None);
        };
        let file = PathBuf::from(file);
        let script = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        Ok(Some(Self { script }))
    }

    /// Everything serious or critical that it finds, a line each.
    pub async fn barriers(&self, page: &Page) -> Result<Vec<String>> {
        if page.run("return typeof axe === 'undefined'", vec![]).await? == Value::Bool(true) {
            // A script that is run has a scope of its own; axe-core leaves its one name on the window.
            page.run(&self.script, vec![]).await?;
        }
        match page.run_until_done(LOOK, vec![]).await? {
            Value::Array(found) => {
                Ok(found.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect())
            }
            error => bail!("axe-core does not run: {error}"),
        }
    }
}
