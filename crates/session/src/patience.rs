//! How long things may take and when they are done again. People are slow and that is fine: every limit here
//! bounds a machine, none of them a person.

use heliograph_wire::Millis;

/// The answering side tells its browser of the other side's address again this often, which keeps ICE from
/// giving up and the NAT open.
pub(crate) const FEED_EVERY: Millis = Millis::seconds(4);

/// The offering side does the same, faster, once it has the reply: now nobody waits for a person.
pub(crate) const CONNECT_FEED_EVERY: Millis = Millis::seconds(2);

/// From the reply to an open channel, before the person is told that it does not work.
pub(crate) const CONNECT_LIMIT: Millis = Millis::seconds(30);

/// A browser that says `failed` may come back with the next candidate. After this long it does not.
pub(crate) const FAILED_IS_FINAL: Millis = Millis::seconds(10);

/// From an open channel to the other side's greeting.
pub(crate) const GREETING_LIMIT: Millis = Millis::seconds(15);

/// A reflexive candidate that the browser does not keep alive counts as stale after this: NATs forget after
/// 30 to 120 s as a rule.
pub(crate) const STALE_AFTER: Millis = Millis::seconds(60);

/// From a server that would not relay to the next time that it is asked, while an invite waits for it.
pub(crate) const ASK_RELAY_AGAIN: Millis = Millis::seconds(10);

/// And after it has refused a few times.
pub(crate) const ASK_RELAY_RARELY: Millis = Millis::minutes(1);

/// An invite that was carried away stays answerable at least this long beside a fresh one.
pub(crate) const CARRIED_LIVES: Millis = Millis::minutes(30);

/// An invite that was only shown may have been scanned or read aloud: it stays answerable this long.
pub(crate) const SHOWN_LIVES: Millis = Millis::minutes(10);

/// How many invites may be answerable at once.
pub(crate) const OFFERS_AT_MOST: usize = 16;

/// From the wish for an invite to the word that there seems to be no network.
pub(crate) const FIRST_CANDIDATE_LIMIT: Millis = Millis::seconds(3);

/// A reply needs no candidate, so it is shown after this long without one.
pub(crate) const REPLY_WAITS_FOR_CANDIDATE: Millis = Millis(250);

/// Through a relay it needs one: whoever reads a reply without cannot let the relay pass anything. So the reply is shown
/// without one only after this long, when something is the matter.
pub(crate) const RELAYED_REPLY_WAITS_FOR_CANDIDATE: Millis = Millis::seconds(5);

/// How long a tab that was opened by a reply waits for a tab that takes it.
pub(crate) const HAND_OVER_LIMIT: Millis = Millis(1_500);

/// From the goodbye to closing the connection that carries it.
pub(crate) const GOODBYE_LEAVES: Millis = Millis(300);

/// How long the camera that has seen an invite stays open for the answer's addresses.
pub(crate) const CAMERA_LINGERS: Millis = Millis::seconds(2);

/// Whoever is left alone in a call, and may not have noticed, is heard and seen by their own page no longer than this.
pub(crate) const ALONE_IN_A_CALL: Millis = Millis::minutes(1);

/// From the greeting to the word that safety words are overdue.
pub(crate) const SAFETY_LIMIT: Millis = Millis::seconds(20);

/// How long the media sections of a call wait for what seals their frames. A browser gives up getting ready after 10 s, so
/// that two honest sides decide in time.
pub(crate) const SEALING_LIMIT: Millis = Millis::seconds(15);

/// Frames that are not what the other side had sealed are a matter for people from so many on
pub(crate) const REFUSALS_TOLD: u32 = 3;

/// within this long.
pub(crate) const REFUSALS_WITHIN: Millis = Millis::seconds(10);

/// A socket at the companion that closes is opened again after this long,
pub(crate) const SOCKET_AGAIN: Millis = Millis(500);

/// and after it has closed a few times.
pub(crate) const SOCKET_RARELY: Millis = Millis::seconds(8);

/// A socket that has not opened after this long never will.
pub(crate) const SOCKET_OPENS: Millis = Millis::seconds(10);

/// From the companion's first word to what this page came for: the worker stretches words or seals something meanwhile.
pub(crate) const SOCKET_SETTLES: Millis = Millis::seconds(40);

/// The worker does the work that a companion asks for in a few seconds, or not at all.
pub(crate) const WORK_LIMIT: Millis = Millis::seconds(40);

/// The worker is started and makes a secret within this, or not at all.
pub(crate) const SECRET_LIMIT: Millis = Millis::seconds(20);

/// From the moment in which somebody else's words begin to be compared with this page's to what comes of it.
pub(crate) const COMPARE_LIMIT: Millis = Millis::seconds(30);

/// From a note for somebody who did not answer to the companion's word that it was taken.
pub(crate) const NOTE_LIMIT: Millis = Millis::seconds(20);

