//! Where files go: where the person says, to files of the page's own, or to memory; and what stands in the way.

use heliograph_session::{TransferEnd, TransferState, Way};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{breathe, run, until};
use crate::tools::{accepted, choose, download_is_the_file, fails, is, people, stored, wait_for};

/// A person who picks a place: a folder of the test's own stands in for their disk.
const A_PERSON_WHO_PICKS: &str = "
    const root = await navigator.storage.getDirectory();
    await root.removeEntry('desk', { recursive: true }).catch(() => {});
    const desk = await root.getDirectoryHandle('desk', { create: true });
    self.desk = desk;
    self.showSaveFilePicker = ({ suggestedName }) => desk.getFileHandle(suggestedName, { create: true });
    self.showDirectoryPicker = async () => desk;
    self.listed = async (folder, path) => {
        const found = [];
        for await (const [name, handle] of folder.entries()) {
            if (handle.kind === 'directory') found.push(...await self.listed(handle, path + name + '/'));
            else found.push(path + name + ' ' + (await handle.getFile()).size);
        }
        return found.sort();
    };
";

async fn on_the_desk() -> String {
    wait_for("return (await self.listed(self.desk, '')).join('\\n')").await.as_string().expect("a text")
}

#[wasm_bindgen_test]
async fn a_file_goes_where_the_person_says() {
    let (mut ana, mut ben) = people().await;
    wait_for(A_PERSON_WHO_PICKS).await;
    choose(&mut ana, "self.made('plan.bin', 2_500_000, 1)").await;
    accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    assert_eq!(on_the_desk().await, "plan.bin 2500000");
    let same = "
        const handle = await self.desk.getFileHandle('plan.bin');
        return await self.digest(await handle.getFile()) === await self.digest(self.chosen[0]);
    ";
    assert!(wait_for(same).await.is_truthy());
    assert_eq!(run("return self.downloads.length").as_f64(), Some(0.0));
}

#[wasm_bindgen_test]
async fn a_folder_goes_into_a_folder_and_writes_over_nothing() {
    let (mut ana, mut ben) = people().await;
    wait_for(A_PERSON_WHO_PICKS).await;
    wait_for("await self.desk.getDirectoryHandle('Holiday', { create: true })").await;
    let below = "(path, size) => {
        const file = self.made(path.split('/').at(-1), size, 1);
        Object.defineProperty(file, 'webkitRelativePath', { value: path });
        return file;
    }";
    run(&format!("self.below = {below}"));
    let paths = "self.below('Holiday/1.jpg', 10), self.below('Holiday/sub/../2.jpg', 1_100_000), \
                 self.below('Holiday/CON', 0)";
    choose(&mut ana, paths).await;
    accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    assert_eq!(
        on_the_desk().await,
        "Holiday (2)/1.jpg 10\nHoliday (2)/_CON 0\nHoliday (2)/sub/2.jpg 1100000"
    );
}

