//! All transfers of a conversation. They outlive a connection: what was under way goes on with the next one between the
//! same two people.

use std::collections::BTreeMap;
use std::rc::Rc;

use heliograph_wire::control::{FilesEnd, Holding, Message, Offered, Shown, Switch};
use heliograph_wire::files::safe_name;
use heliograph_wire::{PeerId, Private};

use super::transfer::{Phase, Transfer, is_picture, plain_type};
use super::{FilesFault, Into, Picked, Position, TransferId, Way};
use crate::context::Context;
use crate::{Effect, TransferEnd, TransferState, TransferView};

/// More offers than this that nobody has answered are a nuisance: the rest is refused without a question.
const OFFERS_AT_MOST: usize = 50;

/// More transfers than this are not remembered in one conversation.
const REMEMBERED: usize = 2_000;

/// Pictures that are shown without a question have no more bytes than this in all.
const PICTURES_LIMIT: u64 = 64 * 1024 * 1024;

/// Transfers of earlier conversations are named by numbers from here on; an offer of such a number is refused.
const RETIRED: u32 = 1 << 31;

#[derive(Default)]
pub(crate) struct Transfers {
    list: BTreeMap<TransferId, Transfer>,
    views: Rc<BTreeMap<TransferId, Rc<TransferView>>>,
    /// The last number of an offer of this side, and of the other.
    offered: u32,
    heard: u32,
    pictures: u64,
    /// How many transfers of earlier conversations there are.
    retired: u32,
}

impl Transfers {
    pub(crate) fn views(&self) -> Rc<BTreeMap<TransferId, Rc<TransferView>>> {
        Rc::clone(&self.views)
    }

    /// Offers files that the person picked.
    pub(crate) fn offer(&mut self, picked: Picked, peer: PeerId, context: &mut Context<'_>) -> TransferId {
        self.offered += 1;
        let id = TransferId { way: Way::Out, number: self.offered };
        let Picked { id: pick, offered, picture, .. } = picked;
        context.send(peer, &Message::FilesOffered { number: id.number, offered: offered.clone() });
        let name = offered.name.clone();
        self.add(id, Transfer::new(offered, Some(pick), Into::Disk), |view| {
            (view.name, view.picture) = (name, picture);
        });
        id
    }

    /// The other side offers files; none where they are not worth a question.
    pub(crate) fn offered(
        &mut self,
        number: u32,
        offered: Offered,
        peer: PeerId,
        context: &mut Context<'_>,
    ) -> Option<TransferId> {
        let id = TransferId { way: Way::In, number };
        // An offer is repeated where a connection broke before its answer or its end was heard.
        if number <= self.heard {
            self.answer_again(id, peer, context);
            return None;
        }
        self.heard = number;
        let too_many = self.count(|phase| phase == Phase::Offered) >= OFFERS_AT_MOST;
        if offered.files == 0 || too_many || number >= RETIRED {
            context.send(peer, &Message::FilesEnded { transfer: id.to_theirs(), end: FilesEnd::Refused });
            return None;
        }
        if self.count(Phase::is_over) >= REMEMBERED {
            self.forget_oldest(context.effects);
        }
        let is_picture =
            is_picture(&offered) && self.pictures.saturating_add(offered.bytes) <= PICTURES_LIMIT;
        let into = if is_picture { Into::Picture } else { Into::Disk };
        let name = Private::new(safe_name(offered.name.reveal()));
        let media_type = plain_type(&offered.media_type);
        let shown = if offered.shown == Shown::Picture && !is_picture { Shown::Named } else { offered.shown };
        self.add(id, Transfer::new(offered, None, into), |view| {
            (view.name, view.media_type, view.shown) = (name, media_type, shown);
        });
        if is_picture {
            self.accept(id, peer, context);
        }
        Some(id)
    }

    /// The person takes what is offered.
    pub(crate) fn accept(&mut self, id: TransferId, peer: PeerId, context: &mut Context<'_>) {
        if let Some(transfer) = self.with(id, Way::In, Phase::Offered) {
            transfer.phase = Phase::Preparing;
            let shown = if transfer.into == Into::Picture { transfer.offered.bytes } else { 0 };
            self.pictures = self.pictures.saturating_add(shown);
            self.receive(id, peer, context);
        }
    }

