//! The first words over an open channel: versions, and whether this goes on with an earlier conversation.

use heliograph_wire::control::{Hello, Message, OLDEST_VERSION, VERSION};
use heliograph_wire::resume::{Fingerprints, Role, Token};
use heliograph_wire::{Millis, PeerId};

use crate::patience::GREETING_LIMIT;
use crate::safety::Ingredients;
use crate::{Arrival, Exchange};

/// An open channel on which the other side's hello is still due.
pub(crate) struct Greeting {
    pub(crate) peer: PeerId,
    codes: Codes,
    nonces: Nonces,
    deadline: Millis,
}

/// What the two codes say of a connection, and how the other side's came here.
#[derive(Clone)]
pub(crate) struct Codes {
    pub(crate) role: Role,
    pub(crate) prints: Fingerprints,
    pub(crate) arrival: Arrival,
    /// Through which exchange of a relay they lead.
    pub(crate) exchange: Option<Exchange>,
}

/// Fresh random bytes for one connection.
#[derive(Clone, Copy)]
pub(crate) struct Nonces {
    /// Told to the other side at once.
    pub(crate) hello: [u8; 16],
    /// Kept back until the other side has given its own.
    pub(crate) safety: [u8; 16],
}

/// Two sides that have greeted each other.
pub(crate) struct Met {
    pub(crate) peer: PeerId,
    pub(crate) agreement: Agreement,
    pub(crate) arrival: Arrival,
    pub(crate) exchange: Option<Exchange>,
    pub(crate) ingredients: Ingredients,
}

/// What both hellos amount to.
pub(crate) enum Agreement {
    /// The same two people go on.
    Resumed,
    /// A new conversation, known by this token.
    Begun(Token),
}

/// The two sides share no version.
pub(crate) struct NoCommonVersion;

impl Greeting {
    pub(crate) fn new(peer: PeerId, codes: Codes, nonces: Nonces, now: Millis) -> Self {
        Self { peer, codes, nonces, deadline: now + GREETING_LIMIT }
    }

    pub(crate) const fn deadline(&self) -> Millis {
        self.deadline
    }

    pub(crate) fn hello(&self, token: Option<&Token>) -> Message {
        let Codes { role, prints, .. } = &self.codes;
        let resumes = token.map(|token| token.proof(*role, prints));
        Message::Hello(Hello { version: VERSION, oldest: OLDEST_VERSION, nonce: self.nonces.hello, resumes })
    }

    pub(crate) fn agree(&self, hello: &Hello, token: Option<&Token>) -> Result<Met, NoCommonVersion> {
        if hello.oldest > VERSION || hello.version < OLDEST_VERSION {
            return Err(NoCommonVersion);
        }
        let Codes { role, prints, arrival, exchange } = self.codes.clone();
        Ok(Met {
            peer: self.peer,
            agreement: self.agreement(hello, token),
            arrival,
            exchange,
            ingredients: Ingredients { role, prints, nonce: self.nonces.safety },
        })
    }

    fn agreement(&self, hello: &Hello, token: Option<&Token>) -> Agreement {
        let Codes { role, prints, .. } = &self.codes;
        let expected = token.map(|token| token.proof(role.other(), prints));
        if expected.is_some() && expected == hello.resumes {
            return Agreement::Resumed;
        }
        let (offerer, answerer) = match role {
            Role::Offerer => (&self.nonces.hello, &hello.nonce),
            Role::Answerer => (&hello.nonce, &self.nonces.hello),
        };
        Agreement::Begun(Token::new(prints, offerer, answerer))
    }
}

#[cfg(test)]
mod tests {
    use super::{Agreement, Codes, Greeting, Nonces};
    use crate::Arrival;
    use heliograph_wire::control::{Hello, Message};
    use heliograph_wire::resume::{Fingerprints, Role, Token};
    use heliograph_wire::{Millis, PeerId};

    const PRINTS: Fingerprints = Fingerprints { offerer: [1; 32], answerer: [2; 32] };

    fn greeting(role: Role, nonce: u8) -> Greeting {
        let codes = Codes { role, prints: PRINTS, arrival: Arrival::Sent, exchange: None };
        let nonces = Nonces { hello: [nonce; 16], safety: [!nonce; 16] };
        Greeting::new(PeerId(0), codes, nonces, Millis(0))
    }

    fn hello(greeting: &Greeting, token: Option<&Token>) -> Hello {
        let Message::Hello(hello) = greeting.hello(token) else { panic!("a greeting says hello") };
        hello
    }

    fn begun(greeting: &Greeting, hello: &Hello, token: Option<&Token>) -> Option<Token> {
        match greeting.agree(hello, token).ok().expect("no common version").agreement {
            Agreement::Resumed => None,
            Agreement::Begun(token) => Some(token),
        }
    }

    #[test]
    fn both_sides_of_a_first_greeting_share_a_token_and_resume_with_it() {
        let (offerer, answerer) = (greeting(Role::Offerer, 3), greeting(Role::Answerer, 4));
        let ours = begun(&offerer, &hello(&answerer, None), None).expect("nothing to resume");
        let theirs = begun(&answerer, &hello(&offerer, None), None).expect("nothing to resume");
        let hello_again = hello(&answerer, Some(&theirs));
        assert!(begun(&offerer, &hello_again, Some(&ours)).is_none());
    }

    #[test]
    fn somebody_else_resumes_nothing() {
        let (offerer, answerer) = (greeting(Role::Offerer, 3), greeting(Role::Answerer, 4));
        let ours = begun(&offerer, &hello(&answerer, None), None).expect("nothing to resume");
        assert!(begun(&offerer, &hello(&answerer, None), Some(&ours)).is_some());
        let stranger = Token::new(&PRINTS, &[8; 16], &[9; 16]);
        assert!(begun(&offerer, &hello(&answerer, Some(&stranger)), Some(&ours)).is_some());
        // Our own proof sent back to us proves nothing.
        assert!(begun(&offerer, &hello(&offerer, Some(&ours)), Some(&ours)).is_some());
    }

    #[test]
    fn versions_that_do_not_overlap_are_refused() {
        let offerer = greeting(Role::Offerer, 3);
        let mut hello = hello(&greeting(Role::Answerer, 4), None);
        (hello.oldest, hello.version) = (2, 3);
        assert!(offerer.agree(&hello, None).is_err());
        (hello.oldest, hello.version) = (1, 3);
        assert!(offerer.agree(&hello, None).is_ok());
    }
}
