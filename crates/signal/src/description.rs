use crate::{
    candidate::{Candidate, Parsed, parse},
    credentials::{Credentials, CredentialsClass},
    error::PackError,
    exchange::Exchange,
    kind::Setup,
    plain::Plain,
    sdp::{attribute, checked, lines},
    tag::{Tag, tag},
};
use heliograph_wire::Private;

/// A session description that was read from a code.
#[derive(Clone, PartialEq, Eq)]
pub struct Description(Form);

#[derive(Clone, PartialEq, Eq)]
enum Form {
    Plain(Plain),
    Text { sdp: Private<String>, fingerprint: [u8; 32], tag: Tag },
}

impl Description {
    pub(crate) const fn plain(plain: Plain) -> Self {
        Self(Form::Plain(plain))
    }

    pub(crate) fn text(sdp: &str) -> Result<Self, PackError> {
        let sdp = Private::new(checked(sdp)?);
        let fingerprint = crate::fingerprint(sdp.reveal()).ok_or(PackError::WeakFingerprint)?;
        let tag = tag(sdp.reveal()).ok_or(PackError::NoCredentials)?;
        Ok(Self(Form::Text { sdp, fingerprint, tag }))
    }

    /// The description with its own setup role.
    pub fn sdp(&self) -> Private<String> {
        match &self.0 {
            Form::Plain(plain) => plain.sdp(plain.setup),
            Form::Text { sdp, .. } => sdp.clone(),
        }
    }

    /// The description with another setup role.
    ///
    /// The answering side is given an offer as `active`, so that its own answer waits for the connection
    /// instead of retransmitting into the void while people carry the reply.
    pub fn sdp_with_setup(&self, setup: Setup) -> Private<String> {
        match &self.0 {
            Form::Plain(plain) => plain.sdp(setup),
            Form::Text { sdp, .. } => {
                let line = format!("a=setup:{}", setup.word());
                let replaced = lines(sdp.reveal()).map(|old| match attribute(old, "setup") {
                    Some(_) => &line,
                    None => old,
                });
                Private::new(replaced.fold(String::new(), |text, line| text + line + "\r\n"))
            }
        }
    }

    /// The candidates over UDP with an address or a hidden name, likeliest first.
    pub fn candidates(&self) -> Vec<Candidate> {
        match &self.0 {
            Form::Plain(plain) => plain.list.candidates.clone(),
            Form::Text { sdp, .. } => lines(sdp.reveal())
                .filter_map(|line| attribute(line, "candidate"))
                .filter_map(|value| match parse(value) {
                    Parsed::Udp(candidate, _) => Some(candidate),
                    Parsed::Tcp | Parsed::Other => None,
                })
                .collect(),
        }
    }

    /// Through which exchange of a relay its maker is reached; none, where they are reached by addresses of their own.
    pub const fn exchange(&self) -> Option<&Exchange> {
        match &self.0 {
            Form::Plain(plain) => plain.list.exchange.as_ref(),
            Form::Text { .. } => None,
        }
    }

    /// How its ICE credentials are made, nothing if they break RFC 8839.
    pub fn credentials_class(&self) -> Option<CredentialsClass> {
        match &self.0 {
            Form::Plain(plain) => plain.credentials.class(),
            Form::Text { sdp, .. } => Credentials::first(sdp.reveal())?.class(),
        }
    }

    /// Whether it travelled as compressed text.
    pub const fn is_deflated(&self) -> bool {
        matches!(self.0, Form::Text { .. })
    }

    /// The tag by which an answer would name this description.
    pub(crate) fn tag(&self) -> Tag {
        match &self.0 {
            Form::Plain(plain) => Tag::of(&plain.credentials, &plain.fingerprint),
            Form::Text { tag, .. } => *tag,
        }
    }

    /// The sha-256 fingerprint of the certificate.
    pub const fn fingerprint(&self) -> [u8; 32] {
        match &self.0 {
            Form::Plain(plain) => plain.fingerprint,
            Form::Text { fingerprint, .. } => *fingerprint,
        }
    }
}
