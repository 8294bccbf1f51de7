//! How files come to the page: chosen in a dialog, dropped, or pasted.

use heliograph_session::{Event, PickId, PickMeans, Picked};
use heliograph_wire::Private;
use heliograph_wire::control::{MEDIA_TYPE_LIMIT, OFFERED_NAME_LIMIT, Offered, Shown};
use heliograph_wire::files::{BYTES_LIMIT, FILES_LIMIT, cut_name};
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DataTransfer, File, FileList, FileSystemEntry, HtmlInputElement};

use super::shelf::{self, Pick, PickedFile};
use super::walk::walk;
use crate::blob_address::BlobAddress;
use crate::emit::Emit;
use crate::picture;
use crate::redraw::redrawn;

/// Takes the files that a person chose in `input`, and emits what they are.
///
/// An input that accepts pictures alone sends them as pictures; one with `webkitdirectory` sends a folder.
pub fn pick_files(input: &HtmlInputElement, emit: impl Fn(Event) + 'static) {
    let emit = Emit::new(emit);
    let files = input.files().map(listed).unwrap_or_default();
    // The same files can be chosen again.
    input.set_value("");
    let kind = if input.accept().starts_with("image/") { Kind::Pictures } else { Kind::Files };
    if files.is_empty() {
        return;
    }
    spawn_local(async move { offer(files, kind, PickMeans::Chosen, &emit).await });
}

/// Takes one file that the person chose, and emits what it is.
pub(crate) async fn pick_one(file: File, emit: &Emit) {
    let files = vec![PickedFile { path: file.name(), file }];
    offer(files, Kind::Files, PickMeans::Chosen, emit).await;
}

/// Draws pictures anew that were picked as files, and emits each as one to be seen.
pub(crate) fn draw_picked(id: PickId, emit: &Emit) {
    let Some(pick) = shelf::remove(id) else { return };
    let emit = emit.clone();
    spawn_local(async move {
        for PickedFile { file, path } in &pick.files {
            let one = vec![PickedFile { file: file.clone(), path: path.clone() }];
            offer(one, Kind::Pictures, PickMeans::Chosen, &emit).await;
        }
    });
}

/// What came with a drop or from the clipboard.
pub(crate) struct Brought {
    kind: Kind,
    files: Vec<PickedFile>,
    /// Folders, and the files beside them.
    entries: Vec<FileSystemEntry>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Files,
    /// To be seen right away.
    Pictures,
}

impl Brought {
    /// What was dropped; none, where it holds no files. It has to be asked for while the drop is being handled.
    pub(crate) fn dropped(transfer: &DataTransfer) -> Option<Self> {
        let files = transfer.files().map(listed).unwrap_or_default();
        let entries = entries(transfer);
        let has_folders = entries.iter().any(FileSystemEntry::is_directory);
        let entries = if has_folders { entries } else { Vec::new() };
        (has_folders || !files.is_empty()).then_some(Self { kind: Kind::Files, files, entries })
    }

    /// What was pasted: a picture out of another program, or copied files.
    pub(crate) fn pasted(transfer: &DataTransfer) -> Option<Self> {
        let files = transfer.files().map(listed).unwrap_or_default();
        (!files.is_empty()).then_some(Self { kind: Kind::Pictures, files, entries: Vec::new() })
    }

    /// Whether it is a picture of this text, and not a file of this name.
    pub(crate) fn pictures(&self, text: Option<&str>) -> bool {
        let picture = only_picture(&self.files);
        picture.is_some_and(|picture| text.is_some_and(|text| text != picture.name()))
    }
}

/// Takes what was dropped or pasted, and emits what it is.
pub(crate) fn bring(brought: Brought, emit: &Emit) {
    let emit = emit.clone();
    spawn_local(async move {
        let Brought { kind, files, entries } = brought;
        let files = if entries.is_empty() { Some(files) } else { walk(entries).await };
        match files {
            Some(files) if !files.is_empty() => offer(files, kind, PickMeans::Brought, &emit).await,
            _ => emit.now(Event::PickingFailed),
        }
    });
}

async fn offer(files: Vec<PickedFile>, kind: Kind, means: PickMeans, emit: &Emit) {
    let pick = match (kind, only_picture(&files), means) {
        (Kind::Pictures, Some(original), _) => as_picture(original.clone()).await,
        // Nothing else is sent where the person chose to send a picture.
        (Kind::Pictures, None, PickMeans::Chosen) => None,
        (Kind::Pictures | Kind::Files, _, _) => Some(Pick { files, original: None, picture: None }),
    };
    let Some(pick) = pick else { return emit.now(Event::PictureNotDrawn) };
    match offered(&pick) {
        Some(offered) => {
            let picture = pick.picture.as_ref().map(|address| Private::new(address.text().to_owned()));
            let is_as_it_was = pick.original.is_none();
            let may_tell = is_as_it_was && offered.shown == Shown::Named && are_pictures(&pick.files);
            let picked = Picked { id: shelf::put(pick), means, offered, picture };
            emit.now(if may_tell { Event::PicturesPicked(picked) } else { Event::FilesPicked(picked) });
        }
        None => emit.now(Event::PickingFailed),
    }
}

fn are_pictures(files: &[PickedFile]) -> bool {
    files.iter().all(|picked| picture::is_picture(&picked.file))
}

fn only_picture(files: &[PickedFile]) -> Option<&File> {
    match files {
        [one] if picture::is_picture(&one.file) => Some(&one.file),
        _ => None,
    }
}

/// A picture drawn anew. Where it cannot be drawn, there is none: as it is, it may say where it was taken.
async fn as_picture(original: File) -> Option<Pick> {
    let file = redrawn(&original).await?;
    Some(Pick {
        picture: BlobAddress::of(&file),
        files: vec![PickedFile { path: file.name(), file }],
        original: Some(original),
    })
}

/// None, where it is more than a transfer can hold.
fn offered(pick: &Pick) -> Option<Offered> {
    let first = pick.files.first()?;
    let files = u32::try_from(pick.files.len()).ok().filter(|count| *count <= FILES_LIMIT)?;
    let bytes: u64 = pick.files.iter().map(|picked| picked.file.size() as u64).sum();
    let folder = first.path.split_once('/').map(|(folder, _)| folder);
    let shown = match (&pick.picture, folder) {
        (Some(_), _) => Shown::Picture,
        (None, Some(_)) => Shown::Folder,
        (None, None) => Shown::Named,
    };
    let name = folder.unwrap_or(&first.path);
    let mut media_type =
        if files == 1 && shown != Shown::Folder { first.file.type_() } else { String::new() };
    if media_type.len() > MEDIA_TYPE_LIMIT {
        media_type.clear();
    }
    let name = Private::new(cut_name(name, OFFERED_NAME_LIMIT));
    (bytes <= BYTES_LIMIT).then_some(Offered { name, files, bytes, media_type, shown })
}

fn listed(files: FileList) -> Vec<PickedFile> {
    (0..files.length())
        .filter_map(|place| files.get(place))
        .map(|file| PickedFile { path: path_of(&file), file })
        .collect()
}

/// The path below the folder that was chosen, the folder included (WICG Entries API, section 7.1).
fn path_of(file: &File) -> String {
    let path =
        Reflect::get(file, &JsValue::from_str("webkitRelativePath")).ok().and_then(|path| path.as_string());
    path.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name())
}

fn entries(transfer: &DataTransfer) -> Vec<FileSystemEntry> {
    let items = transfer.items();
    let entry = |place| items.get(place)?.webkit_get_as_entry().ok()?;
    (0..items.length()).filter_map(entry).collect()
}
