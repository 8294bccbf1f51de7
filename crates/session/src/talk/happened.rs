//! What the person and the shell say during a conversation.

use heliograph_wire::control::Message;
use heliograph_wire::{PeerId, Private};

use super::{Linked, State, Talk};
use crate::context::Context;
use crate::conversation::Conversation;
use crate::negotiation::Way;
use crate::{Capture, Copied, Effect, Event, Fate, Kind, LineKey, Picked, Problem, Who};

impl Talk {
    /// Takes what concerns a conversation alone.
    pub(crate) fn happened(
        &mut self,
        event: Event,
        conversation: &mut Conversation,
        context: &mut Context<'_>,
    ) {
        match event {
            Event::MessageWritten(text) => self.write(&text, conversation, context),
            Event::WritingNoticed => self.writing(context),
            Event::ReplyChosen(line) => (self.copied, conversation.replying_to) = (None, line),
            Event::ReactionChosen { line, emoji } => self.react(line, emoji, conversation, context),
            Event::CopyChosen(text) => {
                self.copied = None;
                context.push(Effect::Copy(text));
            }
            Event::Copied => self.copied = Some(Copied::Done),
            Event::CopyingFailed => self.copied = Some(Copied::Failed),
            Event::WordsCompared(compared) => self.compared(compared, conversation, context),
            Event::ScanVouched => self.vouched(conversation),
            Event::TextReceived { peer, text } => self.text_received(peer, text, conversation, context),
            Event::PicturesDecided(fate) => self.decided(fate, conversation, context),
            Event::PickingFailed => self.problem = Some(Problem::NothingPicked),
            Event::PictureNotDrawn => self.problem = Some(Problem::PictureNotDrawn),
            Event::Described { peer, kind, sdp } => self.described(peer, kind, sdp, context),
            Event::CandidateFound { peer, candidate } => {
                if let Some(link) = self.link(peer) {
                    link.negotiation.candidate_found(candidate, context.effects);
                }
            }
            Event::NegotiationNeeded(peer) => {
                if let Some(link) = self.link(peer) {
                    link.negotiation.want(context.effects);
                }
            }
            Event::RouteChanged { peer, route } => self.route_changed(peer, route, conversation, context),
            Event::StepRefused { peer, step } => self.step_refused(peer, step, conversation, context),
            // DTLS ends a connection for good, whatever ICE says.
            Event::ChannelClosed(peer) | Event::HandshakeFailed(peer) => {
                self.channel_closed(peer, conversation, context);
            }
            other => self.call_event(other, context),
        }
    }

    fn call_event(&mut self, event: Event, context: &mut Context<'_>) {
        let State::Linked(linked) = &mut self.state else { return };
        let Linked { link, sealing, call, statistics, .. } = &mut **linked;
        match event {
            Event::CallChosen(start) => call.choose(start, context),
            Event::CallJoined => call.join(link, context),
            Event::CallAnswered(start) => call.answer(start, link, context),
            Event::CallDeclined => call.decline(link, context),
            Event::HangUpChosen => call.hang_up(link, context),
            Event::DevicesChosen(choosing) => call.choose_devices(choosing, context),
            Event::DevicesListed(devices) => call.devices_listed(devices),
            Event::DevicePicked { capture, pick } => call.device_picked(capture, pick, context),
            Event::SpeakerPicked(speaker) => call.speaker_picked(speaker, context),
            Event::MicrophoneChosen(wanted) => {
                call.switch(Capture::Microphone, wanted, link, context);
            }
            Event::CameraChosen(wanted) => call.switch(Capture::Camera, wanted, link, context),
            Event::ScreenChosen(wanted) => call.switch(Capture::Screen, wanted, link, context),
            Event::OtherCameraChosen => call.turn(context),
            Event::ThriftChosen(thrift) => call.save_data(thrift, link, context),
            Event::KeyPressed(key) => call.key_pressed(key, link, context),
            Event::FloatChosen(scene) => context.push(Effect::FloatScene(scene)),
            Event::FullScreenChosen => context.push(Effect::FillScreen),
            Event::CaptureStarted { capture, captured } => {
                call.capture_started(capture, captured, link, context);
            }
            Event::CaptureFailed { capture, error } => call.capture_failed(capture, error, link, context),
            Event::CaptureEnded(capture) => call.capture_ended(capture, link, context),
            Event::VoiceChanged { who, voice } => call.voice_changed(who, voice),
            Event::StatisticsChosen(shown) => statistics.show(shown, context.now),
            Event::AddressesChosen(addresses) => statistics.show_addresses(addresses),
            Event::LinkMeasured { peer, measured } if peer == link.peer => {
                statistics.measured(measured, context.now);
            }
            Event::SealingChosen => sealing.choose(context),
            Event::SealingAlertsClosed => sealing.alerts_closed(),
            Event::SealerChanged { peer, sealer } if peer == link.peer => sealing.started(sealer, context),
            Event::FramesRefused { peer, count, .. } if peer == link.peer => {
                sealing.refused(count, context.now);
            }
            // Nothing else concerns a conversation.
            _ => {}
        }
    }

