//! The forms of the page whose parts are files beside it: the site and the extension.

use super::{
    RELEASED_FILE, SINGLE_FILE,
    integrity::integrity,
    packing::gzipped,
    parts::Parts,
    policy, single_file,
    template::{ICON, POLICY, START, Template, fill},
};
use crate::workspace;
use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use std::{fs, path::Path};

/// The single file within the extension. Packed, since stores look for scripts in pages.
const PACKED_FILE: &str = "heliograph.html.gz";

/// By this a site can be installed.
const MANIFEST: &str = "manifest.webmanifest";
const LINKS: [&str; 2] = [
    "<link rel=\"manifest\" href=\"manifest.webmanifest\">",
    "<link rel=\"apple-touch-icon\" href=\"icons/apple-touch-icon.png\">",
];
const SERVICE_WORKER: &str = "service-worker.js";
const PICTURES: &str = "icons";

/// The files that the head of the site's page names, and that browsers load at once.
pub(super) const LINKED: [&str; 2] = [ICON, MANIFEST];

/// Writes page and parts into the folder of the site, in which the single file lies already.
pub(super) fn write_site(template: &Template, parts: &Parts, folder: &Path) -> Result<()> {
    let assets = workspace::root().join("assets");
    copy_pictures(&assets, folder)?;
    for name in [MANIFEST, SERVICE_WORKER] {
        copy(name, &assets, folder)?;
    }
    let mut build = described("site", parts);
    let single_file = fs::read(folder.join(SINGLE_FILE))?;
    build["file"] = json!({ "name": SINGLE_FILE, "integrity": integrity(&single_file) });
    build["serviceWorker"] = SERVICE_WORKER.into();

    let start = template.start(&build)?;
    let page = fill(&template.page(&LINKS)?, POLICY, &policy::site(&start))?;
    let page = fill(&page, START, &format!("<script>{start}</script>"))?;
    write_page(&page, parts, folder)
}

/// Writes page, parts, start script and the packed single file into the folder of the extension.
pub(super) fn write_extension(
    template: &Template,
    site: &Path,
    folder: &Path,
    change: impl Fn(&str) -> Result<String>,
) -> Result<()> {
    let single_file = fs::read_to_string(site.join(SINGLE_FILE))?;
    let parts = single_file::parts(&single_file)?.with_scripts(change)?;
    let single_file = gzipped(single_file.as_bytes())?;
    fs::write(folder.join(PACKED_FILE), &single_file)?;
    copy(ICON, &workspace::root().join("assets"), folder)?;
    let mut build = described("extension", &parts);
    build["file"] = json!({ "name": PACKED_FILE, "integrity": integrity(&single_file) });
    fs::write(folder.join("start.js"), template.start(&build)?)?;

    let page = fill(&template.page(&[])?, POLICY, &policy::extension())?;
    let page = fill(&page, START, "<script src=\"start.js\"></script>")?;
    write_page(&page, &parts, folder)
}

fn described(form: &str, parts: &Parts) -> Value {
    json!({
        "form": form,
        "fileName": RELEASED_FILE,
        "module": parts.module().described(),
        "bindings": parts.bindings().described(),
        "styles": parts.styles().described(),
        "workers": parts.workers().map(|(worker, file)| (worker.to_owned(), file.described())).collect::<Map<_, _>>(),
        "serviceWorker": null,
    })
}

fn write_page(page: &str, parts: &Parts, folder: &Path) -> Result<()> {
    for neighbour in parts.neighbours() {
        fs::write(folder.join(neighbour.name), neighbour.bytes)?;
    }
    Ok(fs::write(folder.join("index.html"), page)?)
}

fn copy_pictures(assets: &Path, folder: &Path) -> Result<()> {
    copy(ICON, assets, folder)?;
    fs::create_dir_all(folder.join(PICTURES))?;
    for entry in fs::read_dir(assets.join(PICTURES))? {
        let name = Path::new(PICTURES).join(entry?.file_name());
        copy(&name, assets, folder)?;
    }
    Ok(())
}

fn copy(name: impl AsRef<Path>, from: &Path, to: &Path) -> Result<()> {
    let name = name.as_ref();
    fs::copy(from.join(name), to.join(name))
        .with_context(|| format!("{} cannot be copied", name.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{write_extension, write_site};
    use crate::page::{
        SINGLE_FILE,
        integrity::source,
        parts::tests::{alone, parts},
        single_file,
        template::Template,
    };
    use anyhow::Result;
    use std::{fs, path::Path};

    fn site() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let template = Template::read().unwrap();
        let single_file = single_file::page(&template, &alone()).unwrap();
        fs::write(folder.path().join(SINGLE_FILE), single_file).unwrap();
        write_site(&template, &parts(), folder.path()).unwrap();
        folder
    }

    fn changed(script: &str) -> Result<String> {
        Ok(script.replace("alone", "changed"))
    }

    fn read(folder: &Path, name: &str) -> String {
        fs::read_to_string(folder.join(name)).unwrap()
    }

    #[test]
    fn the_policy_of_the_site_names_its_start_script() {
        let page = read(site().path(), "index.html");
        let start = page.split_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
        assert!(page.contains(&format!("script-src 'self' {} 'wasm-unsafe-eval';", source(start))));
    }

    #[test]
    fn the_page_says_what_each_neighbour_has_to_be() {
        let site = site();
        let page = read(site.path(), "index.html");
        for neighbour in parts().neighbours() {
            assert!(site.path().join(&neighbour.name).is_file());
            assert!(page.contains(&neighbour.described().to_string()));
        }
        assert!(!page.contains('@'), "a place is not filled");
    }

    #[test]
    fn the_page_of_the_extension_has_no_script_of_its_own() {
        let (site, folder) = (site(), tempfile::tempdir().unwrap());
        write_extension(&Template::read().unwrap(), site.path(), folder.path(), changed).unwrap();
        let page = read(folder.path(), "index.html");
        assert_eq!(page.matches("<script").count(), 1);
        assert!(page.contains("<script src=\"start.js\"></script>"));
        assert!(read(folder.path(), "start.js").contains("\"form\":\"extension\""));
        let parts = alone().with_scripts(changed).unwrap();
        assert_eq!(parts.bindings, "let changed;\n");
        for name in [parts.module().name, parts.bindings().name] {
            assert!(folder.path().join(&name).is_file(), "{name} is not that of the single file, changed");
        }
    }

    #[test]
    fn only_the_site_which_a_companion_may_serve_has_the_keys_and_the_group() {
        let (site, folder) = (site(), tempfile::tempdir().unwrap());
        write_extension(&Template::read().unwrap(), site.path(), folder.path(), changed).unwrap();
        for worker in ["keys", "group"] {
            let count = |folder: &Path| {
                let names = fs::read_dir(folder)
                    .unwrap()
                    .map(|entry| entry.unwrap().file_name().into_string().unwrap());
                names.filter(|name| name.starts_with(&format!("{worker}-"))).count()
            };
            assert_eq!((count(site.path()), count(folder.path())), (1, 0));
            assert!(!read(folder.path(), "start.js").contains(&format!("\"{worker}\"")));
        }
    }
}
