//! Files of the page's own, written by a worker where the page has one.

use heliograph_session::TransferEnd;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Side, breathe, run};
use crate::tools::{accepted, choose, download_is_the_file, fails, people, stored, wait_for};

const WORKER: &str = include_str!("../../../../assets/writer-worker.js");

/// The names of all files that wait to be downloaded, in whatever folder of the page's own.
const DRAFTS: &str = "
    const root = await navigator.storage.getDirectory();
    const found = [];
    for await (const folder of root.values()) {
        if (folder.kind !== 'directory' || !folder.name.startsWith('arriving-')) continue;
        for await (const name of folder.keys()) found.push(folder.name + '/' + name);
    }
    return found.sort().join();
";

/// Two people on a page that starts the worker with a script of its own in front. It counts what the worker did.
async fn people_with_a_worker(before: &str) -> (Side, Side) {
    let sides = people().await;
    let source = js_sys::JSON::stringify(&format!("{before};{WORKER}").into()).expect("a text is JSON");
    run(&format!(
        "self.answers = [];
        self.heliograph = {{ writer: async () => {{
            const worker = new Worker(URL.createObjectURL(new Blob([{source}])));
            worker.addEventListener('message', ({{ data }}) => self.answers.push(data.step + (data.name ?? '')));
            return worker;
        }} }};"
    ));
    sides
}

fn answers() -> String {
    run("delete self.heliograph; return [...new Set(self.answers)].join()").as_string().expect("a text")
}

async fn drafts() -> String {
    wait_for(DRAFTS).await.as_string().expect("a text")
}

#[wasm_bindgen_test]
async fn a_worker_writes_what_arrives() {
    let (mut ana, mut ben) = people_with_a_worker("").await;
    choose(&mut ana, "self.made('plan.bin', 5_000_001, 1)").await;
    accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    assert_eq!(answers(), "open,write,close");
    assert!(download_is_the_file().await);
}

#[wasm_bindgen_test]
async fn without_such_files_in_workers_the_page_writes() {
    let no_handles = "delete FileSystemFileHandle.prototype.createSyncAccessHandle";
    let (mut ana, mut ben) = people_with_a_worker(no_handles).await;
    choose(&mut ana, "self.made('plan.bin', 3_000_000, 1)").await;
    accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    assert_eq!(answers(), "openTypeError");
    assert!(download_is_the_file().await);
}

#[wasm_bindgen_test]
async fn a_disk_that_takes_no_more_ends_the_transfer_and_leaves_nothing() {
    let full = "let writes = 0;
        const { write } = FileSystemSyncAccessHandle.prototype;
        FileSystemSyncAccessHandle.prototype.write = function (...given) {
            return ++writes > 2 ? 0 : write.apply(this, given);
        }";
    let (mut ana, mut ben) = people_with_a_worker(full).await;
    let before = drafts().await;
    choose(&mut ana, "self.made('plan.bin', 9_000_000, 1)").await;
    accepted(&mut ana, &mut ben).await;
    let ends = fails(&mut ana, &mut ben).await;
    assert_eq!(ends, (Some(TransferEnd::NoRoomThere), Some(TransferEnd::NoRoomHere)));
    while drafts().await != before {
        breathe().await;
    }
    assert_eq!(answers(), "open,write,writeQuotaExceededError,close");
    assert!(ana.talks() && ben.talks());
}
