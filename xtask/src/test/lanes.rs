use super::{row::Row, transcript::Showing, trial::Trial};
use std::{panic, thread};

/// Trials that run one after another, while those of other lanes run too.
pub(super) struct Lane {
    pub(super) showing: Showing,
    pub(super) trials: Vec<Trial>,
}

impl Lane {
    /// The lane that a person watches.
    pub(super) const fn watched(trials: Vec<Trial>) -> Self {
        Self { showing: Showing::AsItComes, trials }
    }

    /// A lane beside it, which does not get between its lines.
    pub(super) const fn aside(trials: Vec<Trial>) -> Self {
        Self { showing: Showing::AtTheEnd, trials }
    }
}

/// Goes through lanes side by side to the end of each; the rows of a lane come together, in the order of the lanes.
pub(super) fn run(lanes: Vec<Lane>, perform: impl Fn(Trial, Showing) -> Row + Sync) -> Vec<Row> {
    let perform = &perform;
    let go =
        |lane: Lane| lane.trials.into_iter().map(|trial| perform(trial, lane.showing)).collect::<Vec<_>>();
    thread::scope(|scope| {
        let going: Vec<_> = lanes.into_iter().map(|lane| scope.spawn(move || go(lane))).collect();
        let rows =
            going.into_iter().map(|lane| lane.join().unwrap_or_else(|cause| panic::resume_unwind(cause)));
        rows.flatten().collect()
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            row::Row,
            transcript::Showing,
            trial::{Trial, Tries},
        },
        Lane, run,
    };
    use std::{
        process::Command,
        sync::{Mutex, mpsc},
        time::Duration,
    };

    fn trial(title: &'static str) -> Trial {
        Trial { title, command: Command::new("nothing"), tries: Tries::One }
    }

    #[test]
    fn lanes_run_side_by_side_and_their_rows_come_in_the_order_of_the_plan() {
        let lanes = vec![
            Lane::watched(vec![trial("end to end"), trial("examples")]),
            Lane::aside(vec![trial("the laboratory"), trial("the release")]),
        ];
        let (tell, hear) = mpsc::channel();
        let hear = Mutex::new(hear);
        let rows = run(lanes, |trial, showing| {
            let is_watched = matches!(trial.title, "end to end" | "examples");
            assert_eq!(showing == Showing::AsItComes, is_watched);
            match trial.title {
                // It ends only once the other lane has come to its last.
                "end to end" => hear.lock().unwrap().recv_timeout(Duration::from_secs(60)).unwrap(),
                "the release" => tell.send(()).unwrap(),
                _ => (),
            }
            Row::of_work(trial.title, || Ok(()))
        });
        let titles: Vec<_> = rows.iter().map(|row| row.title).collect();
        assert_eq!(titles, ["end to end", "examples", "the laboratory", "the release"]);
    }
}
