use super::Server;
use super::authentication::{Authenticated, Unauthenticated};
use super::draft::{Draft, Granted, Reply, Unknown};
use crate::client::{Client, ClientKey, Source};
use crate::counters::{Cause, Refusal};
use crate::credential::REALM;
use crate::stun::{Class, Fingerprint, Message, Method, attribute};

/// The longest request that is looked at, in bytes: a signature is computed over all of it.
const LONGEST: usize = 2_048;

impl Server {
    /// Answers a request, or says why there is no answer.
    pub(super) fn request(
        &mut self,
        from: Client,
        method: Method,
        message: &Message<'_>,
    ) -> Result<Draft, Cause> {
        if message.length() > LONGEST {
            return Err(Cause::TooLong);
        }
        if message.fingerprint() == Fingerprint::Wrong {
            return Err(Cause::Malformed);
        }
        let reply = Reply::to(message, method);
        match method {
            Method::Binding => self.binding(&from, &reply, message),
            Method::Allocate | Method::Refresh | Method::CreatePermission | Method::ChannelBind => {
                match self.authenticate(&from, message) {
                    Ok(who) => self.signed(from, &reply, who, message),
                    Err(Unauthenticated::Silence(cause)) => Err(cause),
                    Err(Unauthenticated::Told(refusal)) => self.challenge(&from, &reply, refusal),
                    Err(Unauthenticated::Refused(refusal)) => {
                        self.challenge_stranger(&from, &reply, refusal, message)
                    }
                }
            }
            Method::Send | Method::Data => Err(Cause::Unexpected),
        }
    }

    /// Tells a client where it comes from, and nothing else: RFC 8489, section 12.
    fn binding(&mut self, from: &Client, reply: &Reply, message: &Message<'_>) -> Result<Draft, Cause> {
        let limits = self.settings.limits;
        if !self.bound.of(from.transport).take(self.now, limits.bindings_per_source, Source::from(from)) {
            return Err(Cause::SourceLimit);
        }
        self.bound.take_of_all(self.now, limits.bindings, from.transport)?;
        if let Some(unknown) = Unknown::of(message) {
            self.counters.count_refusal(Refusal::UnknownAttribute);
            return bounded(reply.write(Class::Error, None, |writer| unknown.write(writer))?, message);
        }
        self.counters.bindings += 1;
        reply.write(Class::Success, None, |writer| {
            writer.address(attribute::XOR_MAPPED_ADDRESS, from.reflexive());
        })
    }

    /// Answers a request that is somebody's.
    fn signed(
        &mut self,
        from: Client,
        reply: &Reply,
        who: Authenticated,
        message: &Message<'_>,
    ) -> Result<Draft, Cause> {
        let Authenticated { signer, standing } = who;
        if let Some(unknown) = Unknown::of(message) {
            self.counters.count_refusal(Refusal::UnknownAttribute);
            return reply.write(Class::Error, Some(&signer), |writer| unknown.write(writer));
        }
        let outcome = match reply.method() {
            Method::Allocate => self.allocate(from, standing, &signer.key, message),
            Method::Refresh => self.refresh(&standing, message),
            Method::CreatePermission => self.create_permission(&standing, message).map(|()| Granted::Nothing),
            Method::ChannelBind => self.channel_bind(&standing, message).map(|()| Granted::Nothing),
            Method::Binding | Method::Send | Method::Data => return Err(Cause::Unexpected),
        };
        match outcome {
            Ok(granted) => reply.write(Class::Success, Some(&signer), |writer| granted.write(&from, writer)),
            Err(refusal) => {
                self.counters.count_refusal(refusal);
                reply.write(Class::Error, Some(&signer), |writer| {
                    writer.error(refusal.code());
                })
            }
        }
    }

    /// Refuses what is not shown to be anybody's, as far as such answers go.
    fn challenge_stranger(
        &mut self,
        from: &Client,
        reply: &Reply,
        refusal: Refusal,
        message: &Message<'_>,
    ) -> Result<Draft, Cause> {
        self.challenged.take_of_all(self.now, self.settings.limits.challenges, from.transport)?;
        bounded(self.challenge(from, reply, refusal)?, message)
    }

    /// Refuses without a signature, with what a new try needs: RFC 8489, section 9.2.4.
    fn challenge(&mut self, from: &Client, reply: &Reply, refusal: Refusal) -> Result<Draft, Cause> {
        self.counters.count_refusal(refusal);
        let nonce = self.nonces.fresh(self.now, &ClientKey::from(from));
        reply.write(Class::Error, None, |writer| {
            writer.error(refusal.code());
            match refusal {
                Refusal::Unauthorized | Refusal::StaleNonce => {
                    writer.attribute(attribute::REALM, REALM.as_bytes());
                    writer.attribute(attribute::NONCE, &nonce);
                }
                // Trying again as it is would not help.
                _ => {}
            }
        })
    }
}

/// Lets an answer to a stranger go if it is at most 1.6 times as long as the request: its source may be false, and the
/// answer an attack on who is really there.
fn bounded(draft: Draft, message: &Message<'_>) -> Result<Draft, Cause> {
    if draft.bytes().len() * 5 <= message.length() * 8 { Ok(draft) } else { Err(Cause::Amplifies) }
}
