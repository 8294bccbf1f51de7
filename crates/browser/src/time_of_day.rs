use heliograph_wire::Millis;
use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

/// A time of day.
pub struct TimeOfDay {
    /// As the browser's language has it.
    pub spoken: String,
    /// As machines read it (WHATWG HTML, 2.3.5: a global date and time).
    pub exact: String,
}

/// The time that clocks here show at this moment.
pub fn time_of_day(at: Millis) -> TimeOfDay {
    let date = Date::new(&JsValue::from_f64(at.0 as f64));
    let options = Object::new();
    for (part, form) in [("hour", "2-digit"), ("minute", "2-digit")] {
        // Setting what a plain object has not yet fails never.
        let _ = Reflect::set(&options, &JsValue::from_str(part), &JsValue::from_str(form));
    }
    let format = Intl::DateTimeFormat::new(&Array::new(), &options).format();
    let spoken = format.call1(&JsValue::UNDEFINED, &date).ok().and_then(|text| text.as_string());
    TimeOfDay { spoken: spoken.unwrap_or_default(), exact: String::from(date.to_iso_string()) }
}
