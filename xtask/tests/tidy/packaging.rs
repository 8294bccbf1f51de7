//! The Debian package of the companion, its unit for systemd and its settings name one program, one file, one folder.

use crate::sources::expect_none;
use serde_json::Value;
use std::{collections::BTreeMap, fs, process::Command};
use xtask::{companion::PACKAGE, workspace::root};

const PROGRAM: &str = "usr/bin/heliograph-relay";
const SETTINGS: &str = "etc/heliograph-relay/relay.toml";

/// What lets a program open ports below 1024, as Let's Encrypt wants it.
const PORTS: &str = "CAP_NET_BIND_SERVICE";

#[test]
fn all_that_the_package_is_made_of_is_there() {
    let crate_folder = root().join("crates").join("relay");
    let mut findings = Vec::new();
    for source in assets().values().filter(|source| !source.starts_with("target/release/")) {
        if !crate_folder.join(source).is_file() {
            findings.push(format!("the package wants {source}, which is not there"));
        }
    }
    let units = &deb()["systemd-units"];
    let unit = crate_folder
        .join(text(&units["unit-scripts"]))
        .join(format!("{}.service", text(&units["unit-name"])));
    if !unit.is_file() {
        findings.push(format!("the package wants the unit {}, which is not there", unit.display()));
    }
    expect_none(&findings);
}

#[test]
fn the_unit_starts_the_program_of_the_package_with_the_settings_of_the_package() {
    let assets = assets();
    assert_eq!(assets.get(PROGRAM).map(String::as_str), Some("target/release/heliograph-relay"));
    assert_eq!(assets.get(SETTINGS).map(String::as_str), Some("packaging/relay.toml"));
    assert_eq!(said("ExecStart"), [format!("/{PROGRAM} serve --config /{SETTINGS}")]);
    // Otherwise an upgrade would undo what somebody has set.
    assert_eq!(deb()["conf-files"], serde_json::json!([format!("/{SETTINGS}")]));
}

#[test]
fn the_unit_keeps_secrets_in_the_folder_that_the_settings_name() {
    let settings = fs::read_to_string(root().join("crates/relay/packaging/relay.toml")).unwrap();
    let [folder] = &said("StateDirectory")[..] else { panic!("the unit has one folder") };
    assert!(settings.lines().any(|line| line == format!("state = \"/var/lib/{folder}\"")), "{settings}");
    assert_eq!(folder, PACKAGE);
    assert_eq!(said("StateDirectoryMode"), ["0700"]);
    assert_eq!(said("DynamicUser"), ["yes"]);
}

#[test]
fn the_unit_gives_the_program_low_ports_and_nothing_else() {
    assert_eq!(said("AmbientCapabilities"), [PORTS]);
    assert_eq!(said("CapabilityBoundingSet"), [PORTS]);
    assert_eq!(said("NoNewPrivileges"), ["yes"]);
}

/// What the package says of itself in `Cargo.toml`.
fn deb() -> Value {
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--format-version=1", "--no-deps", "--locked", "--offline"]).current_dir(root());
    let metadata: Value = serde_json::from_slice(&cargo.output().unwrap().stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().find(|package| package["name"] == PACKAGE).unwrap()["metadata"]["deb"].clone()
}

/// Where the files of the package come from, by where they lie once it is installed.
fn assets() -> BTreeMap<String, String> {
    let deb = deb();
    let assets = deb["assets"].as_array().unwrap().iter();
    let place = |asset: &Value| {
        let (source, target) = (text(&asset[0]), text(&asset[1]));
        let name = source.rsplit('/').next().unwrap();
        (if target.ends_with('/') { format!("{target}{name}") } else { target.to_owned() }, source.to_owned())
    };
    assets.map(place).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// What the unit says about a setting, once for each time that it does.
fn said(setting: &str) -> Vec<String> {
    let unit = fs::read_to_string(root().join("crates/relay/packaging/heliograph-relay.service")).unwrap();
    let lines = unit.lines().filter_map(|line| line.strip_prefix(setting)?.strip_prefix('='));
    lines.map(str::to_owned).collect()
}
