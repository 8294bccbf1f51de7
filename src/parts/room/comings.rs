//! Who came, who left and who wants to speak, told once for many.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use heliograph_session::PersonView;
use heliograph_wire::Millis;
use heliograph_wire::control::Switch;
use heliograph_wire::room::MemberId;
use yew::prelude::*;

use super::names::called;
use crate::words::Words;

/// Whoever comes or goes within this time is told of together.
const TOGETHER: Millis = Millis::seconds(4);

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub(super) people: Rc<Vec<PersonView>>,
    pub(super) words: Words,
}

/// What was told last.
#[derive(Default)]
struct Told {
    there: BTreeMap<MemberId, String>,
    came: BTreeMap<MemberId, String>,
    left: BTreeMap<MemberId, String>,
    since: Millis,
    /// Who has raised a hand, and who did so last.
    hands: BTreeSet<MemberId>,
    hand: Option<MemberId>,
}

/// The status is part of the page before it has anything to say.
#[component]
pub(super) fn Comings(props: &Props) -> Html {
    let Props { people, words } = props;
    let phrases = words.room();
    let others = people.iter().filter(|person| person.is_me == Switch::Off);
    let there: BTreeMap<_, _> = others.map(|it| (it.member, called(&it.name, it.member, phrases))).collect();
    // Nobody came whom one met there, and no hand went up.
    let hands =
        || people.iter().filter(|it| it.is_me == Switch::Off && it.hand.is_some()).map(|it| it.member);
    let told = use_mut_ref(|| Told { there: there.clone(), hands: hands().collect(), ..Told::default() });
    let mut told = told.borrow_mut();
    told.go_on(there, heliograph_browser::now());
    told.see_hands(hands());
    let listed = |names: &BTreeMap<_, String>, say: fn(&[String]) -> String| {
        let names: Vec<_> = names.values().cloned().collect();
        (!names.is_empty()).then(|| say(&names))
    };
    let hand =
        told.hand.and_then(|member| told.there.get(&member)).map(|name| (phrases.wants_to_speak)(name));
    let sentences = [listed(&told.came, phrases.came), listed(&told.left, phrases.gone), hand];
    html! {
        <p class="comings" role="status" dir="auto">
            { for sentences.into_iter().flatten().map(|it| html! { <span key={it.clone()}>{ it }{ " " }</span> }) }
        </p>
    }
}

impl Told {
    fn go_on(&mut self, there: BTreeMap<MemberId, String>, now: Millis) {
        if self.there.keys().eq(there.keys()) {
            self.there = there;
            return;
        }
        if now.0.saturating_sub(self.since.0) > TOGETHER.0 {
            (self.came, self.left, self.since) = (BTreeMap::new(), BTreeMap::new(), now);
        }
        for (member, name) in &there {
            if !self.there.contains_key(member) {
                self.came.insert(*member, name.clone());
            }
        }
        for (member, name) in &self.there {
            // Whoever has come and gone meanwhile was hardly there.
            if !there.contains_key(member) && self.came.remove(member).is_none() {
                self.left.insert(*member, name.clone());
            }
        }
        self.there = there;
    }

    fn see_hands(&mut self, up: impl Iterator<Item = MemberId>) {
        let up: BTreeSet<_> = up.collect();
        let fresh = up.difference(&self.hands).last().copied();
        self.hand = fresh.or(self.hand.filter(|member| up.contains(member)));
        self.hands = up;
    }
}

#[cfg(test)]
mod tests {
    use super::{BTreeMap, MemberId, Millis, Told};

    fn people(numbers: &[u16]) -> BTreeMap<MemberId, String> {
        numbers.iter().map(|number| (MemberId(*number), number.to_string())).collect()
    }

    #[test]
    fn many_who_come_at_once_are_told_of_together_and_not_again() {
        let mut told = Told { there: people(&[1]), ..Told::default() };
        told.go_on(people(&[1, 2]), Millis(10_000));
        told.go_on(people(&[1, 2, 3]), Millis(11_000));
        assert_eq!(told.came, people(&[2, 3]));
        told.go_on(people(&[1, 3]), Millis(20_000));
        assert_eq!((told.came, told.left), (people(&[]), people(&[2])));
    }

    #[test]
    fn whoever_raised_a_hand_last_is_told_of_until_it_is_down() {
        let mut told = Told::default();
        told.see_hands([MemberId(4)].into_iter());
        told.see_hands([MemberId(2), MemberId(4)].into_iter());
        assert_eq!(told.hand, Some(MemberId(2)));
        told.see_hands([MemberId(4)].into_iter());
        assert_eq!(told.hand, None);
    }

    #[test]
    fn whoever_comes_and_goes_at_once_is_not_told_of() {
        let mut told = Told::default();
        told.go_on(people(&[7]), Millis(10_000));
        told.go_on(people(&[]), Millis(11_000));
        assert!(told.came.is_empty() && told.left.is_empty());
    }
}
