use super::{
    News,
    store::{Change, Store},
};
use std::{io::ErrorKind, mem, sync::Arc};
use tokio::{
    sync::{mpsc, oneshot},
    task::spawn_blocking,
};
use tracing::{info, warn};

/// So many changes are written at a time.
const TOGETHER: usize = 256;

/// What is to be done, in this order.
pub(super) enum Order {
    Change(Change),
    /// Say when all before this is done.
    Done(oneshot::Sender<()>),
}

/// Begins to take orders; the future does them.
pub(super) fn begin(
    store: Option<Arc<Store>>,
    news: mpsc::UnboundedSender<News>,
) -> (mpsc::UnboundedSender<Order>, impl Future<Output = ()>) {
    let (orders, taken) = mpsc::unbounded_channel();
    (orders, keep(store, taken, news))
}

async fn keep(
    store: Option<Arc<Store>>,
    mut orders: mpsc::UnboundedReceiver<Order>,
    news: mpsc::UnboundedSender<News>,
) {
    let (mut taken, mut was_kept) = (Vec::new(), true);
    while orders.recv_many(&mut taken, TOGETHER).await > 0 {
        let (mut changes, mut waiting) = (Vec::new(), Vec::new());
        for order in mem::take(&mut taken) {
            match order {
                Order::Change(change) => changes.push(change),
                Order::Done(reply) => waiting.push(reply),
            }
        }
        if !changes.is_empty() {
            let keys: Vec<_> = changes.iter().map(Change::key).collect();
            let is_kept = write(store.clone(), changes, &mut was_kept).await;
            for key in keys {
                // Once the server stops, nobody listens.
                let _ = news.send(if is_kept { News::Kept { key } } else { News::NotKept { key } });
            }
        }
        for reply in waiting {
            let _ = reply.send(());
        }
    }
}

/// Writes apart from all else, since disks are slow; a warning is for the first time that it fails.
async fn write(store: Option<Arc<Store>>, changes: Vec<Change>, was_kept: &mut bool) -> bool {
    let Some(store) = store else { return false };
    let written = spawn_blocking(move || store.write(&changes)).await;
    let why = match written {
        Ok(Ok(())) => {
            if !mem::replace(was_kept, true) {
                info!("what is to be kept of those who can be rung can be kept again");
            }
            return true;
        }
        Ok(Err(why)) => why,
        Err(_) => ErrorKind::Other,
    };
    if mem::replace(was_kept, false) {
        warn!(%why, "nothing can be kept of those who can be rung. Is the disk full, or its folder gone?");
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{Order, begin};
    use crate::{
        config::Ring,
        rendezvous::{
            News,
            store::{Change, Kept, open},
        },
        state::State,
    };
    use std::sync::Arc;
    use tokio::sync::{mpsc, oneshot};

    #[tokio::test]
    async fn each_order_is_answered_in_its_turn_whether_it_can_be_done_or_not() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::new(folder.path().join("state"));
        let Kept { store, .. } = open(Ring::On { days: 1 }, &state).unwrap().unwrap();
        let store = Arc::new(store);
        let (news, mut heard) = mpsc::unbounded_channel();
        let (orders, keeping) = begin(Some(store.clone()), news);
        tokio::spawn(keeping);
        for is_open in [true, false] {
            let (reply, done) = oneshot::channel();
            for number in 0..3 {
                orders.send(Order::Change(Change::Forget([number; 32]))).unwrap();
            }
            orders.send(Order::Done(reply)).unwrap();
            done.await.unwrap();
            for number in 0..3 {
                let key = match heard.try_recv() {
                    Ok(News::Kept { key }) if is_open => key,
                    Ok(News::NotKept { key }) if !is_open => key,
                    _ => panic!("that is not what came of it"),
                };
                assert_eq!(key, [number; 32]);
            }
            store.close();
        }
    }
}
