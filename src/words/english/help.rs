use crate::words::HelpPhrases;

pub(super) const PHRASES: HelpPhrases = HelpPhrases {
    help: "Help",
    how_it_works: "How it works",
    pictures: [
        "You show or send your invite: a small code that says how your browser can be reached.",
        "They show or send a reply back: the same, the other way round.",
        "Your two browsers find each other and talk straight, encrypted from end to end.",
    ],
    who_sees_what: "Who can see what",
    sights: &[
        (
            "Whoever carries your codes",
            "Sees the network addresses in them, and that you two connect; not what you say. Somebody who can \
            also change both codes could sit in between: that is what safety words are for.",
        ),
        (
            "The other person",
            "Sees your network addresses, unless you hide them from each other behind the server that this page came from; \
            and the name you chose if you chose one.",
        ),
        (
            "A STUN server, if you chose one",
            "Sees your public address and when you ask for it; not whom you talk to, and nothing you say.",
        ),
        ("Your network provider", "Sees that two addresses exchange encrypted data, when, and how much."),
        (
            "Where you got this page from",
            "Sees that you loaded it. If it is a Heliograph companion, it also tells your browser its public address, unless \
            you choose otherwise in the settings; and if you hide your addresses from each other, it passes everything \
            on and learns both addresses, when you talk and how much, but not what. No other server is asked, unless \
            you choose one.",
        ),
        (
            "The server, when you meet by words",
            "Brings the two of you together under a number. It learns that two pages meet, from which addresses and when; \
            not the words, and nothing you say.",
        ),
        (
            "The server, when you are rung by a link",
            "Keeps how many links you have, when you were last there, and sealed notes of calls that you missed. It learns by \
            which link somebody rings, when, and from which address; not your name, nor theirs, nor what you call the link, nor \
            what you say.",
        ),
        ("We who make Heliograph", "Nothing. There is no server of ours."),
    ],
    about_calls: "About calls",
    calls: "Sound and pictures take the same way as the chat: straight to the other person, or through the server where you \
        hide your addresses from each other. Either way they are encrypted from end to end: nobody on the way can see or hear \
        you, and nothing is recorded here. Whether they record it is up to them. In the settings you can have calls sealed twice, \
        once more by this page: a second lock, should the browsers’ own encryption have a flaw. Camera and microphone are on only \
        where the page says so, and off when you hang up.",
    about_files: "About files and what you write",
    files: "Files take the same way, encrypted from end to end, and no copy stays on it. What you \
        receive is stored where your browser puts downloads, or where you say. “Send a picture” leaves out where and \
        with what it was taken. What you write is gone when you close the page, unless you keep the chat on this \
        device; the other person keeps what they have.",
    when_it_does_not_connect: "When it does not connect",
    remedies: &[
        "Keep both pages open and in front until you are connected. Phones put hidden pages to sleep.",
        "Begin again with a fresh invite: a code belongs to one page and one network, and is good for one connection.",
        "Join the same Wi-Fi, both of you. A guest network often keeps its devices apart: take another one then.",
        "Not in the same network? Choose a STUN server in the settings, both of you, before you make the codes.",
        "Still nothing? Let one phone open a hotspot and the other device join it: that nearly always works. \
        Switch a VPN off for a try, if it is safe to do without.",
    ],
    about_safety_words: "What safety words are",
    safety_words: "Once you are connected, both of you see four words. Read them to each other aloud, best in a \
        call or face to face. If they are the same, nobody sits between you and listens. If a single one differs, \
        somebody may: say nothing more there, and meet or call another way.",
};
