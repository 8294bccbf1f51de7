use crate::sources::{expect_none, sources};

/// Promises to do something later, and what was meant to be gone before anybody else reads it.
const UNFINISHED: [&str; 5] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
    concat!("dbg", "!("),
    concat!("todo", "!("),
];

/// Folders of one machine, which mean nothing on another.
const MACHINE: [&str; 2] = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];

const TEXT: [&str; 10] = ["rs", "toml", "md", "html", "js", "css", "json", "sh", "svg", "txt"];

#[test]
fn nothing_is_left_for_later() {
    expect_none(&findings(&["rs", "toml", "html", "js", "css", "sh"], &UNFINISHED));
}

#[test]
fn no_file_names_a_folder_of_one_machine() {
    expect_none(&findings(&TEXT, &MACHINE));
}

#[test]
fn comments_draw_no_banners() {
    let mut findings = Vec::new();
    for source in sources(&["rs", "js", "css"]) {
        for (index, line) in source.text.lines().enumerate() {
            let comment = line.trim_start().trim_start_matches(['/', '*', ' ']);
            let is_comment = line.trim_start().starts_with("//") || line.trim_start().starts_with("/*");
            if is_comment && ["---", "===", "***", "###"].iter().any(|rule| comment.starts_with(rule)) {
                findings.push(format!("{}:{}: {line}", source.path, index + 1));
            }
        }
    }
    expect_none(&findings);
}

#[test]
fn what_is_private_can_be_neither_debugged_nor_displayed() {
    let mut findings = Vec::new();
    for source in sources(&["rs"]).iter().filter(|source| source.is_in("crates")) {
        let code = source.without_tests();
        for trait_name in ["Debug", "Display", "LowerHex", "UpperHex"] {
            if code.lines().any(|line| line.contains(trait_name) && line.contains("for Private")) {
                findings.push(format!("{} implements {trait_name} for Private", source.path));
            }
        }
        let declaration = code.split("pub struct Private").next().filter(|before| before.len() < code.len());
        if let Some(derive) = declaration.and_then(|before| before.rsplit("#[derive(").next())
            && derive.contains("Debug")
        {
            findings.push(format!("{} derives Debug for Private", source.path));
        }
    }
    expect_none(&findings);
}

fn findings(endings: &[&str], words: &[&str]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources(endings) {
        for (index, line) in source.text.lines().enumerate() {
            for word in words.iter().filter(|word| line.contains(**word)) {
                findings.push(format!("{}:{}: {word}", source.path, index + 1));
            }
        }
    }
    findings
}
