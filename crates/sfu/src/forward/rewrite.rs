//! Sequence numbers, timestamps and frame numbers of what one receiver gets in one section.
