//! The steps of one connection that take time, one after the other: WebRTC forbids doing two at once.

use std::rc::Rc;

use futures::StreamExt;
use futures::channel::mpsc::UnboundedReceiver;
use heliograph_session::{Event, Kind, Step};
use heliograph_wire::control::Candidate;
use heliograph_wire::{PeerId, Private};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcIceCandidateInit, RtcPeerConnection, RtcSdpType, RtcSessionDescriptionInit};

use crate::call::Sections;
use crate::census::Counted;
use crate::emit::Emit;
use crate::frames::Way;

pub(crate) enum Work {
    MakeOffer,
    AcceptOffer(Private<String>),
    AcceptAnswer(Private<String>),
    AddCandidate(Candidate),
    RestartIce,
}

pub(crate) async fn work_through(
    peer: PeerId,
    sections: Rc<Sections>,
    mut queue: UnboundedReceiver<Work>,
    emit: Emit,
) {
    let _counted = Counted::task();
    let connection = sections.connection();
    while let Some(work) = queue.next().await {
        let done = match work {
            Work::MakeOffer => make_offer(connection).await.map_err(|_| Step::Describe).map(Some),
            Work::AcceptOffer(sdp) => answer(&sections, &sdp).await.map(Some),
            Work::AcceptAnswer(sdp) => accept(&sections, RtcSdpType::Answer, &sdp).await.map(|()| None),
            Work::AddCandidate(candidate) => {
                add_candidate(connection, &candidate).await.map_err(|_| Step::AcceptCandidate).map(|()| None)
            }
            Work::RestartIce => restart_ice(connection).map_err(|_| Step::Describe).map(|()| None),
        };
        match done {
            Ok(Some(kind)) => {
                if let Some(sdp) = local_sdp(connection) {
                    sections.heed(Way::In, sdp.reveal());
                    emit.now(Event::Described { peer, kind, sdp });
                }
            }
            Ok(None) => {}
            // The browser's own words may quote addresses, so they go nowhere.
            Err(step) => emit.now(Event::StepRefused { peer, step }),
        }
    }
}

/// The local description with the candidates found so far.
pub(crate) fn local_sdp(connection: &RtcPeerConnection) -> Option<Private<String>> {
    Some(Private::new(connection.local_description()?.sdp()))
}

async fn make_offer(connection: &RtcPeerConnection) -> Result<Kind, JsValue> {
    let offer = JsFuture::from(connection.create_offer()).await?;
    JsFuture::from(connection.set_local_description(offer.unchecked_ref())).await?;
    Ok(Kind::Offer)
}

async fn answer(sections: &Sections, offer: &Private<String>) -> Result<Kind, Step> {
    let connection = sections.connection();
    accept(sections, RtcSdpType::Offer, offer).await?;
    sections.take_part();
    let describe = async {
        let answer = JsFuture::from(connection.create_answer()).await?;
        JsFuture::from(connection.set_local_description(answer.unchecked_ref())).await?;
        Ok::<Kind, JsValue>(Kind::Answer)
    };
    describe.await.map_err(|_| Step::Describe)
}

async fn accept(sections: &Sections, kind: RtcSdpType, sdp: &Private<String>) -> Result<(), Step> {
    // Before the first frame leaves that goes as it says.
    sections.heed(Way::Out, sdp.reveal());
    let description = RtcSessionDescriptionInit::new(kind);
    description.set_sdp(sdp.reveal());
    let accepted = JsFuture::from(sections.connection().set_remote_description(&description)).await;
    accepted.map(|_| ()).map_err(|_| Step::AcceptDescription)
}

async fn add_candidate(connection: &RtcPeerConnection, candidate: &Candidate) -> Result<(), JsValue> {
    let init = RtcIceCandidateInit::new(candidate.line.reveal());
    if candidate.mid.is_empty() {
        init.set_sdp_m_line_index(Some(0));
    } else {
        init.set_sdp_mid(Some(&candidate.mid));
    }
    let added = connection.add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(&init));
    JsFuture::from(added).await.map(|_| ())
}

/// `restartIce`, which the bindings lack.
fn restart_ice(connection: &RtcPeerConnection) -> Result<(), JsValue> {
    let restart = js_sys::Reflect::get(connection, &JsValue::from_str("restartIce"))?;
    restart.unchecked_ref::<js_sys::Function>().call0(connection).map(|_| ())
}
