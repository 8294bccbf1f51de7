use heliograph_browser::Browser;
use heliograph_session::{Event, Screen, Session, View};
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::pages::{Settings, help, home, invite, join, reply, stray, talk};
use crate::parts::{Wordmark, top_bar};
use crate::words::{self, Words};

/// The app: what happens goes to the session, what it wants done goes to the browser, what is true is shown.
pub struct App {
    session: Session,
    browser: Browser,
    view: View,
    main: NodeRef,
    focus: Focus,
}

/// Whether the reader's attention has to be led to a new screen.
enum Focus {
    Settled,
    Due,
}

impl Component for App {
    type Message = Event;
    type Properties = ();

    fn create(context: &Context<Self>) -> Self {
        let session = Session::new(heliograph_browser::environment());
        let events = context.link().callback(|event: Event| event);
        let browser = Browser::new(move |event| events.emit(event));
        if let Some(fragment) = heliograph_browser::take_fragment() {
            context.link().send_message(Event::LinkOpened(fragment));
        }
        let view = session.view(heliograph_browser::now());
        dress(&view);
        Self { session, browser, view, main: NodeRef::default(), focus: Focus::Settled }
    }

    fn update(&mut self, _context: &Context<Self>, event: Event) -> bool {
        let now = heliograph_browser::now();
        let mut effects = Vec::new();
        self.session.handle(now, event, &mut effects);
        for effect in effects {
            self.browser.perform(effect);
        }
        self.browser.wake_at(self.session.deadline());
        if self.session.is_waited_for() {
            self.browser.hold_page();
        } else {
            self.browser.release_page();
        }
        let view = self.session.view(now);
        if view == self.view {
            return false;
        }
        if !same_place(&view.screen, &self.view.screen) {
            self.focus = Focus::Due;
        }
        if (view.language, view.theme) != (self.view.language, self.view.theme) {
            dress(&view);
        }
        self.view = view;
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let on_event = context.link().callback(|event: Event| event);
        let words = words::of(self.view.language);
        let wordmark = match self.view.screen {
            Screen::Home(_) => Wordmark::Below,
            _ => Wordmark::Here,
        };
        html! {
            <>
                { top_bar(wordmark, words, &on_event) }
                <main ref={self.main.clone()}>{ screen(&self.view.screen, words, &on_event) }</main>
            </>
        }
    }

    fn rendered(&mut self, _context: &Context<Self>, _first: bool) {
        if let Focus::Due = core::mem::replace(&mut self.focus, Focus::Settled)
            && let Some(main) = self.main.cast::<HtmlElement>()
            && let Ok(Some(heading)) = main.query_selector("h1")
            && let Some(heading) = wasm_bindgen::JsCast::dyn_ref::<HtmlElement>(&heading)
        {
            // A heading that cannot take the focus leaves it where it is.
            let _ = heading.focus();
        }
    }
}

/// Each screen has a key, so that nothing typed on one is found on another.
fn screen(screen: &Screen, words: Words, on_event: &Callback<Event>) -> Html {
    let (key, content) = match screen {
        Screen::Home(view) => ("home", home(view, words, on_event)),
        Screen::Help => ("help", help(words, on_event)),
        Screen::Settings(view) => {
            ("settings", html! { <Settings settings={view.clone()} {words} {on_event} /> })
        }
        Screen::Invite(view) => ("invite", invite(view, words, on_event)),
        Screen::Join(view) => ("join", join(view, words, on_event)),
        Screen::Reply(view) => ("reply", reply(view, words, on_event)),
        Screen::Stray(view) => ("stray", stray(view, words, on_event)),
        Screen::Talk(view) => ("talk", talk(view, words, on_event)),
    };
    html! { <key={key}>{ content }</> }
}

/// Says on the document what holds for all of it.
fn dress(view: &View) {
    heliograph_browser::dress(view.language.tag(), words::of(view.language).direction, view.theme);
}

/// Whether the reader finds what they were at: a screen that is still there, and on it the button they pressed.
fn same_place(one: &Screen, other: &Screen) -> bool {
    match (one, other) {
        (Screen::Invite(one), Screen::Invite(other)) => one.connecting == other.connecting,
        (one, other) => core::mem::discriminant(one) == core::mem::discriminant(other),
    }
}
