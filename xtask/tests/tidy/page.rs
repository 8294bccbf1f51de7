use crate::sources::{Source, expect_none, sources};

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
    assert!(!text.contains("<script"), "the build adds the scripts, all from files");
    assert!(!text.contains("//"), "no address leads elsewhere");
    for handler in ["onclick=", "onload=", "onerror="] {
        assert!(!text.contains(handler), "{handler} would be a script of its own");
    }
}
