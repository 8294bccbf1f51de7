use heliograph_relay::client::{TurnClient, Wire};
use heliograph_turn::credential::Credential;

const CHANNEL: u16 = 0x4001;

/// Two people who have met on the relay.
pub(crate) struct Pair {
    pub(crate) one: TurnClient,
    pub(crate) other: TurnClient,
}

impl Pair {
    /// They come each by their way, with a credential each.
    pub(crate) async fn meet(ways: [Wire; 2], people: &[Credential]) -> Self {
        let [one, other] = ways;
        let mut pair =
            Self { one: TurnClient::new(one, &people[0]), other: TurnClient::new(other, &people[1]) };
        pair.meet_again().await;
        pair
    }

    /// They ask for what they had before once more, by the same ways and with the same credentials.
    pub(crate) async fn meet_again(&mut self) {
        let address = self.one.allocate().await.unwrap();
        let peer = self.other.allocate().await.unwrap();
        self.one.bind(CHANNEL, peer).await.unwrap();
        self.other.bind(CHANNEL + 1, address).await.unwrap();
    }

    /// Each says something of this length, and the other hears it.
    pub(crate) async fn talk(&mut self, length: usize) {
        let payload = vec![length as u8; length];
        self.one.send(CHANNEL, &payload).await.unwrap();
        assert_eq!(self.other.receive(CHANNEL + 1).await.unwrap(), payload);
        self.other.send(CHANNEL + 1, &payload).await.unwrap();
        assert_eq!(self.one.receive(CHANNEL).await.unwrap(), payload);
    }
}
