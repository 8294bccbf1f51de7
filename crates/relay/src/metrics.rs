//! Figures for Prometheus, at an address of this machine alone: totals, nothing about anybody.

use crate::{
    doors::Guests,
    plane::{self, PlaneHandle},
    push, rooms,
    shared::{Figures, Shared},
};
use axum::{Router, http::header, routing::get};
use heliograph_turn::{Cause, Refusal};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use std::{fmt::Write, future::Future, io, net::TcpListener, sync::Arc};

/// Answers whoever asks on this machine.
pub(crate) fn tell(
    listener: TcpListener,
    shared: Arc<Shared>,
    plane: PlaneHandle,
    guests: Arc<Guests>,
) -> io::Result<impl Future<Output = ()>> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let page = move || {
        let (shared, plane, guests) = (shared.clone(), plane.clone(), guests.clone());
        async move {
            let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
            let mut page =
                text(&shared.figures, &plane.figures().await, guests.count(), shared.reunions.count());
            if let Some(rendezvous) = &shared.rendezvous {
                page += &meetings(&rendezvous.figures().await);
                page += &rendezvous.push_figures().map(wakings).unwrap_or_default();
            }
            if let Some(rooms) = &shared.rooms {
                page += &gatherings(&rooms.figures().await);
            }
            (kind, page)
        }
    };
    let routes = Router::new().route("/metrics", get(page));
    Ok(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                continue;
            };
            let service = TowerToHyperService::new(routes.clone());
            tokio::spawn(async move {
                // Whoever asked may have gone.
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    })
}

/// The text of <https://prometheus.io/docs/instrumenting/exposition_formats/>.
fn text(doors: &Figures, plane: &plane::Figures, connections: usize, reunions: usize) -> String {
    let mut page = Page(String::new());
    let relay = &plane.relay;
    page.gauge("connections", "TCP connections now", connections as u64);
    page.gauge("reunions", "people who wait for each other at a socket now", reunions as u64);
    page.counter("connections_total", "TCP connections", Figures::read(&doors.connections));
    page.counter(
        "connections_refused_total",
        "TCP connections beyond a limit",
        Figures::read(&doors.connections_refused),
    );
    page.counter(
        "handshakes_failed_total",
        "TLS handshakes that came to nothing",
        Figures::read(&doors.handshakes_failed),
    );
    page.counter(
        "credentials_given_total",
        "credentials that were given out",
        Figures::read(&doors.credentials_given),
    );
    page.counter(
        "credentials_refused_total",
        "credentials beyond a limit",
        Figures::read(&doors.credentials_refused),
    );
    page.gauge("allocations", "relayed addresses now", relay.allocations);
    page.counter("allocations_total", "relayed addresses", relay.allocated);
    page.counter("allocations_expired_total", "relayed addresses that nobody refreshed", relay.expired);
    page.counter("refreshes_total", "refreshes that were granted", relay.refreshed);
    page.counter("bindings_total", "answers to who asked for their address", relay.bindings);
    page.counter("relayed_packets_total", "packets that were relayed", relay.packets);
    page.counter("relayed_bytes_total", "bytes of payload that were relayed", relay.bytes);
    page.counter("sent_packets_total", "datagrams that were sent", plane.packets_sent);
    page.counter("sent_bursts_total", "calls of the system that this took", plane.bursts_sent);
    page.counter("unsent_packets_total", "datagrams for which the system had no room", plane.packets_unsent);
    page.counter("lost_messages_total", "packets that a slow stream lost", plane.messages_lost);
    page.counter(
        "unforwarded_packets_total",
        "packets of people on the relay for which a room had no room",
        plane.packets_not_forwarded,
    );
    page.family("dropped_packets_total", "packets that went no further", "counter");
    for cause in Cause::ALL {
        page.labelled("dropped_packets_total", "cause", cause.name(), relay.dropped(cause));
    }
    page.family("refused_requests_total", "requests that were refused", "counter");
    for refusal in Refusal::ALL {
        page.labelled("refused_requests_total", "code", &refusal.code().to_string(), relay.refused(refusal));
    }
    page.0
}

/// The same of those who meet by words or are rung, where they can.
fn meetings(figures: &heliograph_rendezvous::Figures) -> String {
    let mut page = Page(String::new());
    let now = [
        ("waiting", "people who wait to be met or rung now, each at a socket", figures.guests),
        ("nameplates", "codes by which somebody waits now", figures.nameplates),
        ("buckets", "groups of words by which somebody waits now", figures.buckets),
        ("callees", "people who can be rung, as far as they are kept", figures.callees),
        ("callee_links", "links by which they can be rung", figures.links),
        ("callee_notes", "notes that wait for them", figures.notes),
        ("rings", "people who ring somebody now", figures.rings),
        ("work_bits", "zero bits that a newcomer has to find", figures.work_bits.into()),
    ];
    for (name, help, value) in now {
        page.gauge(name, help, value as u64);
    }
    page.counter("seats_total", "seats that were given to people who meet", figures.seated);
    page.counter("rings_total", "rings that began", figures.rung);
    page.counter("rings_taken_total", "rings that somebody took", figures.taken);
    page.counter("waiting_refused_total", "sockets at which something was refused", figures.refused);
    page.0
}

