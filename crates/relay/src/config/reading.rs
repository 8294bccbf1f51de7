//! Reads settings out of what people wrote, and tells all that is wrong with it at once.

use super::{Layer, manual};
use std::{collections::BTreeMap, fmt, ops::Range};
use toml::de::DeTable;

/// The prefix of the variables that are read.
const PREFIX: &str = "HELIOGRAPH_RELAY_";

/// What is wrong at one place.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which line of which file, or which variable.
    pub place: String,
    /// What is wrong there.
    pub why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.why)
    }
}

/// What the text of a file says; `file` is how it is called.
pub(super) fn of_text(text: &str, file: &str) -> Result<Layer, Vec<Fault>> {
    // One thing is told of a line: what is wrong with its form may make the rest of it look wrong.
    let mut faults = BTreeMap::new();
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        faults.entry(line_of(text, error.span())).or_insert_with(|| malformed(error.message()));
    }
    let mut layer = Layer::default();
    for (key, value) in table.get_ref() {
        let name = key.get_ref();
        let line = line_of(text, Some(key.span()));
        let read = if value.get_ref().is_table() {
            Err(format!(
                "`{name}` begins a section, and there are none: each setting has a line, such as {EXAMPLES}"
            ))
        } else {
            setting(name, text.get(value.span()).unwrap_or_default())
        };
        match read {
            Ok(one) => layer = one.over(layer),
            Err(why) => drop(faults.entry(line).or_insert(why)),
        }
    }
    let fault = |(line, why)| Fault { place: format!("{file}, line {line}"), why };
    if faults.is_empty() { Ok(layer) } else { Err(faults.into_iter().map(fault).collect()) }
}

/// What variables say whose names begin with [`PREFIX`].
pub(super) fn of_variables(
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Layer, Vec<Fault>> {
    let (mut layer, mut faults) = (Layer::default(), Vec::new());
    for (variable, value) in variables {
        let Some(name) = variable.strip_prefix(PREFIX) else { continue };
        match as_typed(&name.to_ascii_lowercase(), &value) {
            Ok(one) => layer = one.over(layer),
            Err(why) => faults.push(Fault { place: format!("the variable {variable}"), why }),
        }
    }
    if faults.is_empty() { Ok(layer) } else { Err(faults) }
}

const EXAMPLES: &str = "`port = 443` or `domain = \"calls.example.org\"`";

/// One setting, whose value is written as in a file.
fn setting(name: &str, value: &str) -> Result<Layer, String> {
    if !Layer::NAMES.contains(&name) {
        return Err(unknown(name, str::to_owned));
    }
    toml::from_str(&format!("{name} = {value}")).map_err(|error| misfit(name, value, error.message()))
}

/// A value is taken as TOML where it can be, then as a bare text, then as a list with commas.
fn as_typed(name: &str, value: &str) -> Result<Layer, String> {
    if !Layer::NAMES.contains(&name) {
        return Err(unknown(name, |name| format!("{PREFIX}{}", name.to_ascii_uppercase())));
    }
    let text = |text: &str| toml::Value::String(text.trim().to_owned()).to_string();
    let list = format!("[{}]", value.split(',').map(text).collect::<Vec<_>>().join(", "));
    let read = |value: &str| setting(name, value);
    read(value).or_else(|first| {
        read(&text(value)).or_else(|second| {
            read(&list).map_err(|_| {
                // The quoted form explains best what a text should have been, the plain one what a number should.
                if value.parse::<f64>().is_ok() { first } else { second }
            })
        })
    })
}

/// A name that no setting has; `spelled` writes names as they are written there.
fn unknown(name: &str, spelled: impl Fn(&str) -> String) -> String {
    let name_there = spelled(name);
    match meant(name) {
        Some(meant) => format!("there is no setting `{name_there}`; did you mean `{}`?", spelled(meant)),
        None => format!(
            "there is no setting `{name_there}`; `heliograph-relay --print-config` prints all that there are"
        ),
    }
}

/// The setting that somebody may have had in mind: one whose name they began, or one that takes few slips to get from.
fn meant(name: &str) -> Option<&'static str> {
    // The command line has another word for this one.
    if name == "listen" {
        return Some("addresses");
    }
    let slips = (name.len() / 3).max(1);
    let near = Layer::NAMES.iter().map(|known| (strsim::damerau_levenshtein(name, known), *known));
    let nearest = near.filter(|(distance, _)| *distance <= slips).min();
    let begun = || Layer::NAMES.iter().find(|known| name.len() > 2 && known.starts_with(name));
    nearest.map(|(_, known)| known).or_else(|| begun().copied())
}

/// A line that is no setting at all.
fn malformed(said: &str) -> String {
    match said {
        "duplicate key" => "this setting has a line already; take one of them away".to_owned(),
        said => format!("{said}; a line is written as {EXAMPLES}"),
    }
}

/// A value that does not fit. What the reader of TOML says of it is for those who write programs.
fn misfit(name: &str, value: &str, said: &str) -> String {
    let value = if value.contains('\n') { "this" } else { value };
    let fitting = match said.split_once("expected ") {
        Some((_, choice)) if said.starts_with("unknown variant") => format!("it is {choice}"),
        // A sentence of our own, which explains itself.
        _ if said.starts_with('`') => said.to_owned(),
        _ => format!("it is written as `{}`", manual::example(name)),
    };
    format!("`{name}` cannot be {value}; {fitting}")
}

