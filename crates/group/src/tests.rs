//! Whole groups.

mod joining;
mod pages;
