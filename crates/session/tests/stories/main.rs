//! Whole conversations, told on a moved clock with two sessions and two pretended browsers.

mod breaks;
mod connect;
mod hostile;
mod mistakes;
mod patience;
mod preferences;
mod scan;
mod support;
mod trust;
