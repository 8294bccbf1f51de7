use crate::files::file_scripts;
#[cfg(not(target_arch = "wasm32"))]
use crate::frame::{frame, frames};
#[cfg(not(target_arch = "wasm32"))]
use crate::keys::{key_scripts, keys};
#[cfg(not(target_arch = "wasm32"))]
use crate::media::{media, media_scripts};
use crate::rendezvous::rendezvous_scripts;
#[cfg(not(target_arch = "wasm32"))]
use crate::room::{room, room_scripts};
use crate::turn::turn_scripts;
#[cfg(not(target_arch = "wasm32"))]
use crate::unit::{unit, unit_scripts};
use crate::{code, control, files, pack, rendezvous, seeds, session, turn};

/// One fuzz target: what is tested, and valid input to begin with.
#[derive(Clone, Copy)]
pub struct Target {
    /// What the person calls it.
    pub name: &'static str,
    /// Panics when a promise is broken.
    pub run: fn(&[u8]),
    /// Valid input, to be changed at random.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

impl Target {
    /// Every target there is.
    pub const ALL: &'static [Self] = &[
        Self { name: "code", run: code, seeds: seeds::codes_and_contents },
        Self { name: "control", run: control, seeds: seeds::control_messages },
        Self { name: "files", run: files, seeds: file_scripts },
        #[cfg(not(target_arch = "wasm32"))]
        Self { name: "frame", run: frame, seeds: frames },
        #[cfg(not(target_arch = "wasm32"))]
        Self { name: "keys", run: keys, seeds: key_scripts },
        #[cfg(not(target_arch = "wasm32"))]
        Self { name: "media", run: media, seeds: media_scripts },
        Self { name: "pack", run: pack, seeds: seeds::descriptions },
        Self { name: "rendezvous", run: rendezvous, seeds: rendezvous_scripts },
        #[cfg(not(target_arch = "wasm32"))]
        Self { name: "room", run: room, seeds: room_scripts },
        Self { name: "session", run: session, seeds: seeds::session_scripts },
        Self { name: "turn", run: turn, seeds: turn_scripts },
        #[cfg(not(target_arch = "wasm32"))]
        Self { name: "unit", run: unit, seeds: unit_scripts },
    ];

    /// The target of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|target| target.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn no_promise_is_broken_by_valid_input() {
        for target in Target::ALL {
            let seeds = (target.seeds)();
            assert!(!seeds.is_empty(), "{} has nothing to begin with", target.name);
            for seed in seeds {
                (target.run)(&seed);
            }
        }
    }
}
