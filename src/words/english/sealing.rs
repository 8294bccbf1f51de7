use heliograph_session::{SealingStage, Unsealed};

use crate::words::SealingPhrases;

pub(super) const PHRASES: SealingPhrases = SealingPhrases {
    prefer: "Seal calls twice",
    prefer_hint: "Calls are always encrypted from end to end by your browsers. With this, the page seals each piece of \
        sound and picture once more before it leaves: a second lock, should the browsers’ own encryption have a flaw. It costs a little \
        battery, and works only where the other side’s page can do it, too. It counts from the first call of a connection on; \
        switching it off counts for new connections.",
    choose: "Seal calls here twice",
    choose_in_call: "Seal this call twice",
    stage,
    tampering: "What arrives is not what was sent. Something in between may be changing it, or one of the browsers has a fault. \
        What was changed is neither played nor shown. Compare the safety words: if they differ, leave, and meet another way.",
    dismiss: "Dismiss",
    heading: "Sealing calls twice",
    sealed: |frames| format!("{frames} sealed per second"),
    opened: |frames| format!("{frames} opened per second"),
    refused: |frames| format!("{frames} refused"),
    cost: |micros| format!("{micros}\u{a0}µs each"),
};

const fn stage(stage: SealingStage) -> &'static str {
    match stage {
        SealingStage::Open => {
            "Calls here are encrypted from end to end. They can be sealed once more; choose that before the first call."
        }
        SealingStage::Starting => "Getting ready to seal calls twice…",
        SealingStage::Agreed => "Calls here will be sealed twice.",
        SealingStage::Sealed => "Calls here are sealed twice. That stays so until you connect anew.",
        SealingStage::Broken => {
            "What seals calls twice has failed, so nothing is heard or seen any more. Leave and connect anew."
        }
        SealingStage::Unsealed(Unsealed::ThisBrowser) => {
            "This browser cannot seal calls twice. They are encrypted from end to end, as ever."
        }
        SealingStage::Unsealed(Unsealed::OtherSide) => {
            "The other side’s browser, or its version of this page, cannot seal calls twice. They are encrypted from end \
            to end, as ever."
        }
        SealingStage::Unsealed(Unsealed::NotStarted) => {
            "Sealing calls twice did not start in time, so they go on without; they are encrypted from end to end, as \
            ever. To try again, connect anew."
        }
        SealingStage::Unsealed(Unsealed::NotWanted) => {
            "Calls here are encrypted from end to end, and not sealed twice: that is decided at the first call. To change \
            it, connect anew."
        }
    }
}
