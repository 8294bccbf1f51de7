//! Where in a document elements of a role can be, so that the browser is not asked about every element.
//!
//! The browser's own word on the role of each decides; this only narrows the search.

/// No particular role.
pub(crate) const ANY: &str = "field";

/// Fields that take files.
pub(crate) const FILE_FIELDS: &str = "input[type=file]";

const PLACES: [(&str, &str); 18] = [
    ("heading", "h1, h2, h3, h4, h5, h6, [role=heading]"),
    ("disclosure", "summary"),
    ("button", "button, summary, input[type=button], input[type=submit], [role=button]"),
    ("textbox", "textarea, input:not([type]), input[type=text], input[type=url], [role=textbox]"),
    ("img", "img, svg, canvas, [role=img], [role=image]"),
    ("link", "a[href], [role=link]"),
    ("log", "[role=log]"),
    ("alert", "[role=alert]"),
    ("status", "output, [role=status]"),
    ("region", "section, [role=region]"),
    ("combobox", "select, [role=combobox]"),
    ("radio", "input[type=radio], [role=radio]"),
    ("checkbox", "input[type=checkbox], [role=checkbox]"),
    ("group", "fieldset, details, [role=group], [role=radiogroup]"),
    ("meter", "meter, [role=meter]"),
    ("video", "video"),
    ("progressbar", "progress, [role=progressbar]"),
    ("listitem", "li, [role=listitem]"),
];

/// A selector for every element that may have the role.
pub(crate) fn selector(role: &str) -> &'static str {
    PLACES.iter().find(|(known, _)| *known == role).map_or("*", |(_, selector)| selector)
}

/// A selector for every element that may have any of the roles.
pub(crate) fn every_selector() -> String {
    PLACES.map(|(_, selector)| selector).join(", ")
}

/// Whether the browser's word for a role is the one that is meant.
pub(crate) fn same(computed: &str, wanted: &str) -> bool {
    match (wanted, computed) {
        // WAI-ARIA 1.3 calls an image `image` and keeps `img` as its synonym.
        ("img", "image") => true,
        // No role corresponds to it (HTML Accessibility API Mappings, section 3.5), so each browser has a word of its own.
        ("video", "Video" | "group") => true,
        // No role corresponds to what opens a `details` (section 3.5 there as well).
        ("disclosure", "DisclosureTriangle" | "button" | "summary" | "") => true,
        _ => computed == wanted,
    }
}
