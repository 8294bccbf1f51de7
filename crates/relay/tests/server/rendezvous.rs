//! Meeting by words and ringing by links, over real sockets.

mod keeping;
mod limits;
mod meeting;
mod ringing;
mod secrets;
