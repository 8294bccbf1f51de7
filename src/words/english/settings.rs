use heliograph_session::{PreferenceError, StunError};

use crate::words::SettingsPhrases;

pub(super) const PHRASES: SettingsPhrases = SettingsPhrases {
    settings: "Settings",
    language: "Language",
    as_in_the_browser: "As in the browser",
    colours: "Colours",
    as_on_the_device: "As on the device",
    light: "Light",
    dark: "Dark",
    your_name: "Your name",
    name_hint: "Shown to the person you talk to, and to nobody else. Leave it empty to have none.",
    stun_servers: "STUN servers",
    stun_hint: "Behind most home routers, a browser learns its public address only by asking a STUN server. \
        Without one, as a rule, you connect within the same network only.",
    ask_origin: "Ask the server that this page came from",
    origin_hint: "It has seen your address already, when it sent you this page. It does not learn whom you talk to.",
    ask_nobody: "Ask nobody",
    nobody_hint: "No server learns anything. Best in the same Wi-Fi.",
    ask_my_own: "Ask my own",
    my_servers: "My STUN servers",
    my_servers_hint: "Up to four, written like stun.example.org:3478, one in each line.",
    ask_public_ones: "Ask public ones",
    public_hint: "They learn your public address and that you use them, but not whom you talk to:",
    sounds: "Sounds",
    sounds_hint: "Short sounds when somebody calls, comes, goes or writes. Your choice counts at once.",
    keep: "Keep these settings on this device",
    keep_hint: "Otherwise they are forgotten when you close this page. A chat is kept only where you say so in it.",
    save_hint: "Your name and the choice of servers count once you save them.",
    save: "Save",
    forget: "Forget everything",
    forget_question: "This ends what you are doing here, and erases your settings and all that was written.",
    yes_forget: "Yes, forget everything",
    no_keep: "No, keep it",
    error,
};

const fn error(error: PreferenceError) -> &'static str {
    match error {
        PreferenceError::Stun(StunError::NotStun) => "Only STUN servers can be set here, not TURN servers.",
        PreferenceError::Stun(StunError::NotAHost) => {
            "This is not a server's name. Write it like stun.example.org:3478."
        }
        PreferenceError::Stun(StunError::BadPort) => {
            "The port after the colon must be a number from 1 to 65535."
        }
        PreferenceError::NoServer => "Name at least one server of your own, or choose to ask nobody.",
        PreferenceError::TooManyServers => "Name at most four servers: browsers grow slow with more.",
        PreferenceError::NameTooLong => "This name is too long. Please choose a shorter one.",
        PreferenceError::NotAName => {
            "A name is one plain line, without control characters. Please type it anew."
        }
        PreferenceError::NotKept => {
            "This browser keeps nothing for this page, perhaps because of a private window or its settings. What \
            you chose counts until you close the page."
        }
    }
}
