use crate::{
    candidate::Candidate, candidate_list::CandidateList, credentials::Credentials,
    fingerprint::attribute_value, kind::Setup,
};
use heliograph_wire::Private;

/// A data channel description of which everything that is not invented anew is known.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Plain {
    pub(crate) credentials: Credentials,
    pub(crate) fingerprint: [u8; 32],
    pub(crate) setup: Setup,
    pub(crate) list: CandidateList,
}

impl Plain {
    /// The description both browsers accept, rebuilt from the fields (RFC 8829, section 5.2.1).
    pub(crate) fn sdp(&self, setup: Setup) -> Private<String> {
        let mid = &self.list.mid;
        let mut lines = vec![
            "v=0".to_owned(),
            "o=- 1 2 IN IP4 127.0.0.1".to_owned(),
            "s=-".to_owned(),
            "t=0 0".to_owned(),
            format!("a=group:BUNDLE {mid}"),
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel".to_owned(),
            "c=IN IP4 0.0.0.0".to_owned(),
            format!("a=mid:{mid}"),
            format!("a=setup:{}", setup.word()),
            format!("a=ice-ufrag:{}", self.credentials.ufrag()),
            format!("a=ice-pwd:{}", self.credentials.pwd()),
            "a=ice-options:trickle".to_owned(),
            format!("a=fingerprint:{}", attribute_value(&self.fingerprint)),
            "a=sctp-port:5000".to_owned(),
            "a=max-message-size:262144".to_owned(),
        ];
        lines.extend(self.list.candidates.iter().enumerate().map(candidate_line));
        Private::new(lines.iter().fold(String::new(), |text, line| text + line + "\r\n"))
    }
}

/// The attribute of a candidate: its foundation and priority follow from its place.
fn candidate_line((position, candidate): (usize, &Candidate)) -> String {
    let foundation = u32::try_from(position).unwrap_or(u32::MAX).saturating_add(1);
    format!("a={}", candidate.line(foundation, candidate.priority(position)))
}
