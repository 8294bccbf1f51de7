use crate::sources::{Source, expect_none, sources};
use serde_json::Value;
use std::{collections::BTreeSet, fs};
use xtask::workspace::root;

#[test]
fn no_element_carries_its_style_in_an_attribute() {
    let mut findings = Vec::new();
    for source in sources(&["rs", "html"]) {
        if !source.is_in("src") && source.path != "index.html" {
            continue;
        }
        for (index, line) in source.text.lines().enumerate() {
            if line.contains(" style=") || line.contains("\tstyle=") {
                findings.push(format!("{}:{}: the policy of the page forbids this", source.path, index + 1));
            }
        }
    }
    expect_none(&findings);
}

#[test]
fn the_page_holds_no_script_of_its_own_and_asks_nothing_of_other_places() {
    let pages = sources(&["html"]);
    let Some(Source { text, .. }) = pages.iter().find(|source| source.path == "index.html") else {
        panic!("there is no index.html")
    };
    assert!(!text.contains("<style"), "styles live in files");
    assert!(!text.contains("<script"), "the build adds the scripts, by hash or from files");
    assert!(!text.contains("//"), "no address leads elsewhere");
    for handler in ["onclick=", "onload=", "onerror="] {
        assert!(!text.contains(handler), "{handler} would be a script of its own");
    }
}

/// What turns text into HTML or scripts past the one policy of the start script.
const SINKS: [&str; 9] = [
    "from_html_unchecked",
    "set_inner_html",
    "insert_adjacent_html",
    "Worker::new",
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "eval(",
    "new Function",
];

#[test]
fn no_text_becomes_html_or_a_script_but_by_the_policy_of_the_start_script() {
    let mut findings = Vec::new();
    for source in sources(&["rs", "js"]) {
        let is_page = source.is_in("src") || source.is_in("crates/browser/src") || source.is_in("assets");
        if !is_page {
            continue;
        }
        for sink in SINKS.iter().filter(|sink| source.text.contains(**sink)) {
            findings.push(format!("{}: {sink}", source.path));
        }
    }
    expect_none(&findings);
}

#[test]
fn what_other_apps_share_comes_as_the_service_worker_reads_it() {
    let read = |name: &str| fs::read_to_string(root().join("assets").join(name)).unwrap();
    let manifest: Value = serde_json::from_str(&read("manifest.webmanifest")).unwrap();
    let (worker, target) = (read("service-worker.js"), &manifest["share_target"]);
    let between = |before: &str, after: &str| {
        let (_, rest) = worker.split_once(before).unwrap_or_else(|| panic!("there is no {before}"));
        rest.split(after).next().unwrap_or_default()
    };

    assert_eq!((&target["method"], &target["enctype"]), (&"POST".into(), &"multipart/form-data".into()));
    let action = between("request.method === \"POST\" && name === \"", "\"");
    assert_eq!(target["action"], format!("./{action}"));
    let read_there: BTreeSet<_> =
        between("const parts = [", "]").split(", ").map(|it| it.trim_matches('"')).collect();
    let params = target["params"].as_object().unwrap();
    let texts = params.iter().filter_map(|(_, name)| name.as_str());
    let files = params["files"].as_array().unwrap().iter().filter_map(|files| files["name"].as_str());
    assert_eq!(texts.chain(files).collect::<BTreeSet<_>>(), read_there);
}
