use crate::workspace;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs;

/// Where the page says its policy.
pub(super) const POLICY: &str = "@POLICY@";

/// Where the page is started.
pub(super) const START: &str = "<!-- @START@ -->";

/// The icon, as a file beside the page.
pub(super) const ICON: &str = "icon.svg";

const LINKS: &str = "    <!-- @LINKS@ -->\n";
const BUILD: &str = "\"@BUILD@\"";

/// What people wrote of the page: its HTML and its start script, with places that each form fills.
pub(super) struct Template {
    html: String,
    start: String,
}

impl Template {
    pub(super) fn read() -> Result<Self> {
        let read = |name: &str| {
            let path = workspace::root().join(name);
            fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
        };
        let html = read("index.html")?;
        // Trunk's own instructions, which mean nothing to browsers.
        let html = html
            .lines()
            .filter(|line| !line.contains("data-trunk"))
            .fold(String::new(), |html, line| html + line + "\n");
        Ok(Self { html, start: read("assets/start.js")? })
    }

    /// The page with these links in its head, each on a line; policy and start are still to be put in.
    pub(super) fn page(&self, links: &[&str]) -> Result<String> {
        let links: String = links.iter().map(|link| format!("    {link}\n")).collect();
        fill(&self.html, LINKS, &links)
    }

    /// The start script, told what the build made.
    pub(super) fn start(&self, build: &Value) -> Result<String> {
        // Within a page, the beginning of a tag would end the script.
        fill(&self.start, BUILD, &build.to_string().replace('<', "\\u003c"))
    }
}

/// Fills the one place that a text has for something.
pub(super) fn fill(text: &str, place: &str, content: &str) -> Result<String> {
    match text.split_once(place) {
        Some((before, after)) if !after.contains(place) => Ok([before, content, after].concat()),
        Some(_) | None => bail!("there is not exactly one place for {place}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Template, fill};
    use serde_json::json;

    #[test]
    fn a_place_is_filled_only_where_there_is_exactly_one() {
        assert_eq!(fill("a @X@ b", "@X@", "@X@").unwrap(), "a @X@ b");
        assert!(fill("a b", "@X@", "").is_err());
        assert!(fill("@X@ @X@", "@X@", "").is_err());
    }

    #[test]
    fn the_start_script_can_stand_within_a_page_whatever_it_is_told() {
        let start = Template::read().unwrap().start(&json!("</script><!--")).unwrap();
        assert!(!start.contains("</script") && !start.contains("<!--"));
    }

    #[test]
    fn the_page_keeps_nothing_that_is_meant_for_trunk() {
        let page = Template::read().unwrap().page(&[]).unwrap();
        assert!(!page.contains("trunk"));
        assert!(page.contains("id=\"loading\""));
    }
}