    /// The person does not want what is offered.
    pub(crate) fn refuse(&mut self, id: TransferId, peer: PeerId, context: &mut Context<'_>) {
        if self.with(id, Way::In, Phase::Offered).is_some() {
            context.send(peer, &Message::FilesEnded { transfer: id.to_theirs(), end: FilesEnd::Refused });
            self.finish(id, Phase::Ended(TransferEnd::Refused));
        }
    }

    /// The person closed the question where to put it.
    pub(crate) fn put_back(&mut self, number: u32) {
        let id = TransferId { way: Way::In, number };
        if let Some(transfer) = self.with(id, Way::In, Phase::Preparing) {
            transfer.phase = Phase::Offered;
            self.show(id);
        }
    }

    /// The shell can take bytes from here on.
    pub(crate) fn ready(
        &mut self,
        number: u32,
        at: Position,
        peer: Option<PeerId>,
        context: &mut Context<'_>,
    ) {
        let id = TransferId { way: Way::In, number };
        let Some(transfer) = self.with(id, Way::In, Phase::Preparing) else { return };
        let Some(peer) = peer else {
            transfer.phase = Phase::Waiting;
            return self.show(id);
        };
        transfer.phase = Phase::Going;
        // A sender that still wants a pause says so again.
        transfer.held_there = Holding::Going;
        let held = transfer.held_here;
        context.send(peer, &Message::FilesWanted { number, file: at.file, offset: at.offset });
        if held == Holding::Paused {
            context.send(peer, &Message::FilesHeld { transfer: id.to_theirs(), holding: held });
        }
        self.show(id);
    }

    /// The other side takes this side's files from here on.
    pub(crate) fn wanted(&mut self, number: u32, from: Position, peer: PeerId, context: &mut Context<'_>) {
        let id = TransferId { way: Way::Out, number };
        let Some(transfer) = self.list.get_mut(&id) else { return };
        // One that is under way on this connection has been asked for.
        let (Some(picked), Phase::Offered | Phase::Waiting) = (transfer.picked, transfer.phase) else {
            return;
        };
        // A transfer that starts again is not held by its receiver, unless that says so again.
        transfer.held_there = Holding::Going;
        transfer.phase = Phase::Going;
        transfer.progress.stopped();
        context.push(Effect::SendFiles { peer, number, picked, from });
        if transfer.held_here == Holding::Paused {
            context.push(Effect::HoldFiles(id, Holding::Paused));
            let (transfer, holding) = (id.to_theirs(), Holding::Paused);
            context.send(peer, &Message::FilesHeld { transfer, holding });
        }
        self.show(id);
    }

    /// The person wants it to pause, or to go on.
    pub(crate) fn hold(
        &mut self,
        id: TransferId,
        holding: Holding,
        peer: Option<PeerId>,
        context: &mut Context<'_>,
    ) {
        let Some(transfer) = self.list.get_mut(&id) else { return };
        if transfer.phase.is_over() || transfer.phase == Phase::Offered || transfer.held_here == holding {
            return;
        }
        transfer.held_here = holding;
        if let Some(peer) = peer {
            context.send(peer, &Message::FilesHeld { transfer: id.to_theirs(), holding });
        }
        self.steer(id, context);
    }

    /// The other side wants it to pause, or to go on.
    pub(crate) fn held(&mut self, id: TransferId, holding: Holding, context: &mut Context<'_>) {
        let Some(transfer) = self.list.get_mut(&id).filter(|transfer| !transfer.phase.is_over()) else {
            return;
        };
        transfer.held_there = holding;
        self.steer(id, context);
    }

    /// The person stops it.
    pub(crate) fn cancel(&mut self, id: TransferId, peer: Option<PeerId>, context: &mut Context<'_>) {
        if !self.is_open(id) {
            return;
        }
        if let Some(peer) = peer {
            context.send(peer, &Message::FilesEnded { transfer: id.to_theirs(), end: FilesEnd::Cancelled });
        }
        self.drop(id, context.effects);
        self.finish(id, Phase::Ended(TransferEnd::CancelledHere));
    }

    /// So much has arrived.
    pub(crate) fn moved(&mut self, id: TransferId, bytes: u64, context: &Context<'_>) {
        let Some(transfer) = self.list.get_mut(&id).filter(|transfer| !transfer.phase.is_over()) else {
            return;
        };
        let bytes = bytes.min(transfer.offered.bytes);
        transfer.progress.moved(bytes, context.now);
        let (speed, left) = (transfer.progress.speed(), transfer.progress.time_left(transfer.offered.bytes));
        self.change(id, |view| (view.arrived, view.speed, view.time_left) = (bytes, speed, left));
    }

