use super::{ConfigError, Layer, is_domain};
use crate::push::Service;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Whether the devices of people who can be rung are woken by push services, with what that takes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Push {
    /// They are not.
    Off,
    /// By these, which may write to this contact.
    On { contact: Contact, services: Vec<Service> },
}

/// Where the people of a push service may write to (RFC 8292, section 2.1).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Contact(String);

/// Longer ones are no addresses: RFC 5321, section 4.5.3.1.
const LONGEST: usize = 320;

/// Pages are told of all of them at once.
const MOST_SERVICES: usize = 16;

impl Push {
    /// What a complete layer says about it.
    pub(super) fn of(layer: &Layer) -> Result<Self, ConfigError> {
        if !layer.push.unwrap_or_default() {
            return Ok(Self::Off);
        }
        if !layer.ring.unwrap_or_default() {
            return Err(ConfigError::PushWithoutRing);
        }
        let contact = layer.push_contact.clone().ok_or(ConfigError::PushWithoutContact)?;
        let services = layer.push_services.clone().unwrap_or_default();
        if services.is_empty() || services.len() > MOST_SERVICES {
            return Err(ConfigError::PushServices(services.len()));
        }
        Ok(Self::On { contact, services })
    }
}

impl FromStr for Contact {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let is_plain = text.len() <= LONGEST && text.bytes().all(|letter| letter.is_ascii_graphic());
        let is_mail = |address: &str| {
            address.rsplit_once('@').is_some_and(|(name, domain)| !name.is_empty() && is_domain(domain))
        };
        let is_page = |rest: &str| is_domain(rest.split(['/', '?', ':']).next().unwrap_or_default());
        let is_contact = match (text.strip_prefix("mailto:"), text.strip_prefix("https://")) {
            (Some(address), _) => is_mail(address),
            (None, Some(rest)) => is_page(rest),
            (None, None) => false,
        };
        if is_plain && is_contact {
            Ok(Self(text.to_owned()))
        } else {
            Err(ConfigError::NoContact(text.to_owned()))
        }
    }
}

impl TryFrom<String> for Contact {
    type Error = ConfigError;

    fn try_from(text: String) -> Result<Self, ConfigError> {
        text.parse()
    }
}

impl From<Contact> for String {
    fn from(contact: Contact) -> Self {
        contact.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Contact, Push};
    use crate::config::{ConfigError, Layer};

    fn on() -> Layer {
        let layer = Layer {
            push: Some(true),
            push_contact: Some("mailto:ana@example.org".parse().unwrap()),
            ..Layer::default()
        };
        layer.over(Layer::defaults())
    }

    #[test]
    fn nobody_is_woken_by_push_unless_somebody_switches_it_on() {
        assert_eq!(Push::of(&Layer::defaults()), Ok(Push::Off));
        let Ok(Push::On { services, .. }) = Push::of(&on()) else { panic!("it is on") };
        assert_eq!(services.len(), 4);
    }

    #[test]
    fn what_it_needs_is_said() {
        let check = |layer: Layer, expected| assert_eq!(Push::of(&layer), Err(expected));
        check(Layer { push_contact: None, ..on() }, ConfigError::PushWithoutContact);
        check(Layer { ring: Some(false), ..on() }, ConfigError::PushWithoutRing);
        check(Layer { push_services: Some(Vec::new()), ..on() }, ConfigError::PushServices(0));
        let many = vec!["https://push.example.org".parse().unwrap(); 17];
        check(Layer { push_services: Some(many), ..on() }, ConfigError::PushServices(17));
    }

    #[test]
    fn a_contact_is_a_mail_address_or_a_page() {
        for right in [
            "mailto:ana@example.org",
            "mailto:a.b+c@sub.example.org",
            "https://example.org",
            "https://example.org/contact?a",
        ] {
            assert_eq!(String::from(right.parse::<Contact>().unwrap()), right);
        }
        let long = format!("mailto:{}@example.org", "a".repeat(400));
        for wrong in [
            "",
            "ana@example.org",
            "mailto:",
            "mailto:ana",
            "mailto:@example.org",
            "http://example.org",
            "https://",
            "mailto:ana@example.org\r\nX: y",
            "mailto:ana b@example.org",
            "tel:1",
            &long,
        ] {
            assert!(wrong.parse::<Contact>().is_err(), "{wrong}");
        }
    }
}
