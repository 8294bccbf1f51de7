use std::rc::Rc;

use super::captures::Captures;
use super::keys::Keys;
use super::voices::Voices;

/// What the page attends to while this side is in a call; shared by all connections that carry one.
pub(crate) struct Attention {
    _keys: Keys,
    _voices: Voices,
}

impl Attention {
    pub(crate) fn begin(captures: &Rc<Captures>) -> Self {
        Self { _keys: Keys::listen(captures.emit()), _voices: Voices::listen(captures) }
    }
}
