use core::mem::discriminant;

use heliograph_browser::{Attendance, Browser};
use heliograph_session::{
    AsideView, CalleeStage, CalleeView, Clocks, Event, RingView, Screen, Session, Standing, View, WakingStage,
};
use heliograph_wire::control::Switch;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::pages::{
    Settings, about, callee, caller, help, home, invite, join, meet_by_words, news_of, reply, room, stray,
    talk,
};
use crate::parts::{Wordmark, top_bar, update};
use crate::words::{self, Words};

/// The app: what happens goes to the session, what it wants done goes to the browser, what is true is shown.
pub struct App {
    session: Session,
    browser: Browser,
    view: View,
    /// Made once, so that what it is handed to can tell that nothing of it changed.
    on_event: Callback<Event>,
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
        let on_event = context.link().callback(|event: Event| event);
        let events = on_event.clone();
        let browser = Browser::new(move |event| events.emit(event));
        if let Some(fragment) = heliograph_browser::take_fragment() {
            context.link().send_message(Event::LinkOpened(fragment));
        }
        let view = session.view(heliograph_browser::now());
        dress(&view);
        let mut browser = browser;
        // What a tab kept is gone on with.
        browser.wake_at(session.deadline());
        Self { session, browser, view, on_event, main: NodeRef::default(), focus: Focus::Settled }
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
        if !same_place(&view, &self.view) {
            self.focus = Focus::Due;
        }
        if (view.language, view.theme) != (self.view.language, self.view.theme) {
            dress(&view);
        }
        notify(&self.view, &view);
        heliograph_browser::attend(attendance(&view));
        self.view = view;
        true
    }

    fn view(&self, _context: &Context<Self>) -> Html {
        page(&self.view, self.main.clone(), &self.on_event)
    }

    fn rendered(&mut self, _context: &Context<Self>, _first: bool) {
        let focus = core::mem::replace(&mut self.focus, Focus::Settled);
        let Some(main) = self.main.cast::<HtmlElement>() else { return };
        // Of two headings the first is the one to be seen.
        let Ok(Some(heading)) = main.query_selector("h1") else { return };
        if let Some(text) = heading.text_content() {
            heliograph_browser::entitle(&title(&text, words::of(self.view.language).heliograph));
        }
        if let (Focus::Due, Some(heading)) = (focus, heading.dyn_ref::<HtmlElement>()) {
            // A heading that cannot take the focus leaves it where it is.
            let _ = heading.focus();
        }
    }
}

/// The page as a function of what it shows; `main` is where its screen stands.
pub fn page(view: &View, main: NodeRef, on_event: &Callback<Event>) -> Html {
    let words = words::of(view.language);
    let wordmark = match view.screen {
        Screen::Home(_) if view.aside.is_none() => Wordmark::Below,
        _ => Wordmark::Here,
    };
    html! {
        <>
            { top_bar(wordmark, words, on_event) }
            <main ref={main}>
                { update(view.update.as_ref(), words, on_event) }
                if let Some(aside) = &view.aside {
                    { laid_over(aside, words, on_event) }
                }
                // What was begun below an aside goes on, with every word that was typed.
                <div class="screen" hidden={view.aside.is_some()}>
                    { screen(&view.screen, words, on_event) }
                </div>
            </main>
        </>
    }
}

fn title(heading: &str, heliograph: &str) -> String {
    if heading == heliograph { heading.to_owned() } else { format!("{heading} – {heliograph}") }
}

fn laid_over(aside: &AsideView, words: Words, on_event: &Callback<Event>) -> Html {
    match aside {
        AsideView::Help => help(words, on_event),
        AsideView::About(view) => about(view, words, on_event),
        AsideView::Settings(view) => html! { <Settings settings={view.clone()} {words} {on_event} /> },
    }
}

