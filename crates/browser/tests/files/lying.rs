//! A sender that does not keep its word is caught, and only that transfer ends.

use heliograph_session::TransferEnd;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::run;
use crate::tools::{accepted, choose, download_is_the_file, fails, people, stored};

/// Ana's browser changes what it sends; Ben notices.
async fn is_caught(files: &str, tamper: &str) {
    let (mut ana, mut ben) = people().await;
    run(&format!("let seen = 0; self.tamper = (bytes) => {{ {tamper} }}"));
    choose(&mut ana, files).await;
    accepted(&mut ana, &mut ben).await;
    let ends = fails(&mut ana, &mut ben).await;
    assert_eq!(ends, (Some(TransferEnd::NotAsSaid), Some(TransferEnd::NotAsSaid)));
    assert_eq!(run("return self.downloads.length").as_f64(), Some(0.0));

    run("self.tamper = (bytes) => [bytes]");
    choose(&mut ana, "self.made('honest', 2_000_000, 1)").await;
    accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    assert!(download_is_the_file().await);
}

#[wasm_bindgen_test]
async fn a_changed_byte_is_caught() {
    is_caught(
        "self.made('a', 3_000_000, 1)",
        "if (bytes.length > 10_000 && ++seen === 20) { bytes = bytes.slice(); bytes[7] ^= 1; } return [bytes];",
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_larger_file_than_was_announced_is_caught() {
    // The size is the fourth field: 100 is one byte of it.
    is_caught(
        "self.made('a', 100, 1)",
        "if (bytes[0] === 0 && bytes.length < 30) { bytes = bytes.slice(); bytes[3] += 1; } return [bytes];",
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_file_too_many_is_caught() {
    // Before the end comes a file that nobody was told of.
    is_caught(
        "self.made('a', 100, 1)",
        "return bytes[0] === 2 && bytes.length === 2
            ? [new Uint8Array([0, bytes[1], 1, 0, 1, 98]), bytes]
            : [bytes];",
    )
    .await;
}

#[wasm_bindgen_test]
async fn more_bytes_than_a_chunk_has_are_caught() {
    is_caught("self.made('a', 100, 1)", "return bytes.length === 100 ? [new Uint8Array(101)] : [bytes];")
        .await;
}

#[wasm_bindgen_test]
async fn less_than_was_announced_is_caught() {
    is_caught(
        "self.made('a', 100, 1), self.made('b', 0, 1)",
        "return bytes[0] === 0 && bytes[2] === 1 ? [] : [bytes];",
    )
    .await;
}

#[wasm_bindgen_test]
async fn what_is_no_message_is_caught() {
    is_caught("self.made('a', 100, 1)", "return bytes[0] === 0 ? [new Uint8Array([1, 2, 3])] : [bytes];")
        .await;
}