    /// All of it has arrived here and is stored.
    pub(crate) fn stored(&mut self, number: u32, name: Private<String>, again: Switch) {
        let id = TransferId { way: Way::In, number };
        if self.is_open(id) {
            self.change(id, |view| (view.name, view.again) = (name, again));
            self.finish(id, Phase::Stored);
        }
    }

    pub(crate) fn tell_stored(&self, number: u32, peer: Option<PeerId>, context: &mut Context<'_>) {
        self.tell_end(TransferId { way: Way::In, number }, peer, context);
    }

    /// The shell cannot go on with it.
    pub(crate) fn failed(
        &mut self,
        id: TransferId,
        fault: FilesFault,
        peer: Option<PeerId>,
        context: &mut Context<'_>,
    ) {
        if !self.is_open(id) {
            return;
        }
        let end = match fault {
            FilesFault::Vanished => TransferEnd::Vanished,
            FilesFault::NoRoom => TransferEnd::NoRoomHere,
            FilesFault::TooLarge => TransferEnd::TooLarge,
            FilesFault::NotWritable => TransferEnd::NotWritable,
            FilesFault::NotAsSaid => TransferEnd::NotAsSaid,
        };
        self.drop(id, context.effects);
        self.finish(id, Phase::Ended(end));
        self.tell_end(id, peer, context);
    }

    /// The other side says how it ended.
    pub(crate) fn ended(&mut self, id: TransferId, end: FilesEnd, context: &mut Context<'_>) {
        let Some(transfer) = self.list.get(&id).filter(|transfer| !transfer.phase.is_over()) else { return };
        let end = match (end, id.way) {
            // Whoever offered it cannot have stored it here.
            (FilesEnd::Stored, Way::In) => return,
            (FilesEnd::Stored, Way::Out) => {
                let (bytes, shown) = (transfer.offered.bytes, transfer.offered.shown);
                // A picture stays on show.
                if shown != Shown::Picture {
                    self.drop(id, context.effects);
                }
                self.change(id, |view| view.arrived = bytes);
                return self.finish(id, Phase::Stored);
            }
            (FilesEnd::Refused, _) => TransferEnd::Refused,
            (FilesEnd::Cancelled, _) => TransferEnd::CancelledThere,
            (FilesEnd::Vanished, _) => TransferEnd::Vanished,
            (FilesEnd::NoRoom, _) => TransferEnd::NoRoomThere,
            (FilesEnd::NotAsSaid, _) => TransferEnd::NotAsSaid,
            (FilesEnd::Lost, _) => TransferEnd::Lost,
        };
        self.drop(id, context.effects);
        self.finish(id, Phase::Ended(end));
    }

    pub(crate) fn picture_ready(&mut self, number: u32, address: Private<String>) {
        let id = TransferId { way: Way::In, number };
        if self.list.contains_key(&id) {
            self.change(id, |view| view.picture = Some(address));
        }
    }

    /// Gives a received file to the person once more.
    pub(crate) fn save(&self, id: TransferId, context: &mut Context<'_>) {
        if self.list.get(&id).is_some_and(|transfer| transfer.phase == Phase::Stored) {
            context.push(Effect::SaveFiles(id));
        }
    }

    /// The connection is gone.
    pub(crate) fn wait(&mut self) {
        for id in self.ids() {
            let Some(transfer) = self.list.get_mut(&id) else { continue };
            match (transfer.phase, id.way) {
                (Phase::Going, _) => {
                    transfer.phase = Phase::Waiting;
                    transfer.progress.stopped();
                    self.show(id);
                }
                // Nobody is there to hear an answer.
                (Phase::Offered, Way::In) => self.change(id, |view| view.state = TransferState::Waiting),
                (Phase::Offered | Phase::Preparing | Phase::Waiting, _)
                | (Phase::Stored | Phase::Ended(_), _) => {}
            }
        }
    }

