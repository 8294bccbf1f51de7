//! What it costs to be in a group of so many: `cargo run --release -p heliograph-group --example costs -- 200`.
#![expect(clippy::print_stdout, reason = "this is what it is for")]

use std::time::Instant;

use heliograph_group::{Group, LET_IN_AT_ONCE};
use heliograph_wire::Private;
use heliograph_wire::group::{Outcome, Task};
use heliograph_wire::room::{GROUP_AT_MOST, MemberId, RoomId};

/// A task, and how long it took.
fn told(what: &str, group: &mut Group, task: Task) -> Outcome {
    let begun = Instant::now();
    let outcome = group.perform(task);
    let elapsed = begun.elapsed();
    println!("{:>8} us  {:>6} bytes  {what}", elapsed.as_micros(), length(&outcome));
    outcome
}

fn length(outcome: &Outcome) -> usize {
    match outcome {
        Outcome::Commit { bytes, welcome, .. } => {
            bytes.reveal().len() + welcome.as_ref().map_or(0, |welcome| welcome.reveal().len())
        }
        Outcome::Package(bytes) | Outcome::Said(bytes) => bytes.reveal().len(),
        Outcome::Done
        | Outcome::Read { .. }
        | Outcome::Entered(_)
        | Outcome::Refused(_)
        | Outcome::Heard { .. } => 0,
    }
}

fn begun(member: u16) -> Group {
    let mut group = Group::new();
    let name = "Person with a name".to_owned().into();
    group.perform(Task::Begin {
        secret: [7; 16].into(),
        room: RoomId([1; 16]),
        member: MemberId(member),
        name,
    });
    group
}

fn bytes_of(outcome: Outcome) -> Private<Vec<u8>> {
    match outcome {
        Outcome::Package(bytes) | Outcome::Commit { bytes, .. } | Outcome::Said(bytes) => bytes,
        Outcome::Done
        | Outcome::Read { .. }
        | Outcome::Entered(_)
        | Outcome::Refused(_)
        | Outcome::Heard { .. } => panic!("there are bytes"),
    }
}

fn asked(ana: &mut Group, member: u16) -> Group {
    let mut joiner = begun(member);
    let package = bytes_of(joiner.perform(Task::Ask));
    ana.perform(Task::Read { member: MemberId(member), package });
    joiner
}

fn main() {
    let members = std::env::args().nth(1).and_then(|members| members.parse().ok());
    let members: u16 = members.unwrap_or(200).clamp(3, GROUP_AT_MOST as u16);
    // One member lets all others in, and none of these has committed anything yet: nothing costs more than that.
    let mut ana = begun(0);
    ana.perform(Task::Found);
    let others: Vec<_> = (1..members - 1).collect();
    for seats in others.chunks(LET_IN_AT_ONCE) {
        for seat in seats {
            asked(&mut ana, *seat);
        }
        let add = seats.iter().copied().map(MemberId).collect();
        let commit = bytes_of(ana.perform(Task::Commit { add, remove: vec![] }));
        ana.perform(Task::Hear(commit));
    }
    let last = members - 1;
    let mut ben = asked(&mut ana, last);
    let add = Task::Commit { add: vec![MemberId(last)], remove: vec![] };
    let Outcome::Commit { bytes, welcome: Some(welcome), .. } = told("let somebody in", &mut ana, add) else {
        panic!("there is a welcome")
    };
    told("hear one's own commit", &mut ana, Task::Hear(bytes));
    told("enter", &mut ben, Task::Enter(welcome));
    let remove = Task::Commit { add: vec![], remove: vec![MemberId(1)] };
    let commit = bytes_of(told("put somebody out", &mut ana, remove));
    ana.perform(Task::Hear(commit.clone()));
    told("hear another's commit", &mut ben, Task::Hear(commit));
    let bytes = bytes_of(told("say", &mut ana, Task::Say(b"hello".to_vec().into())));
    told("listen", &mut ben, Task::Listen { from: MemberId(0), bytes });
}
