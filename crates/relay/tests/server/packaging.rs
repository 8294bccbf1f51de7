//! What is packed with the program says the same as the program.

use clap::CommandFactory;
use heliograph_relay::{Config, Layer, cli::Arguments};
use std::{fs, path::PathBuf};

fn packaged(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("packaging").join(name)
}

/// The settings of the package, and those in them that somebody has yet to choose.
fn with_suggestions() -> String {
    let settings = fs::read_to_string(packaged("relay.toml")).unwrap();
    let chosen = |line: &str| match line.strip_prefix("# ") {
        Some(rest) if rest.split_once(" = ").is_some_and(|(key, _)| !key.contains(' ')) => rest.to_owned(),
        _ => line.to_owned(),
    };
    settings.lines().map(|line| chosen(line) + "\n").collect()
}

#[test]
fn the_settings_of_the_package_are_understood_as_they_come_and_with_all_that_they_suggest() {
    Config::try_from(Layer::of_file(&packaged("relay.toml")).unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("relay.toml");
    fs::write(&file, with_suggestions()).unwrap();
    let layer = Layer::of_file(&file).unwrap();
    assert!(layer.domain.is_some() && layer.tls.is_some() && layer.port.is_some());
    Config::try_from(layer).unwrap();
}

#[test]
fn the_ports_that_the_package_suggests_are_the_usual_ones() {
    let suggested: Layer = toml::from_str(&with_suggestions()).unwrap();
    let usual = Layer::defaults();
    assert_eq!((suggested.port, suggested.udp_port), (usual.first_port, usual.first_udp_port));
    assert_eq!(suggested.media_port, usual.first_media_port);
}

#[test]
fn the_unit_waits_for_longer_than_a_stop_takes() {
    let unit = fs::read_to_string(packaged("heliograph-relay.service")).unwrap();
    let seconds = unit.lines().find_map(|line| line.strip_prefix("TimeoutStopSec=")).unwrap();
    assert!(seconds.parse::<u64>().unwrap() > Layer::defaults().drain_seconds.unwrap());
}

#[test]
fn the_manual_names_every_command_and_the_usual_ports() {
    let manual = fs::read_to_string(packaged("heliograph-relay.1")).unwrap();
    for command in Arguments::command().get_subcommands() {
        let name = command.get_name();
        assert!(manual.contains(&format!(".TP\n.B {name}\n")), "{name}");
    }
    let usual = Layer::defaults();
    let ports = [
        ("TCP", usual.first_port.unwrap()),
        ("UDP", usual.first_udp_port.unwrap()),
        ("UDP", usual.first_media_port.unwrap()),
    ];
    for (kind, port) in ports {
        assert!(manual.contains(&format!("{kind} port {port}")), "{kind}");
    }
}
