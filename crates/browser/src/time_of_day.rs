use heliograph_wire::Millis;
use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

/// A moment.
pub struct TimeOfDay {
    /// As the browser's language has it.
    pub spoken: String,
    /// As machines read it (WHATWG HTML, 2.3.5: a global date and time).
    pub exact: String,
}

const CLOCK: [(&str, &str); 2] = [("hour", "2-digit"), ("minute", "2-digit")];
const CALENDAR: [(&str, &str); 3] = [("weekday", "short"), ("day", "numeric"), ("month", "short")];

/// The time that clocks here show at this moment.
pub fn time_of_day(at: Millis) -> TimeOfDay {
    said(at, &CLOCK)
}

/// The day that calendars here show at this moment.
pub fn date(at: Millis) -> TimeOfDay {
    said(at, &CALENDAR)
}

/// Both.
pub fn date_and_time(at: Millis) -> TimeOfDay {
    said(at, &[&CALENDAR[..], &CLOCK].concat())
}

fn said(at: Millis, parts: &[(&str, &str)]) -> TimeOfDay {
    let date = Date::new(&JsValue::from_f64(at.0 as f64));
    let options = Object::new();
    for (part, form) in parts {
        // Setting what a plain object has not yet fails never.
        let _ = Reflect::set(&options, &JsValue::from_str(part), &JsValue::from_str(form));
    }
    let format = Intl::DateTimeFormat::new(&Array::new(), &options).format();
    let spoken = format.call1(&JsValue::UNDEFINED, &date).ok().and_then(|text| text.as_string());
    TimeOfDay { spoken: spoken.unwrap_or_default(), exact: String::from(date.to_iso_string()) }
}