/// The same of devices that are woken, where they are.
fn wakings(figures: &push::Figures) -> String {
    let mut page = Page(String::new());
    let read = Figures::read;
    page.counter("push_sent_total", "push messages that a push service took", read(&figures.sent));
    page.counter("push_refused_total", "push messages that none took", read(&figures.refused));
    page.counter("push_gone_total", "subscriptions that a push service has no more", read(&figures.gone));
    page.0
}

/// The same of rooms, where there are any: all shards together.
fn gatherings(figures: &rooms::Figures) -> String {
    let mut page = Page(String::new());
    let hall = &figures.hall;
    for (name, help, value) in [
        ("room_sockets", "sockets of people in rooms, or before them, now", hall.guests),
        ("room_undecided", "those that have not said what they are for", hall.undecided),
        ("room_early", "those that wait for a host to come", hall.early),
        ("room_knocking", "those that wait for the word of a host", hall.knocking),
        ("rooms", "rooms now", hall.rooms),
        ("room_members", "seats in rooms now", hall.members),
    ] {
        page.gauge(name, help, value as u64);
    }
    let all = |of: fn(&rooms::ShardFigures) -> u64| figures.shards.iter().map(of).sum();
    page.gauge(
        "room_connections",
        "connections that carry media, or are about to, now",
        all(|it| it.unit.members),
    );
    page.gauge("room_paths", "ways by which they come now", all(|it| it.unit.paths));
    page.gauge("room_streams", "those of them that go over TCP", all(|it| it.streams));
    page.gauge("room_sources", "sources of media that members put in now", all(|it| it.unit.streams));
    for (name, help, value) in [
        ("rooms_opened_total", "rooms that were opened", hall.opened),
        ("room_seats_total", "seats that were given", hall.seated),
        ("room_returns_total", "times that somebody came back to a seat", hall.returned),
        ("room_said_total", "what somebody said to others", hall.said),
        ("room_commits_total", "commits of groups that counted", hall.committed),
        ("room_declined_total", "what was asked and could not be done", hall.declined),
        ("room_refused_total", "sockets at which something was refused", hall.refused),
        ("room_offers_total", "descriptions that were answered", all(|it| it.unit.offers_taken)),
        ("room_offers_refused_total", "descriptions that were not", all(|it| it.unit.offers_refused)),
        ("room_connected_total", "connections that came about", all(|it| it.unit.connected)),
        ("room_lost_total", "connections from which nothing came any more", all(|it| it.unit.lost)),
        ("room_failed_total", "connections whose engine failed", all(|it| it.unit.failed)),
        ("room_packets_in_total", "packets that came for members", all(|it| it.unit.packets_in)),
        ("room_bytes_in_total", "their bytes", all(|it| it.unit.bytes_in)),
        ("room_packets_out_total", "packets that went out to members", all(|it| it.unit.packets_out)),
        ("room_bytes_out_total", "their bytes", all(|it| it.unit.bytes_out)),
        (
            "room_sources_total",
            "sources of media that began, in another's place too",
            all(|it| it.unit.streams_begun),
        ),
        ("room_media_in_total", "packets of media that were taken", all(|it| it.unit.media_in)),
        ("room_media_out_total", "packets of media that were passed on", all(|it| it.unit.media_out)),
        (
            "room_sent_total",
            "packets that were handed to the system, to streams, or to the relay",
            all(|it| it.packets_sent),
        ),
        ("room_bursts_total", "calls of the system for packets that went out", all(|it| it.bursts_sent)),
        ("room_handed_over_total", "packets that came to another shard first", all(|it| it.handed_over)),
        (
            "room_key_frames_asked_total",
            "key frames that senders were asked for",
            all(|it| it.unit.key_frames_asked),
        ),
        (
            "room_key_frames_wanted_total",
            "those that receivers asked for",
            all(|it| it.unit.key_frames_wanted),
        ),
        ("room_sent_again_total", "packets that were sent again", all(|it| it.unit.sent_again)),
        ("room_switches_total", "times that a receiver got another layer", all(|it| it.unit.switches)),
    ] {
        page.counter(name, help, value);
    }
    page.family("room_dropped_total", "packets that went no further", "counter");
    for (cause, value) in [
        ("unknown", all(|it| it.unit.dropped_unknown.saturating_sub(it.known_elsewhere))),
        ("malformed", all(|it| it.unit.dropped_malformed)),
        ("forbidden", all(|it| it.unit.dropped_forbidden)),
        ("flood", all(|it| it.unit.dropped_flood)),
        ("pictures_shed", all(|it| it.unit.shed_pictures)),
        ("sound_shed", all(|it| it.unit.shed_sound)),
        ("no_room", all(|it| it.packets_unsent)),
        ("slow_stream", all(|it| it.stream_packets_lost)),
        ("busy_shard", all(|it| it.not_handed_over)),
    ] {
        page.labelled("room_dropped_total", "cause", cause, value);
    }
    page.0
}

