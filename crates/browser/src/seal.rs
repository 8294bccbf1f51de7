//! Seals what crosses a reunion: AES-256-GCM by the browser itself (W3C Web Cryptography, section 29), with a number that
//! only grows before each message (`docs/protocol/reunion.md`).

use std::cell::Cell;

use heliograph_session::{Role, Secrets};
use heliograph_wire::Private;
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::script::{function, member, object};

const NUMBER: usize = 8;

/// One side's seal for a connection; it lasts as long as that, so that no number comes twice.
pub(crate) struct Seal {
    mine: Private<[u8; 32]>,
    theirs: Private<[u8; 32]>,
    sealed: Cell<u64>,
    opened: Cell<u64>,
}

impl Seal {
    pub(crate) fn new(role: Role, secrets: &Secrets) -> Self {
        Self {
            mine: secrets.key_of(role).clone(),
            theirs: secrets.key_of(role.other()).clone(),
            sealed: Cell::new(0),
            opened: Cell::new(0),
        }
    }

    /// None where the browser seals nothing.
    pub(crate) async fn seal(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.sealed.set(self.sealed.get() + 1);
        let number = self.sealed.get().to_be_bytes();
        let sealed = crypted("encrypt", &self.mine, number, bytes).await?;
        Some([&number[..], &sealed].concat())
    }

    /// None for what the other side did not seal, or was opened before.
    pub(crate) async fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let (number, sealed) = sealed.split_first_chunk::<NUMBER>()?;
        let bytes = crypted("decrypt", &self.theirs, *number, sealed).await?;
        let number = u64::from_be_bytes(*number);
        if number <= self.opened.replace(self.opened.get().max(number)) {
            return None;
        }
        Some(bytes)
    }
}

async fn crypted(verb: &str, key: &Private<[u8; 32]>, number: [u8; NUMBER], bytes: &[u8]) -> Option<Vec<u8>> {
    let subtle = member(web_sys::window()?.crypto().ok()?.as_ref(), "subtle")?;
    let raw = Uint8Array::from(&key.reveal()[..]);
    let uses = Array::of1(&verb.into());
    let [raw_key, algorithm] = ["raw", "AES-GCM"].map(JsValue::from_str);
    let key = [&raw_key, raw.as_ref(), &algorithm, &JsValue::FALSE, uses.as_ref()];
    let key = settled(&subtle, "importKey", &key).await?;
    let mut iv = [0; 12];
    iv[12 - NUMBER..].copy_from_slice(&number);
    let how = object(&[("name", "AES-GCM".into()), ("iv", Uint8Array::from(&iv[..]).into())]);
    let result = settled(&subtle, verb, &[&how, &key, &Uint8Array::from(bytes)]).await?;
    Some(Uint8Array::new(&result).to_vec())
}

/// What comes of an asynchronous function.
async fn settled(object: &JsValue, name: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let arguments: Array = arguments.iter().copied().collect();
    let promise = function(object, name)?.apply(object, &arguments).ok()?;
    JsFuture::from(promise.dyn_into::<Promise>().ok()?).await.ok()
}
