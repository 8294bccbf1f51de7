/// What a unit counted since it was started, in total only; `members`, `rooms`, `paths` and `streams` are as many as there
/// are now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Members with a connection, or on the way to one.
    pub members: u64,
    /// Rooms with such members.
    pub rooms: u64,
    /// Ways by which packets of members come.
    pub paths: u64,
    /// Sources of media that members put in.
    pub streams: u64,
    /// Packets that came for members.
    pub packets_in: u64,
    /// Their bytes.
    pub bytes_in: u64,
    /// Packets that went out.
    pub packets_out: u64,
    /// Their bytes.
    pub bytes_out: u64,
    /// Packets of media that members put in, and that were taken.
    pub media_in: u64,
    /// Packets of media that were handed on, counted once for each receiver.
    pub media_out: u64,
    /// Sources of media that began: of a member, or in another's place.
    pub streams_begun: u64,
    /// Packets that nobody here knew.
    pub dropped_unknown: u64,
    /// Packets that made no sense.
    pub dropped_malformed: u64,
    /// Packets of media that their sender may not put in, or did not announce.
    pub dropped_forbidden: u64,
    /// Packets of media above what their sender may send in a second.
    pub dropped_flood: u64,
    /// Packets of pictures that did not fit on a receiver's line, or in what all may use.
    pub shed_pictures: u64,
    /// Packets of sound that did not.
    pub shed_sound: u64,
    /// Key frames that senders were asked for.
    pub key_frames_asked: u64,
    /// Key frames that receivers asked for.
    pub key_frames_wanted: u64,
    /// Packets that were sent again.
    pub sent_again: u64,
    /// Times that a receiver got another layer.
    pub switches: u64,
    /// Offers that were answered.
    pub offers_taken: u64,
    /// Offers that were refused.
    pub offers_refused: u64,
    /// Connections that came about.
    pub connected: u64,
    /// Connections that were given up since nothing came any more.
    pub lost: u64,
    /// Connections that were given up since the engine failed.
    pub failed: u64,
}
