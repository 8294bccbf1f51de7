//! What this side's microphone is asked for by the other end's description: nothing while nobody speaks, and a little of
//! what came before with each packet (RFC 7587, section 6.1).

/// What stands in the format parameters of Opus.
const WANTED: [&str; 2] = ["usedtx=1", "useinbandfec=1"];

/// The description, with that in its first section.
pub(super) fn with_dtx(sdp: &str) -> String {
    let mut sections = 0;
    let mut payload = None;
    let mut whole = String::with_capacity(sdp.len() + 64);
    for line in sdp.split_inclusive("\r\n") {
        if line.starts_with("m=") {
            sections += 1;
        }
        let bare = line.trim_end();
        if sections == 1
            && let Some(found) = opus(bare)
        {
            payload = Some(found);
        }
        let parameters = payload
            .filter(|_| sections == 1)
            .and_then(|payload| bare.strip_prefix("a=fmtp:")?.strip_prefix(payload)?.strip_prefix(' '));
        whole.push_str(if parameters.is_some() { bare } else { line });
        if let Some(parameters) = parameters {
            let has = |wanted: &&str| parameters.split(';').any(|one| one.trim() == *wanted);
            for wanted in WANTED.iter().filter(|wanted| !has(wanted)) {
                whole.push(';');
                whole.push_str(wanted);
            }
            whole.push_str("\r\n");
        }
    }
    whole
}

/// The payload type of Opus, where this line maps one to it.
fn opus(line: &str) -> Option<&str> {
    let (payload, name) = line.strip_prefix("a=rtpmap:")?.split_once(' ')?;
    name.to_ascii_lowercase().starts_with("opus/").then_some(payload)
}

#[cfg(test)]
mod tests {
    use super::with_dtx;

    #[test]
    fn the_microphone_alone_is_asked_to_be_silent_while_nobody_speaks() {
        let section = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n\
            a=fmtp:111 minptime=10;useinbandfec=1\r\na=mid:0\r\n";
        let sdp = format!("v=0\r\n{section}{section}");
        let changed = with_dtx(&sdp);
        assert_eq!(changed, sdp.replacen("useinbandfec=1", "useinbandfec=1;usedtx=1", 1));
        assert_eq!(with_dtx(&changed), changed);
    }

    #[test]
    fn whatever_is_not_opus_stays_as_it_is() {
        for sdp in [
            "",
            "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=rtpmap:0 PCMU/8000\r\na=fmtp:0 x\r\n",
            "v=0\r\na=rtpmap:111 opus/48000\r\na=fmtp:111 x\r\n",
            "v=0\r\nm=audio 9 X 111\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:1111 x\r\na=fmtp:96 y",
        ] {
            assert_eq!(with_dtx(sdp), sdp);
        }
    }
}
