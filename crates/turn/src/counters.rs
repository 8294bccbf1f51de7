/// What a server has done since it began: totals only, nothing about anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Allocations that there are now.
    pub allocations: u64,
    /// Allocations that were made.
    pub allocated: u64,
    /// Allocations that ended because nobody refreshed them.
    pub expired: u64,
    /// Refreshes that were granted, those that end an allocation included.
    pub refreshed: u64,
    /// Binding requests that were answered.
    pub bindings: u64,
    /// Packets that were relayed.
    pub packets: u64,
    /// Bytes of payload in them.
    pub bytes: u64,
    dropped: [u64; Cause::ALL.len()],
    refused: [u64; Refusal::ALL.len()],
}

impl Counters {
    /// How many packets went no further for this cause.
    pub const fn dropped(&self, cause: Cause) -> u64 {
        self.dropped[cause as usize]
    }

    /// How many requests were answered with this refusal.
    pub const fn refused(&self, refusal: Refusal) -> u64 {
        self.refused[refusal as usize]
    }

    /// How much has come from those who have allocations, packets that were not passed on included, and from hosts outside
    /// that they permit: this grows while somebody of them is there. What strangers send does not change it, nor do
    /// requests for permissions and channels, beside which packets come anyway.
    pub fn from_owners(&self) -> u64 {
        const OWNERS: [Cause; 5] = [
            Cause::NoChannel,
            Cause::NoPermission,
            Cause::NoPeer,
            Cause::AllocationBandwidth,
            Cause::Bandwidth,
        ];
        let dropped: u64 = OWNERS.iter().map(|cause| self.dropped(*cause)).sum();
        self.packets + self.refreshed + dropped
    }

    pub(crate) const fn count_drop(&mut self, cause: Cause) {
        self.dropped[cause as usize] += 1;
    }

    pub(crate) const fn count_refusal(&mut self, refusal: Refusal) {
        self.refused[refusal as usize] += 1;
    }
}

/// Why a packet has no answer and goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It is no message of this protocol, or a broken one.
    Malformed,
    /// It is a message that a server has no use for.
    Unexpected,
    /// It comes from port 0, where no answer arrives.
    PortZero,
    /// It is longer than what is relayed, or than any request.
    TooLong,
    /// The buffer has no room for what should be sent.
    NoRoom,
    /// The answer would be too long for a stranger's request.
    Amplifies,
    /// Its source had many unsigned answers.
    SourceLimit,
    /// Everybody together had many unsigned answers.
    GlobalLimit,
    /// Its sender has no allocation.
    NoAllocation,
    /// Its channel is not bound.
    NoChannel,
    /// Its sender has not permitted the peer, or the peer not its sender.
    NoPermission,
    /// The peer is not an allocation of the same exchange.
    NoPeer,
    /// Its sender uses up what an allocation may send.
    AllocationBandwidth,
    /// Everybody together uses up what there is.
    Bandwidth,
}

impl Cause {
    /// All of them, in their order.
    pub const ALL: [Self; 14] = [
        Self::Malformed,
        Self::Unexpected,
        Self::PortZero,
        Self::TooLong,
        Self::NoRoom,
        Self::Amplifies,
        Self::SourceLimit,
        Self::GlobalLimit,
        Self::NoAllocation,
        Self::NoChannel,
        Self::NoPermission,
        Self::NoPeer,
        Self::AllocationBandwidth,
        Self::Bandwidth,
    ];

    /// What metrics call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unexpected => "unexpected",
            Self::PortZero => "port_zero",
            Self::TooLong => "too_long",
            Self::NoRoom => "no_room",
            Self::Amplifies => "amplifies",
            Self::SourceLimit => "source_limit",
            Self::GlobalLimit => "global_limit",
            Self::NoAllocation => "no_allocation",
            Self::NoChannel => "no_channel",
            Self::NoPermission => "no_permission",
            Self::NoPeer => "no_peer",
            Self::AllocationBandwidth => "allocation_bandwidth",
            Self::Bandwidth => "bandwidth",
        }
    }
}

/// What a request is refused with: RFC 8489, section 14.8, and RFC 8656, section 19.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 400: it lacks something, or contradicts itself.
    BadRequest,
    /// 401: it is not signed, or not with a valid credential.
    Unauthorized,
    /// 403: this peer is out of reach.
    Forbidden,
    /// 420: it has attributes that have to be understood, and are not.
    UnknownAttribute,
    /// 437: there is an allocation already, or none.
    AllocationMismatch,
    /// 438: its nonce is too old.
    StaleNonce,
    /// 440: there are no relayed addresses of this family.
    AddressFamilyNotSupported,
    /// 441: the allocation is another user's.
    WrongCredentials,
    /// 442: only UDP is relayed.
    UnsupportedTransport,
    /// 443: the allocation has no address of the peer's family.
    PeerAddressFamilyMismatch,
    /// 486: the user has many allocations.
    AllocationQuotaReached,
    /// 508: the server is full or about to stop, or has many allocations for one source.
    InsufficientCapacity,
}

impl Refusal {
    /// All of them, in their order.
    pub const ALL: [Self; 12] = [
        Self::BadRequest,
        Self::Unauthorized,
        Self::Forbidden,
        Self::UnknownAttribute,
        Self::AllocationMismatch,
        Self::StaleNonce,
        Self::AddressFamilyNotSupported,
        Self::WrongCredentials,
        Self::UnsupportedTransport,
        Self::PeerAddressFamilyMismatch,
        Self::AllocationQuotaReached,
        Self::InsufficientCapacity,
    ];

    /// The number that the answer has.
    pub const fn code(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
            Self::UnknownAttribute => 420,
            Self::AllocationMismatch => 437,
            Self::StaleNonce => 438,
            Self::AddressFamilyNotSupported => 440,
            Self::WrongCredentials => 441,
            Self::UnsupportedTransport => 442,
            Self::PeerAddressFamilyMismatch => 443,
            Self::AllocationQuotaReached => 486,
            Self::InsufficientCapacity => 508,
        }
    }
}
