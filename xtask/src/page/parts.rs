use super::{
    apart::Bound,
    integrity::{fingerprint, integrity},
};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The layers of the styles, lowest first.
const LAYERS: [&str; 6] = ["tokens", "base", "parts", "screens", "chat", "call"];

/// The layer above them, of what nobody finds without a companion.
const OF_ROOMS: &str = "room";

const APP: &str = "app";

/// What the page calls the worker that reads QR codes.
pub(super) const SCANNER: &str = "scanner";

/// What it calls the worker that keeps secrets for what a companion does. Only a companion's own page can ask it for that.
pub(super) const KEYS: &str = "keys";

/// What it calls the worker that is a member of a room's group. Rooms are a companion's, too.
pub(super) const GROUP: &str = "group";

/// What it calls the worker that seals the frames of calls.
pub(super) const FRAME: &str = "frame";

/// The scripts that are no worker of every form as they were written: some are packed around modules, and the service
/// worker's name may not change.
const NOT_READY: [&str; 5] = [SCANNER, KEYS, GROUP, FRAME, "service"];

/// How many digits of a hash a name has.
const HASH: usize = 16;

/// What every form of the page is made of.
pub(super) struct Parts {
    /// The WebAssembly module of the app.
    pub(super) module: Vec<u8>,
    /// The JavaScript between module and browser.
    pub(super) bindings: String,
    /// All layers of the styles.
    pub(super) styles: String,
    /// The scripts that the page starts apart from itself, by what the page calls them.
    pub(super) workers: BTreeMap<String, String>,
}

/// A part as a file beside the page.
pub(super) struct Neighbour<'a> {
    pub(super) name: String,
    pub(super) bytes: &'a [u8],
}

impl Parts {
    /// The same for the forms that no companion serves, with the app that was built for them and the styles that it needs.
    pub(super) fn without_companion(&self, app: Bound, styles: String) -> Self {
        let mut workers = self.workers.clone();
        for of_companions in [KEYS, GROUP] {
            workers.remove(of_companions);
        }
        Self { module: app.module, bindings: app.bindings, styles, workers }
    }

    /// The same with something changed in each script.
    pub(super) fn with_scripts(mut self, change: impl Fn(&str) -> Result<String>) -> Result<Self> {
        for script in self.workers.values_mut().chain([&mut self.bindings]) {
            *script = change(script)?;
        }
        Ok(self)
    }

    pub(super) fn module(&self) -> Neighbour<'_> {
        neighbour(APP, "wasm", &self.module)
    }

    pub(super) fn bindings(&self) -> Neighbour<'_> {
        neighbour(APP, "js", self.bindings.as_bytes())
    }

    pub(super) fn styles(&self) -> Neighbour<'_> {
        neighbour(APP, "css", self.styles.as_bytes())
    }

    /// Each worker, and what the page calls it.
    pub(super) fn workers(&self) -> impl Iterator<Item = (&str, Neighbour<'_>)> {
        self.workers
            .iter()
            .map(|(worker, script)| (worker.as_str(), neighbour(worker, "js", script.as_bytes())))
    }

    pub(super) fn neighbours(&self) -> Vec<Neighbour<'_>> {
        let mut neighbours = vec![self.module(), self.bindings(), self.styles()];
        neighbours.extend(self.workers().map(|(_, neighbour)| neighbour));
        neighbours
    }
}

impl Neighbour<'_> {
    /// How the start script is told of it.
    pub(super) fn described(&self) -> Value {
        json!({ "name": self.name, "integrity": integrity(self.bytes) })
    }
}

/// The files of the parts that a page needs to start.
pub(super) fn at_start(site: &Path) -> Result<Vec<PathBuf>> {
    ["wasm", "js", "css"].iter().map(|extension| only(site, APP, extension)).collect()
}

/// The file of a worker.
pub(super) fn worker_of(site: &Path, worker: &str) -> Result<PathBuf> {
    only(site, worker, "js")
}

/// The workers that are ready as they were written.
pub(super) fn workers(assets: &Path) -> Result<BTreeMap<String, String>> {
    let mut workers = BTreeMap::new();
    for entry in fs::read_dir(assets)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(worker) = name.strip_suffix("-worker.js") else { continue };
        if !NOT_READY.contains(&worker) {
            workers.insert(worker.to_owned(), fs::read_to_string(&path)?);
        }
    }
    Ok(workers)
}

