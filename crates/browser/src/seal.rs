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

#[cfg(test)]
mod tests {
    use super::Seal;
    use heliograph_session::{Role, Secrets};
    use heliograph_wire::Private;
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_browser);

    fn both() -> [Seal; 2] {
        let [place, offerers, answerers] = [1, 2, 3].map(|byte| Private::new([byte; 32]));
        let secrets = Secrets { place, offerers, answerers };
        [Role::Offerer, Role::Answerer].map(|role| Seal::new(role, &secrets))
    }

    #[wasm_bindgen_test]
    async fn what_one_side_seals_the_other_opens_once_and_in_order() {
        let [ana, ben] = both();
        let (first, second) = (ana.seal(b"one").await.unwrap(), ana.seal(b"two").await.unwrap());
        assert_eq!(first.len(), 8 + 3 + 16);
        assert_eq!(ben.open(&first).await.as_deref(), Some(&b"one"[..]));
        assert_eq!(ben.open(&second).await.as_deref(), Some(&b"two"[..]));
        for again in [&first, &second] {
            assert!(ben.open(again).await.is_none(), "it was opened twice");
        }
        let third = ben.seal(b"").await.unwrap();
        assert_eq!(ana.open(&third).await.as_deref(), Some(&b""[..]));
    }

    #[wasm_bindgen_test]
    async fn what_the_other_side_did_not_seal_is_nothing_and_spoils_nothing() {
        let [ana, ben] = both();
        let sealed = ana.seal(b"restart").await.unwrap();
        for place in [0, 7, 8, 14, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(ben.open(&changed).await.is_none(), "byte {place} was changed");
        }
        for short in [0, 7, 8, 23] {
            assert!(ben.open(&sealed[..short]).await.is_none());
        }
        assert!(ana.open(&sealed).await.is_none(), "one's own words were sent back");
        assert_eq!(ben.open(&sealed).await.as_deref(), Some(&b"restart"[..]));
    }

    #[wasm_bindgen_test]
    async fn bytes_are_those_of_the_protocol_page() {
        let [ana, _] = both();
        let hex: String = ana.seal(b"x").await.unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "000000000000000134d676d01639b0d37635fde770d11965f3");
    }
}
