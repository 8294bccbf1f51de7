//! What `docs/protocol/lanes.md` pins, and prints.
