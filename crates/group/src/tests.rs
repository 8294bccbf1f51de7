//! Whole groups.

mod crowds;
mod hostile;
mod joining;
mod keeping;
mod link;
mod pages;
mod rogue;
mod sayings;
mod vectors;
