//! One way to write each letter that can be written in several (NFKC, Unicode Standard Annex 15).

/// By the browser itself: tables of our own would be more than a third of the worker.
#[cfg(target_arch = "wasm32")]
pub(crate) fn nfkc(text: &str) -> String {
    crate::door::normalize(text, "NFKC")
}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn nfkc(text: &str) -> String {
    unicode_normalization::UnicodeNormalization::nfkc(text).collect()
}
