use super::{
    Play, conversing,
    counterpart::{OUR_NONCE, own_description},
};
use heliograph_session::{
    Camera, Cameras, CaptureError, Carrier, Compared, Event, Exchange, Facing, Keeping, Kind, Language,
    Network, Path, Relay, RelayEvent, RelayFault, ReunionEvent, Route, Screen, Services, Step, StunEntry,
    StunServer, Theme, Torch,
};
use heliograph_wire::{
    PeerId, Private,
    control::{Candidate, Consent, Message},
};

/// What a script can do, in the order of the numbers that scripts use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Invite,
    Join,
    Settings,
    Back,
    Renew,
    Switch,
    Leave,
    ClosePage,
    EnterText,
    OpenLink,
    HandOver,
    EnterSettings,
    Write,
    Carry,
    /// The browser describes a connection by the bytes of the script.
    DescribeBy,
    /// The browser makes the description that it was asked for.
    Describe,
    FindCandidate,
    EndGathering,
    RefuseStep,
    ChangeRoute,
    FailHandshake,
    WantNegotiation,
    OpenChannel,
    CloseChannel,
    ReceiveBytes,
    ReceiveText,
    ChangeSurroundings,
    /// The person enters an invite of the other side.
    EnterInvite,
    /// The person enters a reply of the other side to the invite on show.
    EnterReply,
    /// The other side greets.
    ReceiveHello,
    /// The other side says what belongs to a conversation.
    ReceiveMessage,
    /// Time passes until the session's deadline.
    Wait,
    /// The person or their browser does something about a call.
    Call,
    /// The person or the shell does something about files.
    MoveFiles,
    /// The person replies, reacts, copies, keeps or deletes.
    Converse,
    /// The other side does something about calls, files and messages.
    ReceiveMore,
    /// The page's server relays, or does not, and the person chooses a path.
    Relay,
}

impl Operation {
    const ALL: [Self; 37] = [
        Self::Invite,
        Self::Join,
        Self::Settings,
        Self::Back,
        Self::Renew,
        Self::Switch,
        Self::Leave,
        Self::ClosePage,
        Self::EnterText,
        Self::OpenLink,
        Self::HandOver,
        Self::EnterSettings,
        Self::Write,
        Self::Carry,
        Self::DescribeBy,
        Self::Describe,
        Self::FindCandidate,
        Self::EndGathering,
        Self::RefuseStep,
        Self::ChangeRoute,
        Self::FailHandshake,
        Self::WantNegotiation,
        Self::OpenChannel,
        Self::CloseChannel,
        Self::ReceiveBytes,
        Self::ReceiveText,
        Self::ChangeSurroundings,
        Self::EnterInvite,
        Self::EnterReply,
        Self::ReceiveHello,
        Self::ReceiveMessage,
        Self::Wait,
        Self::Call,
        Self::MoveFiles,
        Self::Converse,
        Self::ReceiveMore,
        Self::Relay,
    ];

    /// The operation that the low six bits of a number name.
    pub(crate) const fn numbered(number: u8) -> Self {
        Self::ALL[(number & 63) as usize % Self::ALL.len()]
    }

    /// What happens to the session. The low three bits of the choice count connections back from the newest, the
    /// others choose among variants.
    pub(super) fn events(self, play: &mut Play, choice: u8, content: &[u8]) -> Vec<Event> {
        let peer = PeerId(play.newest.0.saturating_sub(u32::from(choice & 7)));
        let variant = choice >> 3;
        let text = Private::new(String::from_utf8_lossy(content).into_owned());
        let event = match self {
            Self::Invite => Event::InviteChosen,
            Self::Join => {
                let (turn, light) = (Event::OtherCameraChosen, Event::TorchChosen(Torch::On));
                pick(variant, [Event::JoinChosen, Event::ScanChosen, Event::ScanStopped, turn, light])
            }
            Self::Settings => settings(variant),
            Self::Back => pick(variant, [Event::BackChosen, Event::HomeChosen]),
            Self::Renew => Event::RenewChosen,
            Self::Switch => Event::SwitchChosen,
            Self::Leave => Event::LeaveChosen,
            Self::ClosePage => Event::PageClosing,
            Self::EnterText => {
                let seen = Event::CodeScanned(text.clone());
                pick(
                    variant,
                    [
                        Event::TextEntered(text),
                        seen,
                        Event::FileRefused,
                        Event::PictureRefused,
                        Event::PictureUnread,
                    ],
                )
            }
            Self::OpenLink => Event::LinkOpened(text),
            Self::HandOver => pick(variant, [Event::ReplyHandedOver(text.clone()), Event::ReplyTaken(text)]),
            Self::EnterSettings => {
                let stun = pick(
                    variant,
                    [StunEntry::Own(text.clone()), StunEntry::Public, StunEntry::Nobody, StunEntry::Origin],
                );
                Event::SettingsEntered { stun, name: text }
            }
            Self::Write => {
                let [same, different] = [Compared::Same, Compared::Different].map(Event::WordsCompared);
                pick(variant, [Event::MessageWritten(text), same, different, Event::ScanVouched])
            }
            Self::Carry => carry(peer, variant),
            Self::DescribeBy => {
                let kind = pick(variant, [Kind::Offer, Kind::Answer]);
                Event::Described { peer, kind, sdp: text }
            }
            Self::Describe => {
                let (peer, kind) = play.asked;
                let sdp = Private::new(own_description(peer, kind));
                return vec![Event::Described { peer, kind, sdp }, Event::GatheringEnded(peer)];
            }
            Self::FindCandidate => {
                Event::CandidateFound { peer, candidate: Candidate { line: text, mid: "0".to_owned() } }
            }
            Self::EndGathering => Event::GatheringEnded(peer),
            Self::RefuseStep => {
                let steps = [Step::Describe, Step::AcceptDescription, Step::AcceptCandidate, Step::Send];
                Event::StepRefused { peer, step: pick(variant, steps) }
            }
            Self::ChangeRoute => {
                let routes = [Route::Open, Route::Broken, Route::Failed, Route::Seeking];
                Event::RouteChanged { peer, route: pick(variant, routes) }
            }
            Self::FailHandshake => Event::HandshakeFailed(peer),
            Self::WantNegotiation => Event::NegotiationNeeded(peer),
            Self::OpenChannel => Event::ChannelOpened { peer, nonce: OUR_NONCE, safety_nonce: OUR_NONCE },
            Self::CloseChannel => Event::ChannelClosed(peer),
            Self::ReceiveBytes => Event::Received { peer, bytes: Private::new(content.to_vec()) },
            Self::ReceiveText => Event::TextReceived { peer, text },
            Self::ChangeSurroundings => surroundings(variant),
            Self::EnterInvite => {
                let Some(code) = play.other.invite(variant / 2).map(Private::new) else { return Vec::new() };
                let seen = Event::CodeScanned(code.clone());
                pick(variant, [Event::TextEntered(code.clone()), Event::LinkOpened(code), seen])
            }
            Self::EnterReply => {
                let Screen::Invite(invite) = play.session.view(play.now).screen else { return Vec::new() };
                let Some(code) = play.other.reply(&invite, variant / 4).map(Private::new) else {
                    return Vec::new();
                };
                let other_tab = Event::ReplyHandedOver(code.clone());
                let seen = Event::CodeScanned(code.clone());
                pick(variant, [Event::TextEntered(code.clone()), Event::LinkOpened(code), other_tab, seen])
            }
            Self::ReceiveHello => received(peer, &play.other.hello(peer)),
            Self::ReceiveMessage => received(peer, &play.other.message(peer, variant, text)),
            Self::Wait => Event::Woke,
            Self::Call => conversing::call(peer, variant),
            Self::MoveFiles => conversing::files(variant, text),
            Self::Converse => conversing::chat(variant, text),
            Self::ReceiveMore => received(peer, &conversing::message(variant, text)),
            Self::Relay => Event::Relay(relay(peer, variant)),
        };
        vec![event]
    }
}

