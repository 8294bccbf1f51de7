//! The chat: what was written and sent, and a place to write and send more.

mod composer;
mod dropping;
mod keeping;
mod log;
mod message;
mod reactions;
mod unseen;

use std::rc::Rc;

use heliograph_session::{
    Ability, Author, Channel, Copied, Entry, Event, Keeping, Line, TalkView, TransferId, Way,
};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::parts::files::{Folders, Transfers, large_picture, pictures_question, send_buttons, use_modal};
use crate::parts::{Icon, icon};
use crate::words::Words;
use composer::{Composer, replying};
use dropping::{Dropping, use_dropping};
use keeping::keeping;
use log::Log;
use unseen::Unseen;

/// The chat of a conversation.
pub(crate) fn chat(talk: &TalkView, words: Words, on_event: &Callback<Event>) -> Html {
    let folders = talk.call.as_ref().map_or(Folders::Absent, |call| {
        if call.abilities.contains(&Ability::PickFolder) { Folders::Offered } else { Folders::Absent }
    });
    html! {
        <Chat entries={talk.entries.clone()} transfers={Transfers(talk.transfers.clone())}
            draft={talk.draft.clone()} replying_to={talk.replying_to.clone()}
            typing={talk.typing} pictures={talk.pictures} keeping={talk.keeping} copied={talk.copied} name={talk.name.clone()}
            reach={Reach::of(talk)} {folders} {words} {on_event} />
    }
}

/// What can be sent now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Nothing: nobody is there.
    Nothing,
    /// Text, to another tool.
    Text,
    /// All there is.
    Everything,
}

impl Reach {
    const fn of(talk: &TalkView) -> Self {
        match (talk.parting, talk.channel) {
            (Some(_), _) => Self::Nothing,
            (None, Channel::Theirs) => Self::Text,
            (None, Channel::Control) => Self::Everything,
        }
    }
}

#[derive(PartialEq, Properties)]
struct Props {
    entries: Rc<Vec<Entry>>,
    transfers: Transfers,
    draft: Option<Private<String>>,
    replying_to: Option<Rc<Line>>,
    typing: Switch,
    pictures: Switch,
    keeping: Keeping,
    copied: Option<Copied>,
    /// What the other side calls itself.
    name: Option<Private<String>>,
    reach: Reach,
    folders: Folders,
    words: Words,
    on_event: Callback<Event>,
}

/// What is unfolded of a chat. The session knows nothing of it, since nothing follows from it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Unfolded {
    #[default]
    Nothing,
    /// What can be done with the message at this place, as long as it is the one with this number.
    Actions(usize, u64),
    /// What can be chosen for the chat as a whole.
    Options,
    /// This picture, large.
    Picture(TransferId),
}

#[component]
fn Chat(props: &Props) -> Html {
    let Props { replying_to, keeping: kept, reach, folders, words, on_event, .. } = props;
    let phrases = &words.chat;
    let (field, options, end) = (use_node_ref(), use_node_ref(), use_node_ref());
    let unfolded = use_state(Unfolded::default);
    let unfold = unfolded.setter();
    {
        let field = field.clone();
        use_effect_with(replying_to.as_ref().map(|line| line.key()), move |line| {
            if let (Some(_), Some(field)) = (line, field.cast::<HtmlElement>()) {
                // A field that cannot take the focus leaves it where it is.
                let _ = field.focus();
            }
        });
    }
    {
        let options = options.clone();
        // What unfolds below the end of a small screen comes into sight with the focus.
        use_effect_with(*unfolded == Unfolded::Options, move |_| {
            if let Some(options) = options.cast::<HtmlElement>() {
                // A card that cannot take the focus leaves it where it is.
                let _ = options.focus();
            }
        });
    }
    let enlarge = use_callback(unfold.clone(), |transfer, unfold| unfold.set(Unfolded::Picture(transfer)));
    let (message, large) = match *unfolded {
        Unfolded::Actions(place, id) => {
            (Some(place).filter(|place| is_there(&props.entries, *place, id)), None)
        }
        Unfolded::Picture(transfer) => (None, props.transfers.0.get(&transfer)),
        Unfolded::Nothing | Unfolded::Options => (None, None),
    };
    let dialog = use_modal(large.map(|it| it.id), fold(&unfold));
    let Dropping { class, ondragenter, ondragleave, ondrop } = use_dropping();
    let turn_options = {
        let (unfold, open) = (unfold.clone(), *unfolded == Unfolded::Options);
        Callback::from(move |_: MouseEvent| {
            unfold.set(if open { Unfolded::Nothing } else { Unfolded::Options });
        })
    };
    html! {
        <section {class} {ondragenter} {ondragleave} {ondrop}>
            // Past the log, so that it stays as it is while files move.
            <ContextProvider<Transfers> context={props.transfers.clone()}>
                <Log entries={props.entries.clone()} name={props.name.clone()} reach={*reach}
                    unfolded={message} words={*words} unfold={unfold.clone()} {enlarge} {on_event} />
            </ContextProvider<Transfers>>
            <p class="hint chat-status" role="status"><span ref={end.clone()} class="end" />{ status(props) }</p>
            <Unseen came={came(&props.entries)} {end} words={*words} />
            if props.pictures == Switch::On {
                { pictures_question(*words, on_event) }
            }
            if let Some(line) = replying_to {
                { replying(line, *words, on_event) }
            }
            <Composer {field} reach={*reach} draft={props.draft.clone()} words={*words} {on_event} />
            <div class="chat-tools">
                if *reach == Reach::Everything {
                    { send_buttons(*folders, *words, on_event) }
                }
                <button type="button" class="quiet" title={phrases.options} onclick={turn_options}
                    aria-expanded={if *unfolded == Unfolded::Options { "true" } else { "false" }}>
                    { icon(Icon::Chat) }<span class="label">{ phrases.options }</span>
                </button>
            </div>
            if *unfolded == Unfolded::Options {
                { keeping(*kept, options, *words, on_event) }
            }
            if let Some(transfer) = large {
                { large_picture(dialog, transfer, *words, on_event) }
            }
        </section>
    }
}

/// Whether a message is still where it was: messages before it may have been forgotten or deleted.
fn is_there(entries: &[Entry], place: usize, id: u64) -> bool {
    matches!(entries.get(place), Some(Entry::Line(line)) if line.id == id)
}

/// How much the other side has said and offered.
fn came(entries: &[Entry]) -> usize {
    let theirs = |entry: &&Entry| match entry {
        Entry::Line(line) => line.author == Author::Other,
        Entry::Files(transfer) => transfer.way == Way::In,
        Entry::NewConversation => false,
    };
    entries.iter().filter(theirs).count()
}

fn fold(unfold: &UseStateSetter<Unfolded>) -> Callback<()> {
    let unfold = unfold.clone();
    Callback::from(move |()| unfold.set(Unfolded::Nothing))
}

/// What came of the last thing done, and what the other side does. Its line is always there, so that nothing jumps.
fn status(props: &Props) -> Html {
    let phrases = &props.words.chat;
    let copied = props.copied.map(|copied| match copied {
        Copied::Done => phrases.copied,
        Copied::Failed => phrases.not_copied,
    });
    let writing = (props.typing == Switch::On).then_some(phrases.writing);
    copied.into_iter().chain(writing).map(|it| html! { <span>{ it }{ " " }</span> }).collect()
}
