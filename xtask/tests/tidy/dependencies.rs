use crate::sources::{expect_none, sources};
use serde_json::Value;
use std::{fs, process::Command};
use xtask::workspace::root;

/// The crates of app and companion from the bottom up; each may depend on those before it.
const LAYERS: [&str; 15] = [
    "heliograph-scanner",
    "heliograph-frame",
    "heliograph-wire",
    "heliograph-keys",
    "heliograph-group",
    "heliograph-transfer",
    "heliograph-turn",
    "heliograph-machine",
    "heliograph-rendezvous",
    "heliograph-sfu",
    "heliograph-relay",
    "heliograph-signal",
    "heliograph-session",
    "heliograph-browser",
    "heliograph",
];

/// What no crate of the app may depend on: it is a program of its own.
const COMPANION: &str = "heliograph-relay";

/// What runs on a developer's machine only, and may depend on anything.
const TOOLS: [&str; 5] =
    ["heliograph-e2e", "heliograph-fuzz", "heliograph-load", "heliograph-simnet", "xtask"];

/// The crates that think, and so have neither clock nor chance nor files.
const PURE: [&str; 11] = [
    "heliograph-scanner",
    "heliograph-frame",
    "heliograph-wire",
    "heliograph-keys",
    "heliograph-group",
    "heliograph-transfer",
    "heliograph-turn",
    "heliograph-machine",
    "heliograph-rendezvous",
    "heliograph-signal",
    "heliograph-session",
];

/// Who besides the tools may name a crate that reaches outside.
const KEEPERS: [(&str, &[&str]); 11] = [
    ("yew", &["heliograph"]),
    ("web-sys", &["heliograph-browser", "heliograph"]),
    ("js-sys", &["heliograph-browser"]),
    (
        "wasm-bindgen",
        &[
            "heliograph-scanner",
            "heliograph-frame",
            "heliograph-keys",
            "heliograph-group",
            "heliograph-browser",
            "heliograph",
        ],
    ),
    ("tokio", &[COMPANION]),
    ("axum", &[COMPANION]),
    ("rustls", &[COMPANION]),
    ("redb", &[COMPANION]),
    ("str0m", &["heliograph-sfu"]),
    ("rand", &[]),
    ("getrandom", &["heliograph-keys", COMPANION]),
];

struct Package {
    name: String,
    manifest: String,
    /// What it is built with, its tests left out.
    dependencies: Vec<String>,
}

#[test]
fn dependencies_point_down_only() {
    let mut findings = Vec::new();
    for package in packages().iter().filter(|package| !TOOLS.contains(&package.name.as_str())) {
        let Some(layer) = LAYERS.iter().position(|name| *name == package.name) else {
            findings.push(format!("{} has no place among the layers", package.name));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|name| name.starts_with("heliograph")) {
            if !LAYERS[..layer].contains(&dependency.as_str()) || dependency.as_str() == COMPANION {
                findings.push(format!("{} depends upwards on {dependency}", package.name));
            }
        }
    }
    expect_none(&findings);
}

#[test]
fn each_way_outside_is_named_by_its_keepers_only() {
    let mut findings = Vec::new();
    for package in packages().iter().filter(|package| !TOOLS.contains(&package.name.as_str())) {
        for (dependency, keepers) in KEEPERS {
            let named = package.dependencies.iter().any(|name| name == dependency);
            if named && !keepers.contains(&package.name.as_str()) {
                findings.push(format!("{} depends on {dependency}", package.name));
            }
        }
    }
    expect_none(&findings);
}

#[test]
fn the_app_itself_names_only_elements_and_events_of_the_browser() {
    let mut findings = Vec::new();
    for source in sources(&["rs"]).iter().filter(|source| source.is_in("src")) {
        for name in browser_names(&source.text) {
            if !name.ends_with("Element") && !name.ends_with("Event") {
                findings.push(format!("{} names web_sys::{name}", source.path));
            }
        }
    }
    expect_none(&findings);
}

#[test]
fn the_crates_that_think_read_no_clock_and_no_chance_and_open_nothing() {
    let forbidden = [
        "Instant",
        "SystemTime",
        "std::fs",
        "std::env",
        "std::thread",
        "TcpStream",
        "TcpListener",
        "UdpSocket",
        "web_sys",
        "js_sys",
    ];
    let mut findings = Vec::new();
    for source in sources(&["rs"]) {
        if !PURE.iter().any(|name| source.is_in(&format!("crates/{}/src", &name["heliograph-".len()..]))) {
            continue;
        }
        for word in forbidden.iter().filter(|word| source.without_tests().contains(**word)) {
            findings.push(format!("{} names {word}", source.path));
        }
    }
    expect_none(&findings);
}

#[test]
fn every_crate_keeps_the_lints_of_the_workspace() {
    let mut findings = Vec::new();
    for package in packages() {
        let manifest = fs::read_to_string(&package.manifest).unwrap();
        if !manifest.contains("[lints]\nworkspace = true") {
            findings.push(format!("{} sets lints of its own", package.name));
        }
    }
    expect_none(&findings);
}

#[test]
fn the_page_is_the_first_default_member() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("default-members = [\".\""), "Trunk builds the first default member");
}

fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["metadata", "--locked", "--no-deps", "--format-version", "1"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().iter().map(package).collect()
}

fn package(package: &Value) -> Package {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let dependencies = package["dependencies"].as_array().unwrap();
    Package {
        name: text(&package["name"]),
        manifest: text(&package["manifest_path"]),
        dependencies: dependencies
            .iter()
            .filter(|dependency| dependency["kind"].as_str() != Some("dev"))
            .map(|dependency| text(&dependency["name"]))
            .collect(),
    }
}

/// The names behind `web_sys::`, single or in braces.
fn browser_names(text: &str) -> Vec<&str> {
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut names = Vec::new();
    for rest in text.split("web_sys::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split('}').next().unwrap_or(list);
                names.extend(list.split(',').map(str::trim).filter(|name| !name.is_empty()));
            }
            None => names.extend(rest.split(|letter| !is_name(letter)).next()),
        }
    }
    names
}

#[test]
fn names_of_the_browser_are_found_single_and_in_braces() {
    let text = "use web_sys::{Element, HtmlTextAreaElement};\nfn f(_: web_sys::Window) {}";
    assert_eq!(browser_names(text), ["Element", "HtmlTextAreaElement", "Window"]);
}
