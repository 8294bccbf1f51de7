use qrcode::{Color, EcLevel, QrCode};
use yew::prelude::*;

/// Light modules around a QR code: ISO/IEC 18004, section 5.3.8.
const QUIET: usize = 4;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the code holds.
    pub(crate) text: AttrValue,
    /// The accessible name.
    pub(crate) name: &'static str,
}

/// A QR code as one crisp path.
#[component]
pub(crate) fn Picture(props: &Props) -> Html {
    let Ok(code) = QrCode::with_error_correction_level(props.text.as_bytes(), EcLevel::M) else {
        return Html::default();
    };
    let side = code.width() + 2 * QUIET;
    html! {
        <svg class="qr" role="img" aria-label={props.name} viewBox={format!("0 0 {side} {side}")}
            shape-rendering="crispEdges">
            <rect class="qr-light" width={side.to_string()} height={side.to_string()} />
            <path class="qr-dark" d={path(&code)} />
        </svg>
    }
}

/// Every run of dark modules in a row is one stroke of the path.
fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(code.width()).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run[0] == Color::Dark {
                path += &format!("M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len());
            }
            x += run.len();
        }
    }
    path
}
