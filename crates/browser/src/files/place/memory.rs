use heliograph_session::FilesFault;
use heliograph_transfer::picture_size;
use heliograph_wire::control::Offered;
use heliograph_wire::files::{PICTURE_LIMIT, PICTURE_TYPES};
use js_sys::{Array, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag};

use crate::blob_address::BlobAddress;

/// The most that is held for a download: more than that, and some browsers end the page.
const MOST: u64 = 512 << 20;

/// The most pixels of a picture: a few bytes can become as many as a phone has no memory for.
const MOST_PIXELS: u64 = 50_000_000;

/// A file in memory: pieces that the browser keeps outside of the page's own.
pub(crate) struct Memory {
    pieces: Array,
    media_type: &'static str,
}

impl Memory {
    pub(crate) fn for_download(bytes: u64) -> Result<Self, FilesFault> {
        if bytes > MOST {
            return Err(FilesFault::TooLarge);
        }
        // A download is never opened by the page's own address, whatever it is.
        Ok(Self { pieces: Array::new(), media_type: "application/octet-stream" })
    }

    pub(crate) fn for_picture(offered: &Offered) -> Result<Self, FilesFault> {
        let media_type = PICTURE_TYPES.iter().find(|known| **known == offered.media_type);
        match media_type {
            Some(media_type) if offered.files == 1 && offered.bytes <= PICTURE_LIMIT => {
                Ok(Self { pieces: Array::new(), media_type })
            }
            Some(_) => Err(FilesFault::TooLarge),
            None => Err(FilesFault::NotAsSaid),
        }
    }

    pub(crate) fn write(&self, bytes: &[u8]) -> Result<(), FilesFault> {
        let piece = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)));
        let piece = piece.map_err(|_| FilesFault::NoRoom)?;
        self.pieces.push(&piece);
        Ok(())
    }

    pub(crate) fn address(&self) -> Result<BlobAddress, FilesFault> {
        BlobAddress::of(&self.whole()?).ok_or(FilesFault::NoRoom)
    }

    /// The address of a picture that can be shown without harm.
    pub(crate) async fn picture(&self) -> Result<BlobAddress, FilesFault> {
        let whole = self.whole()?;
        let bytes = JsFuture::from(whole.array_buffer()).await.map_err(|_| FilesFault::NoRoom)?;
        match picture_size(&Uint8Array::new(&bytes).to_vec()) {
            Some(size) if size.pixels() <= MOST_PIXELS => BlobAddress::of(&whole).ok_or(FilesFault::NoRoom),
            _ => Err(FilesFault::TooLarge),
        }
    }

    fn whole(&self) -> Result<Blob, FilesFault> {
        let options = BlobPropertyBag::new();
        options.set_type(self.media_type);
        let blob = Blob::new_with_blob_sequence_and_options(&self.pieces, &options);
        blob.map_err(|_| FilesFault::NoRoom)
    }
}
