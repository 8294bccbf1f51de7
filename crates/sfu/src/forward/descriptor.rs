//! The dependency descriptor (AV1 RTP payload format, appendix A), which any codec may have.
