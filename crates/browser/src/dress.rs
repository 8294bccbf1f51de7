use heliograph_session::Theme;

/// Names the tab after what is on show.
pub fn entitle(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document())
        && document.title() != title
    {
        document.set_title(title);
    }
}

/// Says on the root element which language the page speaks (BCP 47), in which direction it is read (`ltr` or
/// `rtl`), and in `data-theme` which colours were chosen; as on the device where there is none.
pub fn dress(language: &str, direction: &str, theme: Theme) {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(root) = document.and_then(|document| document.document_element()) else { return };
    let theme = match theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    };
    for (name, value) in [("lang", Some(language)), ("dir", Some(direction)), ("data-theme", theme)] {
        // Every element takes these attributes.
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}
