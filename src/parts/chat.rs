use std::rc::Rc;

use heliograph_session::{Author, Entry, Event, Line};
use heliograph_wire::Private;
use heliograph_wire::control::CHAT_LIMIT;
use web_sys::{Element, HtmlTextAreaElement};
use yew::prelude::*;

use crate::parts::linked_text::linked_text;
use crate::parts::{Icon, icon};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) entries: Rc<Vec<Entry>>,
    /// What the other side calls itself.
    pub(crate) name: Option<Private<String>>,
    /// Whether anything can be sent now.
    pub(crate) writable: bool,
    pub(crate) words: Words,
    pub(crate) on_event: Callback<Event>,
}

/// What was written, and a place to write.
#[component]
pub(crate) fn Chat(props: &Props) -> Html {
    let Props { entries, name, writable, words, on_event } = props;
    let hidden = entries.len().saturating_sub(SHOWN_AT_MOST);
    let (log, field) = (use_node_ref(), use_node_ref());
    {
        let log = log.clone();
        use_effect_with(entries.len(), move |_| {
            if let Some(log) = log.cast::<Element>() {
                log.set_scroll_top(log.scroll_height());
            }
        });
    }
    // Whoever calls themselves by a word of the page is still told from it.
    let theirs = AttrValue::from(match name {
        Some(name) => format!("{} (\u{2068}{}\u{2069})", words.they, name.reveal()),
        None => words.they.to_owned(),
    });
    html! {
        <section class="chat">
            <div ref={log} class="log" role="log" aria-label={words.messages} tabindex="0">
                if entries.is_empty() {
                    <p class="empty hint">{ icon(Icon::Lamp) }{ words.nothing_written }</p>
                }
                if hidden > 0 {
                    <p class="hint">{ words.earlier_not_shown }</p>
                }
                { for entries.iter().enumerate().skip(hidden).map(|(place, it)| entry(place, it, &theirs, *words)) }
            </div>
            { composer(field, *writable, *words, on_event) }
        </section>
    }
}

/// More messages than this make a page slow; the session keeps them all the same.
const SHOWN_AT_MOST: usize = 1_000;

fn entry(place: usize, entry: &Entry, theirs: &AttrValue, words: Words) -> Html {
    match entry {
        Entry::Line(line) => {
            let author = match line.author {
                Author::Me(_) => AttrValue::Static(words.you),
                Author::Other => theirs.clone(),
            };
            html! { <Message key={place} line={Rc::clone(line)} {author} {words} /> }
        }
        Entry::NewConversation => html! { <p key={place} class="divider">{ words.new_conversation }</p> },
    }
}

#[derive(PartialEq, Properties)]
struct MessageProps {
    line: Rc<Line>,
    /// What its author is called.
    author: AttrValue,
    words: Words,
}

#[component]
fn Message(props: &MessageProps) -> Html {
    let MessageProps { line, author, words } = props;
    let (class, mark) = match line.author {
        Author::Me(mark) => ("message mine", Some((words.mark)(mark))),
        Author::Other => ("message theirs", None),
    };
    html! {
        <div {class}>
            <span class="off-screen">{ author }{ ": " }</span>
            <span class="text" dir="auto">{ linked_text(line.text.reveal()) }</span>
            if let Some(mark) = mark {
                <span class="mark">{ mark }</span>
            }
        </div>
    }
}

fn composer(field: NodeRef, writable: bool, words: Words, on_event: &Callback<Event>) -> Html {
    let send = {
        let (field, on_event) = (field.clone(), on_event.clone());
        Callback::from(move |()| {
            let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|_| writable) else { return };
            let text = field.value();
            // What is too long stays in its field, to be shortened.
            if text.trim_end().len() <= CHAT_LIMIT {
                field.set_value("");
            }
            on_event.emit(Event::MessageWritten(Private::new(text)));
        })
    };
    let onkeydown = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            // Enter also ends a composition, and must not send then.
            if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
                event.prevent_default();
                send.emit(());
            }
        })
    };
    html! {
        <div class="composer">
            <label>
                <span class="off-screen">{ words.message }</span>
                <textarea readonly={!writable} ref={field} rows="1" dir="auto" placeholder={words.write_here} {onkeydown} />
            </label>
            <button type="button" class="main" disabled={!writable} onclick={send.reform(|_| ())}>
                { words.send }
            </button>
        </div>
    }
}
