use std::collections::BTreeMap;
use std::time::Instant;

use heliograph_wire::room::{Layer, RIDS, Source, Upstream as Watched};

use super::Unit;
use super::policy::soonest;
use crate::doors::{Happened, Who};
use crate::forward::upstream::{Layers, Upstream};
use crate::peer::Track;

const ALL_LAYERS: u8 = u8::MAX;

impl Unit {
    /// Looks after what one member sends: which layers are watched, and key frames that did not come. Says when to come
    /// back.
    pub(super) fn look_upstream(&mut self, room: usize, who: Who, place: usize) -> Option<Instant> {
        let now = self.now();
        let mut due = None;
        let streams = self.connection(place)?.streams.clone();
        let mut watched: BTreeMap<Source, Layers> = BTreeMap::new();
        let mut turned = Vec::new();
        for (track, number) in streams {
            let Track::Picture(source, layer) = track else { continue };
            let Some(stream) = self.streams.get_mut(&number) else { continue };
            let is_watched = !stream.watchers.is_empty();
            if stream.comes != stream.meter.bits(now).is_some() {
                stream.comes = !stream.comes;
                turned.push(source);
            }
            let layers = watched.entry(source).or_default();
            if is_watched {
                stream.meter.asked(now);
                *layers = layers.with(layer.0);
            } else {
                stream.meter.unasked();
                stream.keyframes.forget();
            }
            soonest(&mut due, stream.meter.missed_at().filter(|_| stream.comes));
            let ask = stream.keyframes.tick(now);
            soonest(&mut due, stream.keyframes.deadline());
            if ask {
                self.ask_key_frame(number);
            }
        }
        for source in turned {
            self.watchers_of(who, source).into_iter().for_each(|watcher| self.allot_soon(watcher));
        }
        let known = self.rooms.get_mut(room)?;
        let mut pictures = Vec::new();
        for (source, layers) in watched {
            let upstream = known.upstreams.entry((who.member, source)).or_insert_with(|| {
                // Pages begin with all of them, and those who are going to watch say so in a moment.
                let mut upstream = Upstream::default();
                upstream.watch(now, Layers(ALL_LAYERS));
                upstream
            });
            if let Some(wanted) = upstream.watch(now, layers) {
                let layers = wanted.iter().filter(|layer| *layer < of(source)).map(Layer).collect();
                pictures.push(Watched { source, layers });
            }
            soonest(&mut due, upstream.deadline());
        }
        if !pictures.is_empty() {
            self.happened.push(Happened::Wanted { who, pictures });
        }
        due
    }
}

/// The layers that there may be of a picture.
const fn of(source: Source) -> u8 {
    match source {
        Source::Camera => RIDS.len() as u8,
        Source::Screen => 1,
    }
}
