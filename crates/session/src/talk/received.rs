//! What the other side sends.

use heliograph_wire::control::{ControlError, Message};

use super::{Linked, State, Talk};
use crate::context::Context;
use crate::conversation::Conversation;
use crate::negotiation::Way;
use crate::{LineKey, Name, Parting, Position, Sound, TransferId, Who};

impl Talk {
    pub(crate) fn received(
        &mut self,
        message: Result<Option<Message>, ControlError>,
        conversation: &mut Conversation,
        context: &mut Context<'_>,
    ) {
        let State::Linked(linked) = &mut self.state else { return };
        linked.link.heard(context.now);
        let Ok(message) = message else {
            log::warn!("a peer sent what is not a message");
            conversation.renounce();
            self.part(Parting::Hostile, conversation, context);
            return;
        };
        // Kinds of later versions say nothing.
        let Some(message) = message else { return };
        let Linked { link, safety, sealing, name, call, typing, .. } = &mut **linked;
        let peer = link.peer;
        match message {
            Message::Goodbye => self.part(Parting::Left, conversation, context),
            Message::Ping(number) => link.send(&Message::Pong(number), context.effects),
            Message::Pong(number) => link.ponged(number),
            Message::Offer(sdp) => {
                sealing.offered(&sdp, context);
                link.negotiation.offer_received(sdp, context.effects);
            }
            Message::Answer(sdp) => link.negotiation.answer_received(sdp, Way::Channel, context.effects),
            Message::Candidate(candidate) => link.negotiation.candidate_received(candidate, context.effects),
            // A name that cannot be shown as it is is as good as none.
            Message::Name(text) => *name = Name::parse(text.reveal()).ok().flatten(),
            Message::Call(part) => call.heard(part, link, context),
            Message::NotNow => call.declined(),
            Message::RestartWanted => link.restart_wanted(context.now, context.effects),
            Message::DirectWanted => self.paths.wanted(link, context),
            Message::DirectAnswered(consent) => {
                self.problem = self.paths.answered(consent, link, context).or(self.problem);
            }
            Message::Sealing(readiness) => sealing.heard(readiness, context),
            Message::Typing => typing.heard_of(context.now),
            Message::Commitment { digest, list } => {
                let answer = safety.committed(digest, list).map(Some);
                self.safety_went_on(answer, conversation, context);
            }
            Message::SafetyNonce(nonce) => {
                let answer = safety.nonce_received(nonce).map(Some);
                self.safety_went_on(answer, conversation, context);
            }
            Message::Opening(nonce) => {
                let answer = safety.opened(nonce).map(|()| None);
                self.safety_went_on(answer, conversation, context);
            }
            Message::Chat { id, text, replies_to } => {
                typing.came();
                let answer = conversation.chat.at(context.now).hear(id, text, replies_to);
                context.send(peer, &answer);
                context.play(Sound::Message);
            }
            Message::Delivered(id) => conversation.chat.delivered(id),
            Message::Reaction { to, emoji } => {
                // One to a message that is forgotten here says nothing.
                let _known = conversation.chat.react(Who::Other, LineKey::of_theirs(to), emoji);
            }
            Message::FilesOffered { number, offered } => {
                let offer = conversation.transfers.offered(number, offered, peer, context);
                if let Some(transfer) = offer {
                    conversation.chat.add_files(transfer);
                    context.play(Sound::Message);
                }
            }
            Message::FilesWanted { number, file, offset } => {
                let from = Position { file, offset };
                conversation.transfers.wanted(number, from, peer, context);
            }
            Message::FilesHeld { transfer, holding } => {
                conversation.transfers.held(TransferId::of_theirs(transfer), holding, context);
            }
            Message::FilesEnded { transfer, end } => {
                conversation.transfers.ended(TransferId::of_theirs(transfer), end, context);
            }
            // A second hello says nothing.
            Message::Hello(_) => {}
        }
    }
}