    /// The same two people have another connection.
    pub(crate) fn go_on(&mut self, peer: PeerId, context: &mut Context<'_>) {
        for id in self.ids() {
            let Some(transfer) = self.list.get_mut(&id) else { continue };
            match (transfer.phase, id.way) {
                // It may have been lost with the connection, and so may an answer.
                (Phase::Offered | Phase::Preparing | Phase::Waiting | Phase::Going, Way::Out) => {
                    let offered = transfer.offered.clone();
                    context.send(peer, &Message::FilesOffered { number: id.number, offered });
                }
                (Phase::Waiting | Phase::Going | Phase::Preparing, Way::In) => {
                    transfer.phase = Phase::Preparing;
                    self.receive(id, peer, context);
                }
                (Phase::Stored | Phase::Ended(_), _) => self.tell_end(id, Some(peer), context),
                // Its person has not answered yet, and can now.
                (Phase::Offered, Way::In) => self.show(id),
            }
        }
    }

    /// Nothing that was under way can go on: who has left will not come back to it.
    pub(crate) fn lose(&mut self, effects: &mut Vec<Effect>) {
        for id in self.open() {
            self.drop(id, effects);
            self.finish(id, Phase::Ended(TransferEnd::Lost));
        }
    }

    /// Ends everything: whoever comes next is somebody else. What was sent stays on show under other names, since the
    /// next conversation counts anew; gives back which names those are.
    pub(crate) fn retire(&mut self, effects: &mut Vec<Effect>) -> BTreeMap<TransferId, TransferId> {
        self.lose(effects);
        let mut names = BTreeMap::new();
        for id in self.ids() {
            self.drop(id, effects);
            let name = TransferId { number: RETIRED + self.retired, ..id };
            self.retired += 1;
            let views = Rc::make_mut(&mut self.views);
            if let Some(mut view) = views.remove(&id) {
                let row = Rc::make_mut(&mut view);
                (row.id, row.again) = (name, Switch::Off);
                views.insert(name, view);
            }
            names.insert(id, name);
        }
        self.list.clear();
        (self.heard, self.pictures) = (0, 0);
        names
    }

    /// Ends and forgets everything.
    pub(crate) fn forget(&mut self, effects: &mut Vec<Effect>) {
        self.retire(effects);
        self.forget_finished(effects);
    }

    /// Nothing moves while the way does not answer.
    pub(crate) fn stall(&mut self) {
        for id in self.ids() {
            let Some(transfer) = self.list.get_mut(&id) else { continue };
            if transfer.phase == Phase::Going && transfer.progress.speed().is_some() {
                transfer.progress.stopped();
                self.show(id);
            }
        }
    }

    /// Transfers that are not over, in their order.
    pub(crate) fn open(&self) -> Vec<TransferId> {
        self.list.iter().filter(|(_, transfer)| !transfer.phase.is_over()).map(|(id, _)| *id).collect()
    }

    /// Forgets those that are over.
    pub(crate) fn forget_finished(&mut self, effects: &mut Vec<Effect>) {
        let open = self.open();
        let over = |id: &TransferId| !open.contains(id);
        self.ids().into_iter().filter(over).for_each(|id| self.drop(id, effects));
        self.list.retain(|id, _| !over(id));
        Rc::make_mut(&mut self.views).retain(|id, _| !over(id));
    }

    /// Has the shell forget a transfer, and the files of one that was never sent.
    fn drop(&mut self, id: TransferId, effects: &mut Vec<Effect>) {
        effects.push(Effect::DropFiles(id));
        let picked = self.list.get(&id).and_then(|transfer| transfer.picked);
        effects.extend(picked.map(Effect::DropPicked));
        // Its address leads nowhere now.
        self.change(id, |view| view.picture = None);
    }

    fn is_open(&self, id: TransferId) -> bool {
        self.list.get(&id).is_some_and(|transfer| !transfer.phase.is_over())
    }

    /// How many transfers from the other side stand so.
    fn count(&self, stands: impl Fn(Phase) -> bool) -> usize {
        self.list.iter().filter(|(id, transfer)| id.way == Way::In && stands(transfer.phase)).count()
    }

    /// Forgets the oldest transfer from the other side that is over; its row in the chat shows nothing any more.
    fn forget_oldest(&mut self, effects: &mut Vec<Effect>) {
        let is_it = |(id, transfer): &(&TransferId, &Transfer)| id.way == Way::In && transfer.phase.is_over();
        let Some(id) = self.list.iter().find(is_it).map(|(id, _)| *id) else { return };
        self.drop(id, effects);
        self.list.remove(&id);
        Rc::make_mut(&mut self.views).remove(&id);
    }

