//! The whole app as one page that needs no neighbour, opened by a double click or sent from person to person.

use super::{
    RELEASED_FILE, base85,
    packing::gzipped,
    parts::Parts,
    policy,
    template::{ICON, POLICY, START, Template, fill},
};
use crate::workspace;
use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::read::GzDecoder;
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, io::Read};

/// Where the packed parts go.
const PARTS: &str = "@PARTS@";

/// Where the start script goes: inline, behind the parts.
const STARTED: &str =
    "<script type=\"text/plain\" id=\"parts\">@PARTS@</script>\n    <script>@START@</script>";
const SCRIPT: &str = "@START@";

/// Writes the page. It can put itself together again: its start script holds the pieces between policy, parts and
/// itself, and finds these three in the page.
pub(super) fn page(template: &Template, parts: &Parts) -> Result<String> {
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

/// Takes the parts out of the page again.
pub(super) fn parts(page: &str) -> Result<Parts> {
    let (packed, build) = inside(page).context("this is no single file that was built by this version")?;
    let mut build: Value = serde_json::from_str(build)?;
    let lengths: Vec<(String, usize)> = serde_json::from_value(build["lengths"].take())?;
    let mut together = Vec::new();
    GzDecoder::new(base85::decode(packed).as_slice()).read_to_end(&mut together)?;
    let mut rest = together.as_slice();
    let mut parts = BTreeMap::new();
    for (name, length) in lengths {
        let (part, after) = rest.split_at_checked(length).context("its parts are shorter than it says")?;
        parts.insert(name, part.to_vec());
        rest = after;
    }
    let mut take = |name: &str| parts.remove(name).with_context(|| format!("there is no {name} in it"));
    Ok(Parts {
        module: take("module")?,
        bindings: String::from_utf8(take("bindings")?)?,
        styles: String::from_utf8(take("styles")?)?,
        workers: parts
            .into_iter()
            .map(|(name, script)| Ok((name, String::from_utf8(script)?)))
            .collect::<Result<_>>()?,
    })
}

/// The packed parts, and what the start script was told.
fn inside(page: &str) -> Option<(&str, &str)> {
    let between = |before: &str, after: &str| Some(page.split_once(before)?.1.split_once(after)?.0);
    Some((between("id=\"parts\">", "</script>")?, between("const build = ", ";\n")?))
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
    use super::{page, parts};
    use crate::page::{integrity::source, parts::tests::alone, template::Template};
    use serde_json::Value;

    fn written() -> String {
        page(&Template::read().unwrap(), &alone()).unwrap()
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
        let scripts = format!("script-src {} {} 'wasm", source(start(&page)), source(&alone().bindings));
        assert!(policy.contains(&scripts), "{policy}");
        assert!(policy.contains(&format!("style-src {};", source(&alone().styles))), "{policy}");
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
        let found = parts(&page).unwrap();
        assert_eq!(found.module, alone().module);
        assert_eq!(found.bindings, alone().bindings);
        assert_eq!(found.styles, alone().styles);
        assert_eq!(found.workers, alone().workers);
        let names: Vec<_> =
            told(&page)["lengths"].as_array().unwrap().iter().map(|part| part[0].clone()).collect();
        assert_eq!(names[..3], ["module", "bindings", "styles"]);
    }

    #[test]
    fn another_page_has_no_parts_to_take() {
        for page in ["", "<p>", "<script type=\"text/plain\" id=\"parts\">((</script>const build = {};\n"] {
            assert!(parts(page).is_err());
        }
        let longer = written().replacen("\"lengths\":[[\"module\",", "\"lengths\":[[\"module\",9", 1);
        assert!(parts(&longer).is_err());
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
