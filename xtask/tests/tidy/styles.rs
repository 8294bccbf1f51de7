use crate::sources::{expect_none, sources};

#[test]
fn the_dark_colours_are_the_same_whoever_chose_them() {
    let tokens = sources(&["css"]).into_iter().find(|source| source.path == "assets/css/tokens.css");
    let tokens = tokens.expect("the tokens have a sheet of their own").text;
    let dark: Vec<Vec<&str>> = tokens.split("color-scheme: dark;").skip(1).map(declarations).collect();
    assert_eq!(dark.len(), 2, "dark is said once by the person and once by the device");
    assert!(!dark[0].is_empty());
    assert_eq!(dark[0], dark[1]);
}

#[test]
fn the_styles_work_from_right_to_left_too() {
    let physical = [
        "margin-left",
        "margin-right",
        "padding-left",
        "padding-right",
        "border-left",
        "border-right",
        "left:",
        "right:",
        "text-align: left",
        "text-align: right",
        "float:",
    ];
    let mut findings = Vec::new();
    for source in sources(&["css"]).iter().filter(|source| source.is_in("assets")) {
        for (number, line) in source.text.lines().enumerate() {
            let line = line.trim_start();
            if physical.iter().any(|name| line.starts_with(name)) {
                findings.push(format!("{}:{}: {line}", source.path, number + 1));
            }
        }
    }
    expect_none(&findings);
}

/// The custom properties that are set up to the end of a block.
fn declarations(block: &str) -> Vec<&str> {
    let block = block.split('}').next().unwrap_or(block);
    block.lines().map(str::trim).filter(|line| line.starts_with("--")).collect()
}