struct Page(String);

impl Page {
    fn gauge(&mut self, name: &str, help: &str, value: u64) {
        self.family(name, help, "gauge");
        self.line(name, value);
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.family(name, help, "counter");
        self.line(name, value);
    }

    fn family(&mut self, name: &str, help: &str, kind: &str) {
        self.add(format_args!(
            "# HELP heliograph_relay_{name} {help}\n# TYPE heliograph_relay_{name} {kind}\n"
        ));
    }

    fn line(&mut self, name: &str, value: u64) {
        self.add(format_args!("heliograph_relay_{name} {value}\n"));
    }

    fn labelled(&mut self, name: &str, label: &str, what: &str, value: u64) {
        self.add(format_args!("heliograph_relay_{name}{{{label}=\"{what}\"}} {value}\n"));
    }

    fn add(&mut self, text: std::fmt::Arguments<'_>) {
        // A text takes everything.
        let _ = self.0.write_fmt(text);
    }
}

#[cfg(test)]
mod tests {
    use super::{gatherings, meetings, text, wakings};
    use crate::{plane, push, rooms, shared::Figures};
    use heliograph_sfu::Counters;
    use std::collections::BTreeSet;

    #[test]
    fn every_figure_has_a_name_of_its_own_and_no_label_tells_of_anybody() {
        let page = text(&Figures::default(), &plane::Figures::default(), 7, 3);
        let page = page + &meetings(&heliograph_rendezvous::Figures { guests: 9, ..Default::default() });
        let page = page + &wakings(&push::Figures::default());
        let page = page + &gatherings(&rooms::Figures::default());
        assert!(page.contains("\nheliograph_relay_connections 7\n"));
        assert!(page.contains("\nheliograph_relay_waiting 9\n"));
        let names =
            page.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(' ').next().unwrap());
        let names: Vec<_> = names.collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        let labels =
            names.iter().filter_map(|name| name.split_once('{')).map(|(_, rest)| rest.split('=').next());
        let labels: BTreeSet<_> = labels.flatten().collect();
        assert_eq!(labels, ["cause", "code"].into());
        for line in page.lines().filter(|line| line.starts_with("# TYPE")) {
            assert!(line.ends_with("counter") == line.contains("_total "), "{line}");
        }
    }
    /// What one shard counted: of each thing another number.
    fn counted() -> rooms::ShardFigures {
        rooms::ShardFigures {
            unit: Counters {
                members: 101,
                // The machine that knows who is where counts them too.
                rooms: 0,
                paths: 103,
                streams: 104,
                packets_in: 105,
                bytes_in: 106,
                packets_out: 107,
                bytes_out: 108,
                media_in: 109,
                media_out: 110,
                streams_begun: 111,
                dropped_unknown: 912,
                dropped_malformed: 113,
                dropped_forbidden: 114,
                dropped_flood: 115,
                shed_pictures: 116,
                shed_sound: 117,
                key_frames_asked: 118,
                key_frames_wanted: 119,
                sent_again: 120,
                switches: 121,
                offers_taken: 122,
                offers_refused: 123,
                connected: 124,
                lost: 125,
                failed: 126,
            },
            packets_sent: 127,
            bursts_sent: 128,
            packets_unsent: 129,
            stream_packets_lost: 130,
            handed_over: 131,
            known_elsewhere: 800,
            not_handed_over: 132,
            streams: 133,
        }
    }

    #[test]
    fn all_that_shards_count_is_told_of_all_of_them_together() {
        let page = gatherings(&rooms::Figures { shards: vec![counted(), counted()], ..Default::default() });
        let told: BTreeSet<u64> = page
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.rsplit(' ').next().unwrap().parse().unwrap())
            .collect();
        let missing: Vec<u64> = (101..=133).filter(|number| !told.contains(&(2 * number))).collect();
        assert_eq!(missing, [102], "{page}");
        assert!(page.contains("\nheliograph_relay_room_connections 202\n"));
        assert!(page.contains("{cause=\"unknown\"} 224\n"), "what another shard knew was not dropped");
    }
}