/// A companion that was not reached in so many tries is not there, for somebody who has only just begun.
pub(crate) const SOCKET_TRIES: u32 = 3;

/// From the moment in which two people know that they have the same words to the first offer.
pub(crate) const PARTNER_LIMIT: Millis = Millis::seconds(30);

/// From there to a connection between them.
pub(crate) const BRIDGE_LIMIT: Millis = Millis::seconds(60);

/// Whoever leaves the companion once both have all that it takes is connected, and this side is within a moment; or they
/// gave up.
pub(crate) const LEFT_LIMIT: Millis = Millis::seconds(10);

/// A code that goes over a lane waits so long for all of its candidates.
pub(crate) const LANE_WAITS_FOR_CANDIDATES: Millis = Millis::seconds(1);

/// How often words of people's own are compared with somebody else's, in one wait, and found to differ.
pub(crate) const RUNS_AT_MOST: u8 = 5;

/// A page that waits at a companion looks so often whether its device has slept,
pub(crate) const LOOKS_FOR_SLEEP: Millis = Millis::minutes(2);

/// which it has where it looks so much later than it wanted to: browsers wake hidden pages once a minute.
pub(crate) const SLEPT: Millis = Millis(90_000);

/// How long a ring is heard, its pause included.
pub(crate) const RING_EVERY: Millis = Millis::seconds(4);

/// A companion that has not ended a ring by now never will.
pub(crate) const RING_LIMIT: Millis = Millis::minutes(3);

/// Clocks of people who ring each other may differ by so much; a ring that was made longer ago may have been kept by
/// somebody, and is seen and not heard.
pub(crate) const RING_IS_FRESH: Millis = Millis::minutes(10);

/// A page that is looked at again looks for a newer version of itself after this long.
pub(crate) const LOOK_FOR_UPDATE_AFTER: Millis = Millis::minutes(60);

/// What is on show in a room is told to the companion no more often than this.
pub(crate) const SHOW_AGAIN: Millis = Millis(250);

/// A section of a room by which somebody else's picture comes from now on is shown after this long: what it carried before
/// has nothing to do under another name.
pub(crate) const SWITCH_SEEN: Millis = Millis(400);

/// The browser makes a description of a room within this, and the companion answers it, or the socket is dead.
pub(crate) const OFFER_LIMIT: Millis = Millis::seconds(10);

/// From the first answer to a way: who is not reached by then needs the relay.
pub(crate) const FIRST_WAY_LIMIT: Millis = Millis::seconds(6);

/// The relay is known within this, or not at all.
pub(crate) const RELAY_LIMIT: Millis = Millis::seconds(5);

/// From an answer, or from the wish for another way, to a way; then the connection is made anew.
pub(crate) const WAY_LIMIT: Millis = Millis::seconds(15);

/// A way that is broken often comes back by itself within this.
pub(crate) const WAY_MENDS: Millis = Millis::seconds(3);

/// After an offer of which nothing came, the next one is made so much later,
pub(crate) const OFFER_AGAIN: Millis = Millis::seconds(1);

/// and at last so much.
pub(crate) const OFFER_RARELY: Millis = Millis::seconds(16);

/// A page that has not found the companion of its room for so long gives up: the seat is gone since.
pub(crate) const ROOM_LOST: Millis = Millis::minutes(2);

/// How often the way to a room's media is measured.
pub(crate) const MEASURE_ROOM: Millis = Millis::seconds(3);

/// Who comes and goes in a room within this is let in or put out at once: each commit costs everybody a moment.
pub(crate) const COMMIT_BATCH: Millis = Millis(150);

/// Where whoever has to lead a group on does not do it for so long, the next one does.
pub(crate) const COMMIT_SUCCESSION: Millis = Millis(1_500);

/// A member of a group of whom the companion says nothing for so long is put out: seats wait shorter.
pub(crate) const MISSING: Millis = Millis::seconds(40);

/// A commit of which nothing was heard for so long is made anew.
pub(crate) const COMMIT_AGAIN: Millis = Millis::seconds(4);

/// The keys of a group are no older than this, also where nobody comes or goes.
pub(crate) const HEAL: Millis = Millis::minutes(5);

/// Who wants to be in a group and hears nothing asks again after this.
pub(crate) const JOIN_AGAIN: Millis = Millis::seconds(5);

/// Whoever cannot follow a group asks to be let in anew after this.
pub(crate) const JOIN_SOON: Millis = Millis::seconds(1);

/// After so long what this page sends is sealed with the keys of a new epoch, whether everybody is known to have them or not.
pub(crate) const SWITCH_AT_LAST: Millis = Millis(1_000);

/// Once somebody has left, nothing is opened any more after this with keys that they know.
pub(crate) const CLOSE_AFTER_LEAVING: Millis = Millis(1_300);

/// Where somebody came, those who have not heard of it may go on for so long with the keys from before.
pub(crate) const CLOSE_AFTER_JOINING: Millis = Millis::seconds(10);
