//! What the app draws of itself: the mark, a landscape with two mirrors, and the beam between two people.

use yew::prelude::*;

/// The mark: a mirror that throws the sun's light on.
pub(crate) fn mark() -> Html {
    html! {
        <svg class="mark-sign" viewBox="0 0 32 32" aria-hidden="true">
            <circle class="sun" cx="6.5" cy="7" r="4.5" />
            <path class="ray" d="M10 12.5 16 23 28 5" />
            <path class="glass" d="M7 27h18" />
        </svg>
    }
}

/// Two mirrors on two hills, and the sun's light between them.
pub(crate) fn landscape() -> Html {
    html! {
        <svg class="landscape" viewBox="0 0 640 300" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
            <circle class="glow" cx="196" cy="92" r="84" />
            <circle class="sun" cx="196" cy="92" r="32" />
            <path class="far" d="M0 196c90-46 150-20 236-10s120-66 200-74 144 42 204 34v154H0z" />
            <path class="ray" d="M214 118 266 196" />
            <path class="ray thrown" d="M266 196 466 104" />
            <path class="middle" d="M0 232c70-40 150-44 240-22s170 44 260 22 100-34 140-30v98H0z" />
            <g class="stand"><path d="M466 106v18m-9 0 9-10 9 10" /><path class="pane" d="M457 101l18 7" /></g>
            <g class="stand large"><path d="M266 198v28m-13 4 13-18 13 18" /><path class="pane" d="M248 191l36 11" /></g>
            <circle class="flash" cx="466" cy="104" r="6" />
            <path class="near" d="M0 268c120-34 220-26 330-8s220 10 310-18v58H0z" />
        </svg>
    }
}

/// How far the light between two people has come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beam {
    /// One side waits for the other.
    Waiting,
    /// The two are finding each other.
    Travelling,
}

/// Two lamps and what is between them.
pub(crate) fn beam(beam: Beam) -> Html {
    let class = match beam {
        Beam::Waiting => "beam waiting",
        Beam::Travelling => "beam travelling",
    };
    html! {
        <svg {class} viewBox="0 0 160 16" aria-hidden="true">
            <path class="way" d="M16 8h128" />
            <path class="light-on-the-way" d="M16 8h128" />
            <circle class="here" cx="8" cy="8" r="5" />
            <circle class="there" cx="152" cy="8" r="5" />
        </svg>
    }
}
