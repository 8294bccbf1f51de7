//! Pictures among the messages.

use std::{io::Cursor, path::PathBuf};

use anyhow::{Context, Result, ensure};
use heliograph_e2e::hooks;
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::json;

use crate::{MIXED, Pair};

/// What a camera wrote into the picture about itself and the place.
const SECRET: &str = "Camera of Ana, 48.137N 11.575E";

/// Keeps what the page sends of files, as text with a letter for each byte.
const KEEP_WHAT_IS_SENT: &str = "
    hooks.text = '';
    hooks.outgoingFiles = (bytes) => {
        hooks.text += String.fromCharCode(...bytes);
        return [bytes];
    };";

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_shown_among_the_messages_without_what_the_camera_wrote_into_it() -> Result<()> {
    for kinds in MIXED {
        let pair = Pair::connected(kinds, "").await?;
        hooks::run(&pair.left, KEEP_WHAT_IS_SENT).await?;
        let picture = photograph(&pair)?;
        pair.left.file_field("Send a picture").choose(&picture).await?;
        for (page, name) in
            [(&pair.left, "Picture from you: beach.jpg"), (&pair.right, "Picture from them: beach.jpg")]
        {
            let shown = page.image(name);
            let width = "return arguments[0].decode().then(() => arguments[0].naturalWidth)";
            let width = page.run(width, vec![shown.handle().await?]).await?;
            ensure!(
                width.as_u64().is_some_and(|width| (1..=4_096).contains(&width)),
                "{width} pixels are shown"
            );
        }
        ensure!(!was_sent(&pair, SECRET).await?, "what the camera wrote has left the page");
        ensure!(!was_sent(&pair, "Exif").await?, "a place for what cameras write has left the page");

        let original = picture.with_file_name("original.jpg");
        std::fs::rename(&picture, &original)?;
        pair.left.send_files(&[&original]).await?;
        pair.left.button("Send as it is").click().await?;
        pair.right.transfer("original.jpg").press("Accept").await?;
        let size = std::fs::metadata(&original)?.len();
        let saved = pair.ben.saved("original.jpg", size).await?;
        ensure!(std::fs::read(saved)? == std::fs::read(&original)?, "a file was not sent as it is");
        ensure!(was_sent(&pair, SECRET).await?, "the test does not see what is sent");
        pair.end().await?;
    }
    Ok(())
}

/// A photograph as cameras make it, with a segment of their own (JPEG, B.2.4.6; Exif 2.32, section 4.7).
fn photograph(pair: &Pair) -> Result<PathBuf> {
    let mut jpeg = Cursor::new(Vec::new());
    let sea = RgbImage::from_fn(2_000, 1_500, |x, y| Rgb([x as u8, y as u8, 200]));
    sea.write_to(&mut jpeg, ImageFormat::Jpeg)?;
    let jpeg = jpeg.into_inner();
    // One directory with one entry: the maker's name (tag 0x010f, ASCII), which stands after it.
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x0f\0\x02".to_vec();
    exif.extend(u32::try_from(SECRET.len() + 1)?.to_be_bytes());
    exif.extend(26u32.to_be_bytes());
    exif.extend([0; 4]);
    exif.extend(SECRET.bytes().chain([0]));
    let length = u16::try_from(exif.len() + 2)?.to_be_bytes();
    let (start, rest) = jpeg.split_at_checked(2).context("this is no picture")?;
    let path = pair.folder.path().join("beach.jpg");
    std::fs::write(&path, [start, &[0xff, 0xe1], &length, &exif, rest].concat())?;
    Ok(path)
}

async fn was_sent(pair: &Pair, text: &str) -> Result<bool> {
    let script = "return window.heliographHooks.text.includes(arguments[0])";
    Ok(pair.left.run(script, vec![json!(text)]).await? == json!(true))
}