/// Each screen has a key, so that nothing typed on one is found on another.
fn screen(screen: &Screen, words: Words, on_event: &Callback<Event>) -> Html {
    let (key, content) = match screen {
        Screen::Home(view) => ("home", home(view, words, on_event)),
        Screen::Invite(view) => ("invite", invite(view, words, on_event)),
        Screen::Join(view) => ("join", join(view, words, on_event)),
        Screen::Reply(view) => ("reply", reply(view, words, on_event)),
        Screen::Words(view) => ("words", meet_by_words(view, words, on_event)),
        Screen::Callee(view) => ("callee", callee(view, words, on_event)),
        Screen::Caller(view) => ("caller", caller(view, words, on_event)),
        Screen::Room(view) => ("room", room(view, words, on_event)),
        Screen::Stray(view) => ("stray", stray(view, words, on_event)),
        Screen::Talk(view) => ("talk", talk(view, words, on_event)),
    };
    html! { <key={key}>{ content }</> }
}

/// Says on the document what holds for all of it.
fn dress(view: &View) {
    let words = words::of(view.language);
    heliograph_browser::dress(view.language.tag(), words.direction, view.theme);
    heliograph_browser::word_rings(
        [words.ring.waking.somebody_rang, words.ring.waking.come].map(str::to_owned),
    );
}

/// Has the browser tell of whoever has begun to ring, for as long as anybody does.
fn notify(before: &View, now: &View) {
    let (before, rings) = (rings(before), rings(now));
    match rings.last() {
        None if before.is_empty() => {}
        None => heliograph_browser::end_notice(),
        Some(last) if before.iter().all(|ring| ring.id != last.id) => {
            let [title, body] = news_of(last, words::of(now.language));
            heliograph_browser::notice(&title, &body);
        }
        Some(_) => {}
    }
}

/// For whom this page rings by itself, on a device that is told of rings in any case.
fn attendance(view: &View) -> Option<Attendance> {
    let CalleeStage::Attended(attended) = &callee_of(view)?.stage else { return None };
    let is_told = matches!(attended.waking.as_ref()?.stage, WakingStage::On(_));
    let rings = if rings(view).is_empty() { Switch::Off } else { Switch::On };
    let link = attended.private_link.text().clone();
    (is_told && attended.standing == Standing::Reachable).then_some(Attendance { link, rings })
}

/// Those that may call for attention: what may be an old ring does not.
fn rings(view: &View) -> Vec<&RingView> {
    let rings = callee_of(view).into_iter().flat_map(|callee| &callee.rings);
    rings.filter(|ring| ring.clocks == Clocks::Agree).collect()
}

/// Whoever is rung on this page: on a screen of its own, or behind a conversation that is over.
fn callee_of(view: &View) -> Option<&CalleeView> {
    match &view.screen {
        Screen::Callee(callee) => Some(callee),
        Screen::Talk(talk) => talk.callee.as_deref(),
        _ => None,
    }
}

/// Whether the reader finds what they were at: a screen that is still there, and on it the button they pressed.
fn same_place(one: &View, other: &View) -> bool {
    let same_aside = match (&one.aside, &other.aside) {
        (None, None) => true,
        (Some(one), Some(other)) => discriminant(one) == discriminant(other),
        (None, Some(_)) | (Some(_), None) => false,
    };
    let same_screen = match (&one.screen, &other.screen) {
        (Screen::Invite(one), Screen::Invite(other)) => one.connecting == other.connecting,
        (Screen::Words(one), Screen::Words(other)) => discriminant(&one.stage) == discriminant(&other.stage),
        (Screen::Callee(one), Screen::Callee(other)) => {
            discriminant(&one.stage) == discriminant(&other.stage)
        }
        (Screen::Caller(one), Screen::Caller(other)) => {
            discriminant(&one.stage) == discriminant(&other.stage)
        }
        (Screen::Room(one), Screen::Room(other)) => discriminant(&one.stage) == discriminant(&other.stage),
        (one, other) => discriminant(one) == discriminant(other),
    };
    same_aside && same_screen
}
