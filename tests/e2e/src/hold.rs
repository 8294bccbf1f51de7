//! Keys and buttons that are held for a while.

use anyhow::Result;
use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};

use crate::{look::Wanted, page::Page};

impl Wanted {
    /// Presses it and holds it, until [`Page::let_go`].
    pub async fn hold(&self) -> Result<()> {
        self.into_sight().await?;
        let client = self.page.session.client.clone();
        self.use_it(async |element| {
            let onto = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
            let hand = MouseActions::new("hand".to_owned()).then(onto);
            client.perform_actions(hand.then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })).await
        })
        .await
    }
}

impl Page {
    /// Holds a key down with the focus nowhere in particular, until [`Page::let_go`].
    pub async fn hold_key(&self, key: char) -> Result<()> {
        self.run("document.activeElement?.blur()", vec![]).await?;
        let _shown = self.session.show(&self.tab).await?;
        let keys = KeyActions::new("keys".to_owned()).then(KeyAction::Down { value: key });
        Ok(self.session.client.perform_actions(keys).await?)
    }

    /// Presses a key with the focus nowhere in particular.
    pub async fn strike(&self, key: char) -> Result<()> {
        self.hold_key(key).await?;
        self.let_go().await
    }

    /// Lets go of all that is held.
    pub async fn let_go(&self) -> Result<()> {
        let _shown = self.session.show(&self.tab).await?;
        Ok(self.session.client.release_actions().await?)
    }
}
