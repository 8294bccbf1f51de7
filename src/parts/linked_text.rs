//! Text in which web addresses can be followed.

use yew::prelude::*;

/// Splits text into plain runs and web addresses, in order.
fn runs(text: &str) -> Vec<(&str, Run)> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(start) = next_address(rest) {
        let (before, from) = rest.split_at(start);
        let end =
            from.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(from.len());
        // Punctuation that ends the sentence is not part of the address.
        let address = from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '»', '”']);
        if !before.is_empty() {
            runs.push((before, Run::Plain));
        }
        runs.push((address, Run::Address));
        rest = &from[address.len()..];
    }
    if !rest.is_empty() {
        runs.push((rest, Run::Plain));
    }
    runs
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    Plain,
    Address,
}

fn next_address(text: &str) -> Option<usize> {
    let starts = ["https://", "http://"].into_iter().flat_map(|scheme| {
        text.match_indices(scheme).filter_map(move |(at, _)| {
            let host = text[at + scheme.len()..].chars().next();
            host.is_some_and(char::is_alphanumeric).then_some(at)
        })
    });
    starts.min()
}

/// The text with its addresses as links that take nothing of this page along.
pub(crate) fn linked_text(text: &str) -> Html {
    let show = |(run, kind): (&str, Run)| match kind {
        Run::Plain => html! { { run.to_owned() } },
        Run::Address => html! {
            <a href={run.to_owned()} target="_blank" rel="noopener noreferrer">{ run.to_owned() }</a>
        },
    };
    runs(text).into_iter().map(show).collect()
}

#[cfg(test)]
mod tests {
    use super::{Run, runs};

    #[test]
    fn addresses_are_found_and_keep_their_punctuation_outside() {
        let found = runs("See https://example.org/a_(b)?c=d. Or (http://example.net).");
        let expected = [
            ("See ", Run::Plain),
            ("https://example.org/a_(b)?c=d", Run::Address),
            (". Or (", Run::Plain),
            ("http://example.net", Run::Address),
            (").", Run::Plain),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn text_without_an_address_stays_whole() {
        for text in ["", "no links here", "https:// alone", "javascript://example.org", "http://"] {
            assert!(runs(text).iter().all(|(_, kind)| *kind == Run::Plain), "{text}");
        }
    }
}