/// Joins the layers of the styles in their order.
pub(super) fn styles(assets: &Path) -> Result<String> {
    Ok(styles_without_companion(assets)? + &layer(assets, OF_ROOMS)?)
}

/// The same for the forms that no companion serves.
pub(super) fn styles_without_companion(assets: &Path) -> Result<String> {
    LAYERS.iter().map(|name| layer(assets, name)).collect()
}

fn layer(assets: &Path, name: &str) -> Result<String> {
    let path = assets.join("css").join(name).with_extension("css");
    fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
}

fn only(folder: &Path, stem: &str, extension: &str) -> Result<PathBuf> {
    one_of(folder, |name| of_neighbour(name) == Some((stem, extension)))
        .with_context(|| format!("{} is no finished site: {stem}-*.{extension}", folder.display()))
}

/// The one file in a folder that has such a name.
pub(super) fn one_of(folder: &Path, is_meant: impl Fn(&str) -> bool) -> Result<PathBuf> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.file_name().and_then(|name| name.to_str()).is_some_and(&is_meant) {
            found.push(path);
        }
    }
    match <[PathBuf; 1]>::try_from(found) {
        Ok([path]) => Ok(path),
        Err(found) => bail!("there are {} such files where one is expected", found.len()),
    }
}

/// The name holds a hash, so that no browser takes an old file for a new one.
fn neighbour<'a>(stem: &str, extension: &str, bytes: &'a [u8]) -> Neighbour<'a> {
    let hash = fingerprint(bytes);
    Neighbour { name: format!("{stem}-{}.{extension}", &hash[..HASH]), bytes }
}

/// What such a name begins and ends with.
fn of_neighbour(name: &str) -> Option<(&str, &str)> {
    let (name, extension) = name.split_once('.')?;
    let (stem, hash) = name.rsplit_once('-')?;
    (hash.len() == HASH).then_some((stem, extension))
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Bound, FRAME, GROUP, KEYS, Parts, SCANNER, one_of, styles, workers};
    use crate::workspace::root;
    use std::fs;

    pub(in crate::page) fn parts() -> Parts {
        Parts {
            module: b"\0asm and so on".to_vec(),
            bindings: "let wasm_bindgen = () => {};\n".to_owned(),
            styles: "p { margin: 0 }\n".to_owned(),
            workers: [SCANNER, KEYS, GROUP, FRAME].map(|worker| (worker.to_owned(), script(worker))).into(),
        }
    }

    /// What the forms are made of that no companion serves.
    pub(in crate::page) fn alone() -> Parts {
        let app = Bound { module: b"\0asm alone".to_vec(), bindings: "let alone;\n".to_owned() };
        parts().without_companion(app, "p { margin: 0 }\n".to_owned())
    }

    fn script(worker: &str) -> String {
        format!("postMessage(false); // ä {worker}\n")
    }

    #[test]
    fn what_no_companion_serves_has_no_keys_and_no_group() {
        assert_eq!(alone().workers().map(|(worker, _)| worker).collect::<Vec<_>>(), [FRAME, SCANNER]);
        assert!(alone().module != parts().module && alone().bindings != parts().bindings);
    }

    #[test]
    fn a_part_is_there_exactly_once() {
        let folder = tempfile::tempdir().unwrap();
        let find = || one_of(folder.path(), |name| name.ends_with(".wasm"));
        assert!(find().is_err());
        fs::write(folder.path().join("app-1.wasm"), "").unwrap();
        assert!(find().is_ok());
        fs::write(folder.path().join("app-2.wasm"), "").unwrap();
        assert!(find().is_err());
    }

    #[test]
    fn a_worker_that_is_ready_is_called_by_the_name_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["writer-worker.js", "keys-worker.js", "group-worker.js", "service-worker.js", "start.js"]
        {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let expected = [("writer".to_owned(), "writer-worker.js".to_owned())];
        assert_eq!(workers(folder.path()).unwrap(), expected.into());
    }

    #[test]
    fn every_sheet_of_styles_is_a_layer_of_the_page() {
        let assets = root().join("assets");
        let joined = styles(&assets).unwrap();
        for entry in fs::read_dir(assets.join("css")).unwrap() {
            assert!(joined.contains(&fs::read_to_string(entry.unwrap().path()).unwrap()));
        }
    }
}
