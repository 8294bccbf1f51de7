//! Members of objects that the bindings do not know, or that not every browser has.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// An object with these members.
pub(crate) fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new().into();
    for (name, value) in members {
        set(&object, name, value);
    }
    object
}

/// A member that is there.
pub(crate) fn member(object: &JsValue, name: &str) -> Option<JsValue> {
    let found = Reflect::get(object, &JsValue::from_str(name)).ok()?;
    (!found.is_undefined() && !found.is_null()).then_some(found)
}

/// A member that is a text.
pub(crate) fn text(object: &JsValue, name: &str) -> Option<String> {
    member(object, name)?.as_string()
}

/// A member that is a number.
pub(crate) fn number(object: &JsValue, name: &str) -> Option<f64> {
    member(object, name)?.as_f64()
}

/// Sets a member; objects that take no such member stay as they are.
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// What a function without arguments gives, where there is such a function.
pub(crate) fn called(object: &JsValue, name: &str) -> Option<JsValue> {
    function(object, name)?.call0(object).ok()
}

/// What a function of one argument gives, where there is such a function.
pub(crate) fn called_with(object: &JsValue, name: &str, argument: &JsValue) -> Option<JsValue> {
    function(object, name)?.call1(object, argument).ok()
}

/// A member that is a function.
pub(crate) fn function(object: &JsValue, name: &str) -> Option<Function> {
    member(object, name)?.dyn_into().ok()
}

/// Lets the browser get on with something whose outcome does not matter.
pub(crate) fn forget(promise: Option<JsValue>) {
    if let Some(promise) = promise.and_then(|promise| promise.dyn_into::<Promise>().ok()) {
        wasm_bindgen_futures::spawn_local(async move {
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
    }
}
