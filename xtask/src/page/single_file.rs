//! The whole app as one page that needs no neighbour, opened by a double click or sent from person to person.

use super::{
    RELEASED_FILE, base85,
    packing::gzipped,
    parts::Parts,
    policy,
    template::{ICON, POLICY, START, Template, fill},
};
use crate::workspace;
use anyhow::{Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use std::fs;

/// Where the packed parts go.
const PARTS: &str = "@PARTS@";

/// Where the start script goes: inline, behind the parts.
const STARTED: &str =
    "<script type=\"text/plain\" id=\"parts\">@PARTS@</script>\n    <script>@START@</script>";
const SCRIPT: &str = "@START@";

/// Writes the page. It can put itself together again: its start script holds the pieces between policy, parts and
/// itself, and finds these three in the page.
pub(super) fn page(template: &Template, parts: &Parts) -> Result<String> {
    let parts = parts.without_companion();
    let icon = fs::read(workspace::root().join("assets").join(ICON))?;
    let icon = format!("data:image/svg+xml;base64,{}", STANDARD.encode(icon));
    let page = fill(&fill(&template.page(&[])?, START, STARTED)?, ICON, &icon)?;
    let skeleton = cut(&page)?;

    let mut inside: Vec<(&str, &[u8])> = vec![
        ("module", &parts.module),
        ("bindings", parts.bindings.as_bytes()),
        ("styles", parts.styles.as_bytes()),
    ];
    inside.extend(parts.workers.iter().map(|(worker, script)| (worker.as_str(), script.as_bytes())));
    let lengths: Vec<_> = inside.iter().map(|(name, bytes)| (name, bytes.len())).collect();
    let together = inside.iter().map(|(_, bytes)| *bytes).collect::<Vec<_>>().concat();

    let start = template.start(&json!({
        "form": "file",
        "fileName": RELEASED_FILE,
        "skeleton": skeleton,
        "lengths": lengths,
        "workers": parts.workers.keys().collect::<Vec<_>>(),
    }))?;
    let policy = policy::single_file(&start, &parts.bindings, &parts.styles);
    let [before_policy, before_parts, before_start, end] = skeleton;
    Ok([
        before_policy,
        &policy,
        before_parts,
        &base85::encode(&gzipped(&together)?),
        before_start,
        &start,
        end,
    ]
    .concat())
}

/// The pieces between the places that are filled last.
fn cut(page: &str) -> Result<[&str; 4]> {
    let Some((before_policy, rest)) = page.split_once(POLICY) else {
        bail!("the page has no place for its policy")
    };
    let Some((before_parts, rest)) = rest.split_once(PARTS) else {
        bail!("the page has no place for its parts")
    };
    let Some((before_start, end)) = rest.split_once(SCRIPT) else {
        bail!("the page has no place for its start")
    };
    Ok([before_policy, before_parts, before_start, end])
}

#[cfg(test)]
mod tests {
    use super::page;
    use crate::page::{base85::tests::decode, integrity::source, parts::tests::parts, template::Template};
    use flate2::read::GzDecoder;
    use serde_json::Value;
    use std::io::Read;

    fn written() -> String {
        page(&Template::read().unwrap(), &parts()).unwrap()
    }

    fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
        text.split_once(before).unwrap().1.split_once(after).unwrap().0
    }

    fn start(page: &str) -> &str {
        between(page, "<script>", "</script>")
    }

    /// What the build has told the start script.
    fn told(page: &str) -> Value {
        serde_json::from_str(between(start(page), "const build = ", ";\n")).unwrap()
    }

    #[test]
    fn the_policy_names_just_the_scripts_and_styles_that_are_inside() {
        let page = written();
        let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
        let scripts = format!("script-src {} {} 'wasm", source(start(&page)), source(&parts().bindings));
        assert!(policy.contains(&scripts), "{policy}");
        assert!(policy.contains(&format!("style-src {};", source(&parts().styles))), "{policy}");
        assert_eq!(policy.matches("sha256").count(), 3);
    }

    #[test]
    fn what_the_start_script_holds_and_finds_makes_the_same_page_again() {
        let page = written();
        let told = told(&page);
        let literal = |index: usize| told["skeleton"][index].as_str().unwrap();
        let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
        let packed = between(&page, "id=\"parts\">", "</script>");
        let again = [literal(0), policy, literal(1), packed, literal(2), start(&page), literal(3)].concat();
        assert!(again == page);
    }

    #[test]
    fn the_parts_lie_inside_one_behind_the_other() {
        let page = written();
        let packed = decode(between(&page, "id=\"parts\">", "</script>"));
        let mut all = Vec::new();
        GzDecoder::new(packed.as_slice()).read_to_end(&mut all).unwrap();
        let mut rest = all.as_slice();
        let mut names = Vec::new();
        for part in told(&page)["lengths"].as_array().unwrap() {
            names.push(part[0].as_str().unwrap().to_owned());
            let (bytes, after) = rest.split_at(part[1].as_u64().unwrap().try_into().unwrap());
            if part[0] == "scanner" {
                assert_eq!(bytes, parts().workers["scanner"].as_bytes());
            }
            rest = after;
        }
        assert_eq!(names, ["module", "bindings", "styles", "scanner"]);
        assert!(rest.is_empty());
    }

    #[test]
    fn the_same_parts_make_the_same_page_and_it_names_no_other_place() {
        let page = written();
        assert!(page == written());
        for elsewhere in ["http:", "https:", "src=\"", "=\"//"] {
            assert!(!page.contains(elsewhere), "{elsewhere}");
        }
    }
}