#[wasm_bindgen_test]
async fn whoever_closes_the_question_can_be_asked_again() {
    let (mut ana, mut ben) = people().await;
    wait_for(A_PERSON_WHO_PICKS).await;
    run("self.picks = self.showSaveFilePicker;
        self.showSaveFilePicker = async () => { throw new DOMException('', 'AbortError') }");
    choose(&mut ana, "self.made('plan.bin', 100, 1)").await;
    accepted(&mut ana, &mut ben).await;
    until(&mut ana, &mut ben, |_, ben| is(ben, Way::In, TransferState::Offered)).await;
    run("self.showSaveFilePicker = self.picks");
    accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    assert_eq!(on_the_desk().await, "plan.bin 100");
}

#[wasm_bindgen_test]
async fn a_browser_that_will_not_ask_downloads() {
    let (mut ana, mut ben) = people().await;
    run("self.showSaveFilePicker = async () => { throw new DOMException('', 'SecurityError') }");
    choose(&mut ana, "self.made('plan.bin', 100, 1)").await;
    accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    assert!(download_is_the_file().await);
}

#[wasm_bindgen_test]
async fn without_files_of_the_pages_own_memory_does() {
    let (mut ana, mut ben) = people().await;
    run("navigator.storage.getDirectory = async () => { throw new DOMException('', 'SecurityError') }");
    choose(&mut ana, "self.made('plan.bin', 3_000_000, 1)").await;
    accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    assert!(download_is_the_file().await);

    let size = "const file = self.made('large.bin', 1, 1);
        Object.defineProperty(file, 'size', { value: 600 * 1024 * 1024 });
        return file;";
    choose(&mut ana, &format!("(() => {{ {size} }})()")).await;
    accepted(&mut ana, &mut ben).await;
    assert_eq!(fails(&mut ana, &mut ben).await.1, Some(TransferEnd::TooLarge));
    run("delete navigator.storage.getDirectory");
}

#[wasm_bindgen_test]
async fn a_disk_without_room_is_noticed_before_anything_is_sent() {
    let (mut ana, mut ben) = people().await;
    run("navigator.storage.estimate = async () => ({ quota: 1_000_000, usage: 900_000 })");
    choose(&mut ana, "self.made('plan.bin', 200_000, 1)").await;
    accepted(&mut ana, &mut ben).await;
    let ends = fails(&mut ana, &mut ben).await;
    assert_eq!(ends, (Some(TransferEnd::NoRoomThere), Some(TransferEnd::NoRoomHere)));
}

#[wasm_bindgen_test]
async fn a_disk_that_fills_up_ends_one_transfer_and_nothing_else() {
    let (mut ana, mut ben) = people().await;
    wait_for(A_PERSON_WHO_PICKS).await;
    run("self.write = FileSystemWritableFileStream.prototype.write;
        let writes = 0;
        FileSystemWritableFileStream.prototype.write = function (bytes) {
            return ++writes > 2
                ? Promise.reject(new DOMException('', 'QuotaExceededError'))
                : self.write.call(this, bytes);
        };");
    choose(&mut ana, "self.made('plan.bin', 9_000_000, 1)").await;
    accepted(&mut ana, &mut ben).await;
    let ends = fails(&mut ana, &mut ben).await;
    assert_eq!(ends, (Some(TransferEnd::NoRoomThere), Some(TransferEnd::NoRoomHere)));
    run("FileSystemWritableFileStream.prototype.write = self.write");
    for _ in 0..20 {
        breathe().await;
    }
    assert!(matches!(on_the_desk().await.as_str(), "" | "plan.bin 0"));
    assert!(ana.talks() && ben.talks());
}

#[wasm_bindgen_test]
async fn a_file_that_has_vanished_ends_its_transfer() {
    let (mut ana, mut ben) = people().await;
    wait_for(A_PERSON_WHO_PICKS).await;
    let file = "await (async () => {
        const handle = await self.desk.getFileHandle('source.bin', { create: true });
        const stream = await handle.createWritable();
        await stream.write(new Uint8Array(3_000_000));
        await stream.close();
        const file = await handle.getFile();
        await self.desk.removeEntry('source.bin');
        return file;
    })()";
    choose(&mut ana, file).await;
    accepted(&mut ana, &mut ben).await;
    let ends = fails(&mut ana, &mut ben).await;
    assert_eq!(ends, (Some(TransferEnd::Vanished), Some(TransferEnd::Vanished)));
}

#[wasm_bindgen_test]
async fn leftovers_of_pages_that_are_gone_are_erased() {
    wait_for(
        "
        const root = await navigator.storage.getDirectory();
        await root.getDirectoryHandle('arriving-0000000000000001', { create: true });
        await root.getDirectoryHandle('arriving-0000000000000002', { create: true });
        navigator.locks.request('arriving-0000000000000002', () => new Promise(() => {}));
    ",
    )
    .await;
    let (ana, ben) = people().await;
    let names = "
        const root = await navigator.storage.getDirectory();
        const names = [];
        for await (const name of root.keys()) names.push(name);
        return names.filter((name) => name.startsWith('arriving-000000000000000')).join();
    ";
    while wait_for(names).await.as_string().expect("a text") != "arriving-0000000000000002" {
        breathe().await;
    }
    assert!(ana.talks() && ben.talks());
}