fn line_of(text: &str, place: Option<Range<usize>>) -> usize {
    let at = place.map_or(0, |place| place.start);
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::{Fault, Layer, of_text, of_variables};
    use crate::config::TlsKind;

    fn variables(list: &[(&str, &str)]) -> Result<Layer, Vec<Fault>> {
        of_variables(list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn variables_are_read_as_they_are_typed() {
        let layer = variables(&[
            ("HELIOGRAPH_RELAY_PORT", "8443"),
            ("HELIOGRAPH_RELAY_TLS", "off"),
            ("HELIOGRAPH_RELAY_ADDRESSES", "127.0.0.1, ::1"),
            ("HELIOGRAPH_RELAY_STATE", "/tmp/state"),
            ("PATH", "/bin"),
        ])
        .unwrap();
        assert_eq!((layer.port, layer.tls), (Some(8443), Some(TlsKind::Off)));
        assert_eq!(layer.addresses.unwrap().len(), 2);
        assert_eq!(layer.state.unwrap().to_str(), Some("/tmp/state"));
    }

    #[test]
    fn all_variables_that_mean_nothing_are_named() {
        let faults = variables(&[
            ("HELIOGRAPH_RELAY_PROT", "1"),
            ("HELIOGRAPH_RELAY_TLS", "maybe"),
            ("HELIOGRAPH_RELAY_PORT", "66000"),
            ("HELIOGRAPH_RELAY_COLOUR", "red"),
        ]);
        let said: Vec<_> = faults.unwrap_err().iter().map(Fault::to_string).collect();
        for (said, parts) in said.iter().zip([
            ["the variable HELIOGRAPH_RELAY_PROT: ", "did you mean `HELIOGRAPH_RELAY_PORT`?"],
            [
                "the variable HELIOGRAPH_RELAY_TLS: ",
                "`tls` cannot be \"maybe\"; it is one of `self`, `acme`,",
            ],
            ["the variable HELIOGRAPH_RELAY_PORT: ", "`port` cannot be 66000; it is written as `port = 443`"],
            ["the variable HELIOGRAPH_RELAY_COLOUR: ", "--print-config"],
        ]) {
            assert!(parts.iter().all(|part| said.contains(part)), "{said}");
        }
        assert_eq!(said.len(), 4);
    }

    /// What is said of a file that is wrong, without the name of the file.
    fn faults(text: &str) -> Vec<String> {
        let faults = of_text(text, "f").unwrap_err();
        faults.iter().map(|fault| fault.to_string().replacen("f, line ", "", 1)).collect()
    }

    #[test]
    fn all_that_is_wrong_with_a_file_is_said_at_once_in_the_order_of_its_lines() {
        let said = faults(
            "prot = 1\n\ncolour = \"red\"\ndomain = 1\nport = 99999\nport = 2\ntls=\"self\"\n[server]\na = 1\n",
        );
        let expected = [
            "1: there is no setting `prot`; did you mean `port`?",
            "3: there is no setting `colour`; `heliograph-relay --print-config` prints all that there are",
            "4: `domain` cannot be 1; it is written as `domain = \"calls.example.org\"`",
            "5: `port` cannot be 99999; it is written as `port = 443`",
            "6: this setting has a line already",
            "8: `server` begins a section, and there are none",
        ];
        assert_eq!(said.len(), expected.len(), "{said:?}");
        for (said, expected) in said.iter().zip(expected) {
            assert!(said.starts_with(expected), "{said}");
        }
    }

    #[test]
    fn a_line_that_is_no_setting_is_named_beside_others() {
        let said = faults("domain = calls.example.org\nlog_levle = \"info\"\n");
        assert!(
            said[0].starts_with("1: ") && said[0].contains("`domain = \"calls.example.org\"`"),
            "{said:?}"
        );
        assert!(said[1].ends_with("did you mean `log_level`?"), "{said:?}");
        assert_eq!(said.len(), 2, "{said:?}");
    }

    #[test]
    fn what_is_wrong_within_a_list_is_named() {
        for key in ["trusted_proxies", "relay_allow", "relay_deny"] {
            let said = faults(&format!("port = 1\n{key} = [\"10.0.0.0/8\", \"10.0.0.1/8\"]\n"));
            assert!(
                said[0].starts_with("2: ") && said[0].contains("; `10.0.0.1/8` is no network"),
                "{said:?}"
            );
            let said = faults(&format!("{key} = true\n"));
            assert!(said[0].contains(&format!("it is written as `{key} = [\"")), "{said:?}");
        }
    }

    #[test]
    fn what_is_wrong_with_push_services_and_their_contact_is_named() {
        let said = faults(
            "push_contact = \"ana@example.org\"\npush_services = [\"https://a.example\", \"b.example\"]\n",
        );
        assert!(
            said[0].starts_with("1: ") && said[0].contains("; `ana@example.org` is no contact; it is"),
            "{said:?}"
        );
        assert!(
            said[1].starts_with("2: ") && said[1].contains("; `b.example` is no origin of a push"),
            "{said:?}"
        );
        let said = faults("push = \"on\"\npush_service = []\n");
        assert!(said[0].ends_with("it is written as `push = false`"), "{said:?}");
        assert!(said[1].ends_with("did you mean `push_services`?"), "{said:?}");
    }

    #[test]
    fn what_was_meant_is_found_where_it_is_near() {
        for (written, meant) in [
            ("udp-port", Some("udp_port")),
            ("adresses", Some("addresses")),
            ("relay_address", Some("relay_addresses")),
            ("tls_cert", Some("tls_certificate")),
            ("drain_second", Some("drain_seconds")),
            ("listen", Some("addresses")),
            ("colour", None),
            ("x", None),
        ] {
            assert_eq!(super::meant(written), meant, "{written}");
        }
    }
}
