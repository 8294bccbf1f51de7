//! The keys in their worker: loaded when somebody first meets others by words, rings or is to be rung, and ended with
//! whoever asked. What the worker knows ends with it.

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::{AbortHandle, abortable};
use heliograph_wire::rendezvous::{Outcome, Task};
use heliograph_wire::{Millis, Private};
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

use crate::census::Counted;
use crate::worker::{Hired, within};

#[wasm_bindgen]
extern "C" {
    /// The start script knows how; only the page of a site has this worker.
    #[wasm_bindgen(js_namespace = heliograph, js_name = keys, catch)]
    fn start_worker() -> Result<Promise, JsValue>;
}

/// A worker that takes longer to start, or over a task, is given up.
const PATIENCE: Millis = Millis::seconds(60);

/// The worker did not start, came to an end or fell silent. What it knew is lost; whoever needs it begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unable;

/// The page's secrets, in a worker that ends when this is dropped.
pub(crate) struct Keys {
    tasks: UnboundedSender<Private<Vec<u8>>>,
    serving: AbortHandle,
}

impl Keys {
    /// Starts nothing before the first task. `on` hears what comes of each, in order; or once that nothing comes of any
    /// more.
    pub(crate) fn new(on: impl Fn(Result<Outcome, Unable>) + 'static) -> Self {
        let (sender, tasks) = unbounded();
        let counted = Counted::task();
        let (serve, serving) = abortable(async move {
            let _counted = counted;
            serve::<Worker>(tasks, on).await;
        });
        spawn_local(async move {
            let _ = serve.await;
        });
        Self { tasks: sender, serving }
    }

    /// Asks for something.
    pub(crate) fn ask(&self, task: &Task) {
        // Where nobody takes it, that was said.
        let _ = self.tasks.unbounded_send(Private::new(task.encode()));
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Whoever does the tasks.
trait Hand: Sized {
    async fn start() -> Option<Self>;
    async fn perform(&mut self, task: Private<Vec<u8>>) -> Option<Outcome>;
}

/// One task after another.
async fn serve<H: Hand>(
    mut tasks: UnboundedReceiver<Private<Vec<u8>>>,
    on: impl Fn(Result<Outcome, Unable>),
) {
    let Some(first) = tasks.next().await else { return };
    let mut next = Some(first);
    let mut hand = H::start().await;
    while let Some(task) = next {
        let outcome = match &mut hand {
            Some(hand) => hand.perform(task).await,
            None => None,
        };
        let Some(outcome) = outcome else { return on(Err(Unable)) };
        on(Ok(outcome));
        next = tasks.next().await;
    }
}

/// Does them apart from the page.
struct Worker(Hired);

impl Hand for Worker {
    async fn start() -> Option<Self> {
        // The script may never arrive.
        within(PATIENCE, Hired::start(start_worker(), PATIENCE)).await.flatten().map(Self)
    }

    async fn perform(&mut self, task: Private<Vec<u8>>) -> Option<Outcome> {
        let bytes = Uint8Array::from(task.reveal().as_slice());
        self.0.say(&bytes, &Array::of1(&bytes.buffer()))?;
        let answer: Uint8Array = self.0.answer(PATIENCE).await?.dyn_into().ok()?;
        Outcome::decode(Private::new(answer.to_vec()).reveal())
    }
}

#[cfg(test)]
mod tests {
    use super::{Hand, Unable, serve};
    use futures::FutureExt;
    use futures::channel::mpsc::{UnboundedSender, unbounded};
    use heliograph_wire::Private;
    use heliograph_wire::rendezvous::Outcome;
    use std::cell::{Cell, RefCell};

    thread_local! {
        static STARTS: Cell<usize> = const { Cell::new(0) };
    }

    fn starts() -> usize {
        STARTS.with(Cell::get)
    }

    /// Starts and says how large each task is, and stops at one that is empty.
    struct Counting;

    impl Hand for Counting {
        async fn start() -> Option<Self> {
            STARTS.with(|starts| starts.set(starts.get() + 1));
            Some(Self)
        }

        async fn perform(&mut self, task: Private<Vec<u8>>) -> Option<Outcome> {
            let size = task.reveal().len() as u64;
            (size > 0).then_some(Outcome::Worked { challenge: [0; 32], work: size })
        }
    }

    /// Never starts.
    struct Missing;

    impl Hand for Missing {
        async fn start() -> Option<Self> {
            None
        }

        async fn perform(&mut self, _: Private<Vec<u8>>) -> Option<Outcome> {
            panic!("it never started")
        }
    }

    fn ask(tasks: &UnboundedSender<Private<Vec<u8>>>, sizes: &[usize]) {
        for size in sizes {
            tasks.unbounded_send(Private::new(vec![0; *size])).unwrap();
        }
    }

    /// What is heard of tasks of these sizes, and whether whoever serves them has stopped.
    fn heard<H: Hand>(sizes: &[usize]) -> (Vec<Result<u64, Unable>>, bool) {
        let (sender, tasks) = unbounded();
        ask(&sender, sizes);
        let heard = RefCell::new(Vec::new());
        let on = |outcome| {
            heard.borrow_mut().push(match outcome {
                Ok(Outcome::Worked { work: size, .. }) => Ok(size),
                Ok(_) => panic!("nothing else comes of these"),
                Err(unable) => Err(unable),
            });
        };
        let has_stopped = serve::<H>(tasks, on).now_or_never().is_some();
        (heard.into_inner(), has_stopped)
    }

    #[test]
    fn nothing_starts_before_the_first_task_and_then_once() {
        assert_eq!(heard::<Counting>(&[]), (vec![], false));
        assert_eq!(starts(), 0);
        heard::<Counting>(&[1, 2]);
        assert_eq!(starts(), 1);
    }

    #[test]
    fn outcomes_come_in_the_order_of_the_tasks() {
        assert_eq!(heard::<Counting>(&[3, 1, 2]), (vec![Ok(3), Ok(1), Ok(2)], false));
    }

    #[test]
    fn a_failure_is_told_once_and_is_the_end() {
        assert_eq!(heard::<Counting>(&[3, 0, 0, 2]), (vec![Ok(3), Err(Unable)], true));
        assert_eq!(heard::<Missing>(&[3, 1]), (vec![Err(Unable)], true));
    }
}
