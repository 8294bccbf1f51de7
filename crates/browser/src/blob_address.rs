use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlAnchorElement, Url};

use crate::census::Counted;

/// An address under which this page finds something in its own memory; forgotten when it is dropped.
pub(crate) struct BlobAddress {
    address: String,
    size: u64,
    counted: Option<Counted>,
}

impl BlobAddress {
    pub(crate) fn of(blob: &Blob) -> Option<Self> {
        let address = Url::create_object_url_with_blob(blob).ok()?;
        // A page's numbers hold every size that there can be.
        Some(Self { address, size: blob.size() as u64, counted: Some(Counted::address()) })
    }

    pub(crate) fn text(&self) -> &str {
        &self.address
    }

    /// How many bytes are found there.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// Nobody but the browser needs it any more.
    pub(crate) fn count_no_more(&mut self) {
        self.counted = None;
    }

    /// Gives what is found there to the person, as a download of this name.
    pub(crate) fn download(&self, name: &str) -> Option<()> {
        let document = web_sys::window()?.document()?;
        let anchor: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
        anchor.set_href(&self.address);
        anchor.set_download(name);
        // Firefox follows only links that are part of the page.
        document.body()?.append_child(&anchor).ok()?;
        anchor.click();
        anchor.remove();
        Some(())
    }
}

impl Drop for BlobAddress {
    fn drop(&mut self) {
        // An address that was made can be forgotten.
        let _ = Url::revoke_object_url(&self.address);
    }
}
