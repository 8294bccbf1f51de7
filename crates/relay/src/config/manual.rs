//! The settings as people read and write them, each with a word on what it does.

use super::Layer;

/// Every setting has one line here: as it holds where nothing else is said, or as an example behind a `#`.
const MANUAL: &str = include_str!("defaults.toml");

/// A file of settings that says what a layer says, with all that it leaves open as examples.
pub(crate) fn print(layer: &Layer) -> Result<String, toml::ser::Error> {
    let said = toml::Table::try_from(layer)?;
    let mut printed = String::new();
    for line in MANUAL.lines() {
        match setting(line).map(|(name, example)| (name, example, said.get(name))) {
            Some((name, _, Some(value))) => printed += &format!("{name} = {value}"),
            Some((_, example, None)) => printed += &format!("# {example}"),
            None => printed += line,
        }
        printed.push('\n');
    }
    Ok(printed)
}

/// How a setting is written.
pub(super) fn example(name: &str) -> &'static str {
    let mut settings = MANUAL.lines().filter_map(setting);
    settings.find(|(known, _)| *known == name).map(|(_, example)| example).unwrap_or_default()
}

/// The name of the setting that has this line, and how it is written.
fn setting(line: &str) -> Option<(&str, &str)> {
    let example = line.strip_prefix("# ").unwrap_or(line);
    let (name, _) = example.split_once(" = ")?;
    Layer::NAMES.contains(&name).then_some((name, example))
}

#[cfg(test)]
mod tests {
    use super::{MANUAL, example, print, setting};
    use crate::config::Layer;

    #[test]
    fn every_setting_has_one_line() {
        let mut named: Vec<_> = MANUAL.lines().filter_map(setting).map(|(name, _)| name).collect();
        let mut known = Layer::NAMES.to_vec();
        named.sort_unstable();
        known.sort_unstable();
        assert_eq!(named, known);
        assert_eq!(example("port"), "port = 443");
    }

    #[test]
    fn what_is_printed_says_the_same_when_it_is_read() {
        let layer = Layer { domain: Some("a.example".to_owned()), ..Layer::defaults() };
        let printed = print(&layer).unwrap();
        assert_eq!(toml::from_str::<Layer>(&printed).unwrap(), layer);
        assert!(
            printed.contains("\ndomain = \"a.example\"\n") && printed.contains("\n# port = 443\n"),
            "{printed}"
        );
    }

    #[test]
    fn what_is_not_set_can_be_set_by_taking_the_mark_away() {
        let printed = print(&Layer::default()).unwrap();
        assert_eq!(toml::from_str::<Layer>(&printed).unwrap(), Layer::default());
        let uncommented: String = printed
            .lines()
            .map(|line| setting(line).map_or(line, |(_, example)| example))
            .flat_map(|line| [line, "\n"])
            .collect();
        let said = toml::Table::try_from(toml::from_str::<Layer>(&uncommented).unwrap()).unwrap();
        assert_eq!(said.len(), Layer::NAMES.len(), "each has an example that is one");
    }
}
