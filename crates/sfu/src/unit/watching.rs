use std::collections::BTreeMap;
use std::time::Instant;

use heliograph_wire::room::{Layer, MemberId, RIDS, Source, Upstream as Watched};

use super::Unit;
use super::policy::soonest;
use super::stream::sufficing;
use crate::doors::{Happened, Who};
use crate::forward::upstream::{Layers, Upstream};
use crate::peer::Track;

const ALL_LAYERS: u8 = u8::MAX;

impl Unit {
    /// What would suffice of pictures of which not all comes.
    pub(super) fn on_show(&self, places: &[(MemberId, usize)]) -> OnShow {
        let mut on_show = OnShow::default();
        if !places.iter().any(|(_, place)| self.lacks_layers(*place)) {
            return on_show;
        }
        for tile in places.iter().filter_map(|(_, place)| self.members.get(*place)).flat_map(|it| &it.tiles) {
            let layers = on_show.0.entry((tile.member, tile.source)).or_default();
            *layers = layers.with(sufficing(tile.source, tile.height).0);
        }
        on_show
    }

    /// Whether some layer of what a member may put in never came.
    fn lacks_layers(&self, place: usize) -> bool {
        let Some(member) = self.members.get(place) else { return false };
        let Some(connection) = &member.connection else { return false };
        member.pictures().any(|source| {
            (0..of(source)).any(|layer| connection.stream(Track::Picture(source, Layer(layer))).is_none())
        })
    }

    /// Looks after what one member sends: which layers are watched, and key frames that did not come. Says when to come
    /// back.
    pub(super) fn look_upstream(
        &mut self,
        room: usize,
        who: Who,
        place: usize,
        on_show: &OnShow,
    ) -> Option<Instant> {
        let now = self.now();
        let mut due = None;
        let member = self.members.get(place)?;
        let connection = member.connection.as_ref()?;
        let streams = connection.streams.clone();
        let mut watched: BTreeMap<Source, Layers> = BTreeMap::new();
        for source in member.pictures() {
            let comes = |layer: u8| connection.stream(Track::Picture(source, Layer(layer))).is_some();
            let lacks = match on_show.0.get(&(who.member, source)) {
                None => Layers::default(),
                // Of a picture that begins, all is looked at first.
                Some(_) if !(0..of(source)).any(comes) => Layers(ALL_LAYERS),
                // What never came nobody can watch; somebody would.
                Some(suffice) => {
                    suffice.iter().filter(|layer| !comes(*layer)).fold(Layers::default(), Layers::with)
                }
            };
            watched.insert(source, lacks);
        }
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

/// Which layers would suffice for those who have a picture on show.
#[derive(Default)]
pub(super) struct OnShow(BTreeMap<(MemberId, Source), Layers>);

/// The layers that there may be of a picture.
const fn of(source: Source) -> u8 {
    match source {
        Source::Camera => RIDS.len() as u8,
        Source::Screen => 1,
    }
}
