use crate::{
    description::Description,
    error::{Flaw, PackError},
    reader::Reader,
};
use heliograph_wire::Private;

pub(crate) fn deflate(sdp: &Private<String>, bytes: &mut Vec<u8>) -> Result<(), PackError> {
    bytes.extend(sdp.reveal().bytes());
    Ok(())
}

pub(crate) fn inflate(reader: Reader<'_>) -> Result<Description, Flaw> {
    let text = str::from_utf8(reader.rest()).map_err(|_| Flaw::Compression)?;
    Description::text(text).map_err(Flaw::Description)
}