    /// Says again how it stands with an offer that was heard before.
    fn answer_again(&self, id: TransferId, peer: PeerId, context: &mut Context<'_>) {
        if self.list.contains_key(&id) {
            return self.tell_end(id, Some(peer), context);
        }
        // It was refused without a question, or forgotten since.
        context.send(peer, &Message::FilesEnded { transfer: id.to_theirs(), end: FilesEnd::Lost });
    }

    fn receive(&mut self, id: TransferId, peer: PeerId, context: &mut Context<'_>) {
        if let Some(transfer) = self.list.get(&id) {
            let (offered, into) = (transfer.offered.clone(), transfer.into);
            context.push(Effect::ReceiveFiles { peer, number: id.number, offered, into });
        }
        self.show(id);
    }

    /// Has the sending shell do as both sides wish; the receiver's waits for what comes.
    fn steer(&mut self, id: TransferId, context: &mut Context<'_>) {
        let Some(transfer) = self.list.get_mut(&id) else { return };
        let paused = Holding::Paused == transfer.held_here || Holding::Paused == transfer.held_there;
        if paused {
            transfer.progress.stopped();
        }
        if id.way == Way::Out && transfer.phase == Phase::Going {
            let holding = if paused { Holding::Paused } else { Holding::Going };
            context.push(Effect::HoldFiles(id, holding));
        }
        self.show(id);
    }

    /// Tells the other side how a transfer ended here, also where it may have been told before.
    fn tell_end(&self, id: TransferId, peer: Option<PeerId>, context: &mut Context<'_>) {
        let (Some(transfer), Some(peer)) = (self.list.get(&id), peer) else { return };
        let end = match (transfer.phase, id.way) {
            (Phase::Stored, Way::In) => FilesEnd::Stored,
            (Phase::Ended(TransferEnd::Refused), Way::In) => FilesEnd::Refused,
            (Phase::Ended(TransferEnd::CancelledHere), _) => FilesEnd::Cancelled,
            (Phase::Ended(TransferEnd::Vanished), Way::Out) => FilesEnd::Vanished,
            (Phase::Ended(TransferEnd::NoRoomHere | TransferEnd::TooLarge | TransferEnd::NotWritable), _) => {
                FilesEnd::NoRoom
            }
            (Phase::Ended(TransferEnd::NotAsSaid), Way::In) => FilesEnd::NotAsSaid,
            // The other side said so itself, or it is not over.
            _ => return,
        };
        context.send(peer, &Message::FilesEnded { transfer: id.to_theirs(), end });
    }

    fn add(&mut self, id: TransferId, transfer: Transfer, dress: impl FnOnce(&mut TransferView)) {
        let mut view = transfer.view(id);
        dress(&mut view);
        self.list.insert(id, transfer);
        Rc::make_mut(&mut self.views).insert(id, Rc::new(view));
    }

    fn finish(&mut self, id: TransferId, phase: Phase) {
        if let Some(transfer) = self.list.get_mut(&id) {
            transfer.phase = phase;
            transfer.progress.stopped();
            let bytes = transfer.offered.bytes;
            if phase == Phase::Stored {
                self.change(id, |view| view.arrived = bytes);
            }
            self.show(id);
        }
    }

    /// Shows how a transfer stands.
    fn show(&mut self, id: TransferId) {
        let Some(transfer) = self.list.get(&id) else { return };
        let (state, speed) = (transfer.state(), transfer.progress.speed());
        let left = transfer.progress.time_left(transfer.offered.bytes);
        self.change(id, |view| (view.state, view.speed, view.time_left) = (state, speed, left));
    }

    fn change(&mut self, id: TransferId, change: impl FnOnce(&mut TransferView)) {
        if let Some(view) = Rc::make_mut(&mut self.views).get_mut(&id) {
            change(Rc::make_mut(view));
        }
    }

    fn with(&mut self, id: TransferId, way: Way, phase: Phase) -> Option<&mut Transfer> {
        self.list.get_mut(&id).filter(|transfer| id.way == way && transfer.phase == phase)
    }

    fn ids(&self) -> Vec<TransferId> {
        self.list.keys().copied().collect()
    }
}
