//! The content security policy of each form. None lets in a script that the build did not make, nor a request to
//! anywhere else.

use super::integrity::source;

/// No policy leaves out any of this. Trusted Types: text becomes a script only through the one policy of the start
/// script.
const EVERYWHERE: &str = "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; \
    trusted-types heliograph";

/// The single file: its two scripts and its styles by their hashes, and workers made of its own text.
pub(super) fn single_file(start: &str, bindings: &str, styles: &str) -> String {
    format!(
        "default-src 'none'; script-src {} {} 'wasm-unsafe-eval'; style-src {}; img-src data: blob:; \
         media-src blob: mediastream:; worker-src blob:; {EVERYWHERE}",
        source(start),
        source(bindings),
        source(styles)
    )
}

/// The site: the start script by its hash, everything else from files beside the page. Workers are made of text that
/// the page has checked; the service worker is a file.
pub(super) fn site(start: &str) -> String {
    beside(&format!("'self' {}", source(start)), "'self' blob:")
}

/// The extension: browsers let no script into its page but from files.
pub(super) fn extension() -> String {
    beside("'self'", "'self'")
}

fn beside(scripts: &str, workers: &str) -> String {
    format!(
        "default-src 'none'; script-src {scripts} 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         media-src blob: mediastream:; connect-src 'self'; worker-src {workers}; manifest-src 'self'; {EVERYWHERE}"
    )
}

#[cfg(test)]
mod tests {
    use super::{extension, single_file, site};

    #[test]
    fn no_policy_has_unsafe_words_or_remote_places() {
        for policy in [single_file("a", "b", "c"), site("a"), extension()] {
            assert!(policy.starts_with("default-src 'none';"));
            assert!(policy.contains("require-trusted-types-for 'script'; trusted-types heliograph"));
            let lax = |word: &&str| word.starts_with("'unsafe") || word.contains("//") || word.contains('*');
            assert_eq!(policy.split([' ', ';']).find(lax), None, "{policy}");
        }
    }

    #[test]
    fn a_policy_can_stand_in_an_attribute_as_it_is() {
        for policy in [single_file("a", "b", "c"), site("a"), extension()] {
            assert!(!policy.contains(['"', '&', '<', '\n']));
        }
    }
}
