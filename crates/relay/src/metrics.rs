//! Figures for Prometheus, at an address of this machine alone: totals, nothing about anybody.

use crate::{
    doors::Guests,
    plane::{self, PlaneHandle},
    push,
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
    use super::{meetings, text, wakings};
    use crate::{plane, push, shared::Figures};
    use std::collections::BTreeSet;

    #[test]
    fn every_figure_has_a_name_of_its_own_and_no_label_tells_of_anybody() {
        let page = text(&Figures::default(), &plane::Figures::default(), 7, 3);
        let page = page + &meetings(&heliograph_rendezvous::Figures { guests: 9, ..Default::default() });
        let page = page + &wakings(&push::Figures::default());
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
}
