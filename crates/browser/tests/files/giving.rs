//! One side gives, the other takes.

use heliograph_browser::{Census, census};
use heliograph_session::{Event, TransferState, Way};
use heliograph_wire::control::Shown;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{breathe, run, until};
use crate::tools::{accepted, choose, download_is_the_file, is, people, stored, text, transfer, wait_for};

#[wasm_bindgen_test]
async fn a_file_arrives_byte_for_byte() {
    let (mut ana, mut ben) = people().await;
    choose(&mut ana, "self.made('plan.bin', 5_000_001, 1)").await;
    accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    assert!(download_is_the_file().await);
    assert_eq!(text("return self.downloads[0].name"), "plan.bin");
    assert_eq!(transfer(&ana, Way::Out).expect("it was sent").arrived, 5_000_001);
}

#[wasm_bindgen_test]
async fn a_large_file_arrives_where_streams_cannot_fill_a_buffer() {
    run("self.readers = 0;
        self.originalReader = ReadableStream.prototype.getReader;
        ReadableStream.prototype.getReader = function (options) {
            self.readers += 1;
            if (options?.mode === 'byob') throw new TypeError('no such mode');
            return self.originalReader.call(this, options);
        };");
    let (mut ana, mut ben) = people().await;
    choose(&mut ana, "self.made('plan.bin', 9_000_001, 1)").await;
    accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    assert!(download_is_the_file().await);
    let readers = run("ReadableStream.prototype.getReader = self.originalReader; return self.readers;");
    assert!(readers.as_f64() > Some(0.0), "streams were tried");
}

#[wasm_bindgen_test]
async fn an_empty_file_arrives() {
    let (mut ana, mut ben) = people().await;
    choose(&mut ana, "self.made('empty', 0, 1)").await;
    accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    assert!(download_is_the_file().await);
}

#[wasm_bindgen_test]
async fn a_hostile_name_is_saved_safely() {
    let (mut ana, mut ben) = people().await;
    choose(&mut ana, "self.made('..\\\\..\\u202egnp.exe', 10, 1)").await;
    accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    assert_eq!(text("return self.downloads[0].name"), ".._..gnp.exe");
    assert!(download_is_the_file().await);
}

#[wasm_bindgen_test]
async fn several_files_arrive_in_one_archive() {
    let (mut ana, mut ben) = people().await;
    choose(&mut ana, "self.made('a.txt', 3, 65), self.made('a.txt', 1_500_000, 2), self.made('c', 0, 0)")
        .await;
    accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    assert_eq!(text("return self.downloads[0].name"), "a.txt.zip");
    let script = "
        const bytes = new Uint8Array(await (await fetch(self.downloads[0].address)).arrayBuffer());
        const latin = new TextDecoder('latin1').decode(bytes);
        return latin.startsWith('PK\\x03\\x04') && latin.includes('a (2).txt') && bytes.length > 1_500_003;
    ";
    assert!(wait_for(script).await.is_truthy());
}

#[wasm_bindgen_test]
async fn both_sides_give_at_once() {
    let (mut ana, mut ben) = people().await;
    choose(&mut ana, "self.made('from ana', 3_000_000, 1)").await;
    choose(&mut ben, "self.made('from ben', 3_000_000, 2)").await;
    until(&mut ana, &mut ben, |ana, ben| {
        is(ana, Way::In, TransferState::Offered) && is(ben, Way::In, TransferState::Offered)
    })
    .await;
    for side in [&mut ana, &mut ben] {
        let id = transfer(side, Way::In).expect("just seen").id;
        side.handle(Event::FilesAccepted(id));
    }
    until(&mut ana, &mut ben, |ana, ben| {
        is(ana, Way::In, TransferState::Stored) && is(ben, Way::In, TransferState::Stored)
    })
    .await;
}

#[wasm_bindgen_test]
async fn whoever_has_gone_leaves_nothing_behind() {
    // What browsers may still copy stays for a while.
    let held = || Census { lingering: 0, ..census() };
    // Whatever ran before this test has ended by now.
    breathe().await;
    let before = held();
    for _ in 0..3 {
        let (mut ana, mut ben) = people().await;
        choose(&mut ana, "self.made('plan.bin', 2_000_000, 1)").await;
        accepted(&mut ana, &mut ben).await;
        stored(&mut ana, &mut ben).await;
        choose(&mut ana, "self.made('other.bin', 200_000_000, 1)").await;
        accepted(&mut ana, &mut ben).await;
        until(&mut ana, &mut ben, |ana, ben| {
            is(ana, Way::Out, TransferState::Going) && is(ben, Way::In, TransferState::Going)
        })
        .await;
        for side in [&mut ana, &mut ben] {
            side.handle(Event::LeaveChosen);
        }
        drop((ana, ben));
        breathe().await;
    }
    breathe().await;
    assert_eq!(held(), before);
    assert!(census().lingering >= 3, "each of the stored files may still be being copied");
}

/// Stands in for what browsers make of a folder that is dropped: `Trip/a.txt` and `Trip/deep/b.txt`.
const A_FOLDER_IS_DROPPED: &str = "
    const file = (path, size) => ({
        isFile: true, isDirectory: false, fullPath: path,
        file: (done) => done(self.made(path.split('/').at(-1), size, 1)),
    });
    const folder = (path, inside) => ({
        isFile: false, isDirectory: true, fullPath: path,
        createReader: () => {
            const parts = inside.map((entry) => [entry]);
            return { readEntries: (done) => done(parts.shift() ?? []) };
        },
    });
    const trip = folder('/Trip', [file('/Trip/a.txt', 10), folder('/Trip/deep', [file('/Trip/deep/b.txt', 20)])]);
    DataTransferItem.prototype.webkitGetAsEntry = () => trip;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([''], 'Trip'));
    document.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
";

#[wasm_bindgen_test]
async fn a_folder_that_is_dropped_arrives_with_all_that_is_in_it() {
    let (mut ana, mut ben) = people().await;
    // Both pages are this one, so both people drop it.
    wait_for(A_FOLDER_IS_DROPPED).await;
    accepted(&mut ana, &mut ben).await;
    let offered = transfer(&ben, Way::In).expect("just seen");
    assert_eq!((offered.name.reveal().as_str(), offered.files, offered.bytes), ("Trip", 2, 30));
    assert_eq!(offered.shown, Shown::Folder);
    stored(&mut ana, &mut ben).await;
    let script = "
        const latin = new TextDecoder('latin1').decode(await (await fetch(self.downloads[0].address)).arrayBuffer());
        return self.downloads[0].name + latin.includes('Trip/a.txt') + latin.includes('Trip/deep/b.txt');
    ";
    assert_eq!(wait_for(script).await.as_string().expect("a text"), "Trip.ziptruetrue");
}

#[wasm_bindgen_test]
async fn a_thousand_small_files_arrive() {
    let (mut ana, mut ben) = people().await;
    choose(
        &mut ana,
        "...Array.from({ length: 1_000 }, (_, number) => self.made('note ' + number, number, 1))",
    )
    .await;
    accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    assert_eq!(transfer(&ben, Way::In).expect("it was sent").arrived, 499_500);
}
