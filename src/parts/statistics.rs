//! How the connection does, for those who want to know.

mod chart;
mod figures;

use heliograph_session::{Event, RouteKind, Sample, SealingView, StatisticsView, StreamView};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use yew::prelude::*;

use crate::parts::{Icon, emits, icon, sealing_figures, use_focus_after_change};
use crate::words::Words;
use chart::{Chart, chart};
use figures::{milliseconds, percent, rate};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Nothing while nobody wants to see them.
    pub(crate) statistics: Option<StatisticsView>,
    /// Nothing where calls are out of the question.
    pub(crate) sealing: Option<SealingView>,
    pub(crate) words: Words,
    pub(crate) on_event: Callback<Event>,
}

/// The button that opens the sheet, and the sheet, which lies over the page and hinders nothing.
#[component]
pub(crate) fn Statistics(props: &Props) -> Html {
    let Props { statistics, sealing, words, on_event } = props;
    let phrases = &words.statistics;
    let (button, sheet) = (use_node_ref(), use_node_ref());
    let open = statistics.is_some();
    use_focus_after_change(open, if open { sheet.clone() } else { button.clone() });
    let (wanted, expanded) = if open { (Switch::Off, "true") } else { (Switch::On, "false") };
    html! {
        <>
            <button ref={button} type="button" class="quiet" aria-expanded={expanded}
                onclick={emits(on_event, Event::StatisticsChosen(wanted))}>
                { icon(Icon::Chart) }<span>{ phrases.statistics }</span>
            </button>
            if let Some(view) = statistics {
                <section ref={sheet} class="sheet" aria-label={phrases.statistics} tabindex="-1"
                    onkeydown={closes(on_event)}>
                    <header class="row">
                        <h2>{ phrases.statistics }</h2>
                        <button type="button" onclick={emits(on_event, Event::StatisticsChosen(Switch::Off))}>
                            { phrases.close }
                        </button>
                    </header>
                    { route(view, *words, on_event) }
                    { charts(&view.samples, *words) }
                    { streams(phrases.from_you, &view.sent, *words) }
                    { streams(phrases.from_them, &view.received, *words) }
                    if let Some(sealing) = *sealing {
                        { sealing_figures(sealing, &view.sealing, *words, on_event) }
                    }
                </section>
            }
        </>
    }
}

fn closes(on_event: &Callback<Event>) -> Callback<KeyboardEvent> {
    let on_event = on_event.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            on_event.emit(Event::StatisticsChosen(Switch::Off));
        }
    })
}

fn route(view: &StatisticsView, words: Words, on_event: &Callback<Event>) -> Html {
    let phrases = &words.statistics;
    let (name, wanted) = match view.ends {
        Some(_) => (phrases.hide_addresses, Switch::Off),
        None => (phrases.show_addresses, Switch::On),
    };
    html! {
        <>
            <dl class="figures">
                <div><dt>{ phrases.route }</dt><dd>{ (phrases.route_kind)(view.route) }</dd></div>
                if let Some(ends) = &view.ends {
                    { addresses(ends, words) }
                }
            </dl>
            <button type="button" class="quiet" onclick={emits(on_event, Event::AddressesChosen(wanted))}>
                { name }
            </button>
            <p class="hint">
                { if view.route == RouteKind::Relayed { phrases.relayed_hint } else { phrases.addresses_hint } }
            </p>
        </>
    }
}

fn addresses(ends: &Private<[String; 2]>, words: Words) -> Html {
    let [here, there] = ends.reveal();
    html! {
        <>
            <div><dt>{ words.statistics.here }</dt><dd dir="ltr">{ here.clone() }</dd></div>
            <div><dt>{ words.statistics.there }</dt><dd dir="ltr">{ there.clone() }</dd></div>
        </>
    }
}

fn charts(samples: &[Sample], words: Words) -> Html {
    let phrases = &words.statistics;
    let now = samples.last().copied().unwrap_or_default();
    let known = |told: Option<String>| told.unwrap_or_else(|| "–".to_owned());
    let rate_now = |bits| if samples.is_empty() { "–".to_owned() } else { rate(bits, phrases) };
    let charts = [
        Chart {
            name: phrases.round_trip,
            now: known(now.round_trip.map(|it| milliseconds(it, phrases))),
            values: samples.iter().map(|it| it.round_trip).collect(),
        },
        Chart {
            name: phrases.loss,
            now: known(now.loss.map(|it| percent(it, phrases))),
            values: samples.iter().map(|it| it.loss.map(u64::from)).collect(),
        },
        Chart {
            name: phrases.jitter,
            now: known(now.jitter.map(|it| milliseconds(it, phrases))),
            values: samples.iter().map(|it| it.jitter).collect(),
        },
        Chart {
            name: phrases.sent,
            now: rate_now(now.sent),
            values: samples.iter().map(|it| Some(it.sent)).collect(),
        },
        Chart {
            name: phrases.received,
            now: rate_now(now.received),
            values: samples.iter().map(|it| Some(it.received)).collect(),
        },
    ];
    html! { <div class="charts">{ for charts.iter().map(chart) }</div> }
}

fn streams(heading: &'static str, streams: &[StreamView], words: Words) -> Html {
    html! {
        <>
            <h3>{ heading }</h3>
            if streams.is_empty() {
                <p class="hint">{ words.statistics.no_streams }</p>
            } else {
                <dl class="figures">{ for streams.iter().map(|it| stream(it, words)) }</dl>
            }
        </>
    }
}

fn stream(stream: &StreamView, words: Words) -> Html {
    let phrases = &words.statistics;
    let facts = [
        stream.codec.clone(),
        stream.size.map(|(width, height)| format!("{width}\u{a0}×\u{a0}{height}")),
        stream.frames.map(phrases.frames),
        Some(rate(stream.rate, phrases)),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    html! { <div><dt>{ (phrases.section)(stream.section) }</dt><dd>{ facts.join(", ") }</dd></div> }
}