fn settings(variant: u8) -> Event {
    let all = [
        Event::SettingsChosen,
        Event::HelpChosen,
        Event::LanguageChosen(Some(Language::German)),
        Event::ThemeChosen(Theme::Dark),
        Event::KeepingChosen(Keeping::OnThisDevice),
        Event::KeepingChosen(Keeping::ForThisPage),
        Event::KeepingFailed,
        Event::ForgetChosen,
    ];
    pick(variant, all)
}

fn relay(peer: PeerId, variant: u8) -> RelayEvent {
    let word = || Private::new("relay".to_owned());
    let relay = Relay { urls: vec![word()], username: word(), credential: word() };
    let exchange = Exchange::parse("00112233445566ff").expect("sixteen digits");
    let reunion = |event| RelayEvent::Reunion { peer, event };
    let all = [
        RelayEvent::Found {
            stun: StunServer::parse("relay.example").into_iter().collect(),
            services: Services { words: true, ring: true, rooms: false },
        },
        RelayEvent::PathChosen(Path::Relayed),
        RelayEvent::PathChosen(Path::Direct),
        RelayEvent::Granted { peer, relay, exchange },
        RelayEvent::Refused { peer, fault: RelayFault::Unknown },
        RelayEvent::DirectAnswered(Consent::Given),
        RelayEvent::DirectAnswered(Consent::Refused),
        reunion(ReunionEvent::Opened { start: [variant; 8] }),
        reunion(ReunionEvent::Opened { start: [0; 8] }),
        reunion(ReunionEvent::Here),
        reunion(ReunionEvent::Gone),
        reunion(ReunionEvent::Stopping),
        reunion(ReunionEvent::Closed),
        reunion(ReunionEvent::Said(Private::new(Message::RestartWanted.encode()))),
        reunion(ReunionEvent::Said(Private::new(vec![variant; 3]))),
    ];
    pick(variant, all)
}

fn surroundings(variant: u8) -> Event {
    let camera = Camera { facing: Facing::Front, torch: Torch::Off, cameras: Cameras::Several };
    let [absent, present] = [Network::Absent, Network::Present].map(Event::NetworkChanged);
    pick(variant, [absent, present, Event::CameraOpened(camera), Event::CameraFailed(CaptureError::Busy)])
}

fn pick<T: Clone, const COUNT: usize>(variant: u8, all: [T; COUNT]) -> T {
    all[usize::from(variant) % COUNT].clone()
}

fn carry(peer: PeerId, variant: u8) -> Event {
    let carriers = [Carrier::CopiedCode, Carrier::CopiedLink, Carrier::ShareSheet, Carrier::File];
    let carrier = pick(variant / 4, carriers);
    let chosen = Event::CarrierChosen(carrier);
    let carried = Event::Carried { peer, carrier };
    let failed = Event::CarryingFailed { peer, carrier };
    pick(variant, [chosen, carried, failed, Event::CopiedByHand(carrier)])
}

fn received(peer: PeerId, message: &Message) -> Event {
    Event::Received { peer, bytes: Private::new(message.encode()) }
}

#[cfg(test)]
mod tests {
    use super::Operation;

    #[test]
    fn every_operation_is_found_by_its_own_number() {
        for operation in Operation::ALL {
            assert_eq!(Operation::numbered(operation as u8), operation);
        }
    }
}
