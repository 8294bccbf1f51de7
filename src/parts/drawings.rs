//! What the app draws of itself: the mark, a landscape with two mirrors, and the beam between two people.

use yew::prelude::*;

/// The mark: a mirror that throws the sun's light on.
pub(crate) fn mark() -> Html {
    html! {
        <svg class="mark-sign" viewBox="0 0 32 32" aria-hidden="true">
            <circle class="sun" cx="7.5" cy="7.5" r="4.5" />
            <path class="ray" d="M11 11l7 8 12-14" />
            <path class="glass" d="M9 21.5c0-2.5 4-4.5 9-4.5s9 2 9 4.5-4 4.5-9 4.5-9-2-9-4.5M18 26v4M13 30h10" />
        </svg>
    }
}

/// Two mirrors on two hills, and the sun's light between them.
pub(crate) fn landscape() -> Html {
    html! {
        <svg class="landscape" viewBox="0 0 640 300" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
            <circle class="glow" cx="118" cy="76" r="96" />
            <circle class="sun" cx="118" cy="76" r="34" />
            <path class="far" d="M0 196C90 150 150 176 236 186s140-64 226-70 118 40 178 30v154H0z" />
            <path class="ray" d="M142 100 236 196" />
            <path class="ray thrown" d="M236 196 520 106" />
            <path class="middle" d="M0 232c70-40 150-44 240-22s170 44 260 22 100-34 140-30v98H0z" />
            <g class="stand"><path d="M520 108v16m-8 0 8-8 8 8" /><path class="pane" d="M511 102l18 8" /></g>
            <g class="stand large"><path d="M236 198v26m-13 4 13-16 13 16" /><path class="pane" d="M217 190l38 13" /></g>
            <circle class="flash" cx="520" cy="106" r="5" />
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
