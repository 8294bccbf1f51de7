//! Whole conversations, told on a moved clock with two sessions and two pretended browsers.

mod app;
mod breaks;
mod call;
mod chat;
mod cheating;
mod connect;
mod files;
mod hostile;
mod mistakes;
mod origin;
mod paths;
mod patience;
mod preferences;
mod relay;
mod reunion;
mod ring;
mod ring_mishaps;
mod ring_silence;
mod scan;
mod sealing;
mod support;
mod trust;
mod waking;
mod words;
