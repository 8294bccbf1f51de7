//! Text of somebody who may be anybody, as it can be shown.

use heliograph_wire::Private;

use crate::preferences::steers_text;

/// At most so many letters of it, in one line, with nothing that changes how the text around it is laid out.
pub(crate) fn plain(text: &str, letters: usize) -> Private<String> {
    let shown = text.chars().take(letters).map(|c| if steers_text(c) { ' ' } else { c });
    Private::new(shown.collect::<String>().trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_steers_text_is_left_out_and_the_rest_ends_in_time() {
        assert_eq!(plain(" a\u{202e}b\nc ", 9).reveal(), "a b c");
        assert_eq!(plain("äöüß", 3).reveal(), "äöü");
    }
}
