//! Events that concern the screen on show alone.

use crate::context::Context;
use crate::invite::Invite;
use crate::reply::{Reply, Unanswerable};
use crate::{Event, Network, Problem};

pub(crate) fn inviting(invite: &mut Invite, event: Event, context: &mut Context<'_>) {
    match event {
        Event::Described { peer, sdp, .. } => invite.described(peer, &sdp, context),
        Event::GatheringEnded(peer) => invite.gathering_ended(peer),
        Event::CarrierChosen(carrier) => invite.carrier_chosen(carrier, context),
        Event::CopiedByHand(carrier) => invite.copied_by_hand(carrier, context.now),
        Event::Carried { peer, carrier } => invite.carried(peer, carrier, context.now),
        Event::CarryingFailed { peer, carrier } => invite.carrying_failed(peer, carrier),
        Event::RenewChosen | Event::NetworkChanged(Network::Present) => invite.renew(context),
        Event::NetworkChanged(Network::Absent) => invite.problem(Some(Problem::NoNetwork)),
        Event::RouteChanged { peer, route } => invite.route_changed(peer, route, context.now),
        Event::HandshakeFailed(peer) => invite.handshake_failed(peer, context),
        Event::StepRefused { peer, step } => invite.step_refused(peer, step, context),
        Event::ChannelClosed(peer) => invite.channel_closed(peer, context),
        // Nothing else concerns an invite.
        _ => {}
    }
}

pub(crate) fn replying(
    reply: &mut Reply,
    event: Event,
    context: &mut Context<'_>,
) -> Result<(), Unanswerable> {
    match event {
        Event::Described { peer, sdp, .. } => reply.described(peer, &sdp),
        Event::CarrierChosen(carrier) => reply.carrier_chosen(carrier, context),
        Event::CopiedByHand(carrier) => reply.carried(reply.peer(), carrier, context.now),
        Event::Carried { peer, carrier } => reply.carried(peer, carrier, context.now),
        Event::CarryingFailed { peer, carrier } => reply.carrying_failed(peer, carrier),
        Event::GatheringEnded(peer) => reply.gathering_ended(peer),
        Event::RouteChanged { peer, route } => reply.route_changed(peer, route, context.now),
        Event::HandshakeFailed(peer) => reply.handshake_failed(peer)?,
        Event::StepRefused { peer, step } => reply.step_refused(peer, step)?,
        Event::ChannelClosed(peer) => reply.channel_closed(peer)?,
        Event::NetworkChanged(Network::Absent) => reply.problem(Some(Problem::NoNetwork)),
        Event::NetworkChanged(Network::Present) => reply.network_returned(context),
        // Nothing else concerns a reply.
        _ => {}
    }
    Ok(())
}
