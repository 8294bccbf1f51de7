use std::rc::Rc;

use heliograph_session::{Author, Entry, Event, Line, TransferId, Way};
use heliograph_wire::{Millis, Private};
use web_sys::Element;
use yew::prelude::*;

use super::message::{Clock, Menu, Message, Order, Spot};
use super::{Reach, Unfolded};
use crate::parts::files::Transfer;
use crate::parts::{Icon, icon};
use crate::words::Words;

/// More entries than this make a page slow; the session keeps them all the same.
const SHOWN_AT_MOST: usize = 1_000;

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub(super) entries: Rc<Vec<Entry>>,
    /// What the other side calls itself.
    pub(super) name: Option<Private<String>>,
    pub(super) reach: Reach,
    /// The message that is unfolded.
    pub(super) unfolded: Option<usize>,
    pub(super) words: Words,
    pub(super) unfold: UseStateSetter<Unfolded>,
    pub(super) enlarge: Callback<TransferId>,
    pub(super) on_event: Callback<Event>,
}

/// What was written and sent. A component, since a thousand entries are costly to look through again for nothing.
#[component]
pub(super) fn Log(props: &Props) -> Html {
    let Props { entries, reach, words, .. } = props;
    let log = use_node_ref();
    {
        let log = log.clone();
        use_effect_with(newest_of_mine(entries), move |newest| {
            // The log begins at its end; whoever reads further up stays there until they write.
            if let (Some(_), Some(log)) = (newest, log.cast::<Element>()) {
                log.set_scroll_top(0);
            }
        });
    }
    let hidden = entries.len().saturating_sub(SHOWN_AT_MOST);
    html! {
        <div ref={log} class="log" role="log" aria-label={words.chat.messages} tabindex="0">
            <div class="entries">
                if entries.is_empty() {
                    { nothing_yet(*reach, *words) }
                }
                if hidden > 0 {
                    <p class="hint">{ words.chat.earlier_not_shown }</p>
                }
                { shown(props, hidden) }
            </div>
        </div>
    }
}

fn shown(props: &Props, hidden: usize) -> Html {
    let Props { entries, words, unfold, enlarge, on_event, .. } = props;
    let conversations = beginnings(entries);
    let last = entries.iter().rposition(|it| matches!(it, Entry::Line(_)));
    let theirs = name_of_theirs(props);
    let mut conversation = beginnings(&entries[..hidden]);
    let show = |(place, entry): (usize, &Entry)| match entry {
        Entry::Line(line) => {
            let author = match line.author {
                Author::Me(_) => AttrValue::Static(words.chat.you),
                Author::Other => theirs.clone(),
            };
            let order = if last == Some(place) { Order::Last } else { Order::Earlier };
            let spot = Spot { place, conversation, order, clock: clock(line, entries.get(place + 1)) };
            // Whoever is connected now knows nothing of earlier conversations.
            let reach = if conversation == conversations { props.reach } else { Reach::Nothing };
            let menu = if props.unfolded == Some(place) { Menu::Open(reach) } else { Menu::Closed };
            html! {
                <Message key={place} line={Rc::clone(line)} {author} {spot} {menu}
                    words={*words} unfold={unfold.clone()} {on_event} />
            }
        }
        Entry::Files(id) => html! { <Transfer key={place} id={*id} words={*words} {enlarge} {on_event} /> },
        Entry::NewConversation => {
            conversation += 1;
            html! { <p key={place} class="divider">{ words.chat.new_conversation }</p> }
        }
    };
    entries.iter().enumerate().skip(hidden).map(show).collect()
}

fn clock(line: &Line, next: Option<&Entry>) -> Clock {
    let minute = |line: &Line| line.at.map(|at| at.0 / Millis::minutes(1).0);
    let mine = |line: &Line| matches!(line.author, Author::Me(_));
    match next {
        Some(Entry::Line(next)) if mine(next) == mine(line) && minute(next) == minute(line) => Clock::Untold,
        Some(Entry::Line(_) | Entry::Files(_) | Entry::NewConversation) | None => Clock::Told,
    }
}

fn beginnings(entries: &[Entry]) -> usize {
    entries.iter().filter(|it| matches!(it, Entry::NewConversation)).count()
}

/// Whoever calls themselves by a word of the page is still told from it.
fn name_of_theirs(props: &Props) -> AttrValue {
    let they = props.words.chat.they;
    match &props.name {
        Some(name) => AttrValue::from(format!("{they} (\u{2068}{}\u{2069})", name.reveal())),
        None => AttrValue::Static(they),
    }
}

/// How many entries there are, where the newest is this side's own.
fn newest_of_mine(entries: &[Entry]) -> Option<usize> {
    let mine = match entries.last()? {
        Entry::Line(line) => matches!(line.author, Author::Me(_)),
        Entry::Files(transfer) => transfer.way == Way::Out,
        Entry::NewConversation => false,
    };
    mine.then_some(entries.len())
}

fn nothing_yet(reach: Reach, words: Words) -> Html {
    html! {
        <div class="empty hint">
            { icon(Icon::Lamp) }
            <p>{ words.chat.nothing_written }</p>
            if reach == Reach::Everything {
                <p>{ words.files.bring_hint }</p>
            }
        </div>
    }
}