    fn described(&mut self, peer: PeerId, kind: Kind, sdp: Private<String>, context: &mut Context<'_>) {
        let State::Linked(linked) = &mut self.state else { return };
        let Linked { link, sealing, .. } = &mut **linked;
        if link.peer != peer {
            return;
        }
        // What was said over the channel is still on its way.
        if (link.negotiation.way, kind) == (Way::Reunion, Kind::Offer) {
            sealing.repeat(context);
        }
        link.negotiation.described(kind, sdp, context.effects);
    }

    /// This side's person wants calls sealed twice.
    pub(crate) fn want_sealing(&mut self, context: &mut Context<'_>) {
        if let State::Linked(linked) = &mut self.state {
            linked.sealing.choose(context);
        }
    }

    /// Has the person say how to send pictures, one pick after another.
    pub(crate) fn ask_about(&mut self, picked: Picked) {
        self.pictures.push_back(picked);
    }

    fn decided(&mut self, fate: Fate, conversation: &mut Conversation, context: &mut Context<'_>) {
        let Some(picked) = self.pictures.pop_front() else { return };
        match fate {
            Fate::Drawn => context.push(Effect::DrawPicked(picked.id)),
            Fate::Unchanged => self.picked(picked, conversation, context),
            Fate::NotSent => context.push(Effect::DropPicked(picked.id)),
        }
    }

    /// Offers what was picked, if anybody is there to take it.
    pub(crate) fn picked(
        &mut self,
        picked: Picked,
        conversation: &mut Conversation,
        context: &mut Context<'_>,
    ) {
        let problem = match &self.state {
            State::Linked(linked) => {
                let transfer = conversation.transfers.offer(picked, linked.link.peer, context);
                return conversation.chat.add_files(transfer);
            }
            State::Plain { .. } => Problem::NoFilesThere,
            State::Parted { .. } => Problem::NobodyToSendTo,
        };
        context.push(Effect::DropPicked(picked.id));
        self.problem = Some(problem);
    }

    fn writing(&mut self, context: &mut Context<'_>) {
        if let State::Linked(linked) = &mut self.state
            && let Some(message) = linked.typing.noticed(context.now)
        {
            context.send(linked.link.peer, &message);
        }
    }

    fn react(
        &self,
        line: LineKey,
        emoji: Private<String>,
        conversation: &mut Conversation,
        context: &mut Context<'_>,
    ) {
        if let State::Linked(linked) = &self.state
            && conversation.chat.react(Who::Me, line, emoji.clone())
        {
            context.send(linked.link.peer, &Message::Reaction { to: line.to_theirs(), emoji });
        }
    }
}
