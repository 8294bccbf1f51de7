use crate::words::{AppPhrases, UpdatePhrases};

pub(super) const PHRASES: AppPhrases = AppPhrases {
    about: "About Heliograph",
    version: |version| format!("Version {version}"),
    what_runs: "What runs here",
    reading: "Being read…",
    unreadable: "What runs here cannot be read at the moment. Check your connection and open this page again.",
    sha256_of: |name| format!("SHA-256 of {name}"),
    copy_sha256: "Copy SHA-256",

    is_it_genuine: "Is it genuine?",
    pages_can_lie: "A page that somebody has changed can lie about this, too. Save Heliograph and have a program that is \
        not part of it compute the SHA-256 of the file:",
    systems: ["Linux", "macOS", "Windows"],
    where_to_compare: "Then compare. SHA256SUMS has the right value of the file: it is published with every version, and \
        can be signed with minisign. Or ask somebody you trust to read theirs to you. On a website and in an \
        extension, the value of what runs here is that of the WebAssembly module alone; it is in the SHA256SUMS inside \
        the ZIP.",

    keep_it: "Keep it, pass it on",
    save: "Save Heliograph",
    save_hint: "One file with everything in it. A double click opens it, without a server and without a network.",
    fetching: "Getting the file…",
    saved: |name| format!("Saved as {name}. Its SHA-256:"),
    missing: "The file cannot be had at the moment. Check your connection and try again.",
    send: "Send Heliograph to them",
    send_hint: "The person you are connected with gets the same file, like any other file in the chat.",
    install: "Install Heliograph",
    install_hint: "It gets an icon and a window of its own.",
    open_links: "Open codes with Heliograph",
    open_links_hint: "Links that begin with web+heliograph: open here then. Your browser asks first.",

    without_a_connection: "Without a connection",
    offline: "Heliograph begins without a connection, too.",
    offline_not_yet: "Not yet: the browser is still storing Heliograph, or has no room for it.",
    offline_not_here: "Not this page: browsers store only what comes over https. Save Heliograph as a file instead.",

    update: UpdatePhrases {
        there_is: |version| format!("A new version of Heliograph is there: {version}."),
        now: "Update now",
        later: "Later",
        ends_question: "What goes on here ends with the update, and messages that are not kept are gone.",
        yes_end: "Yes, update",
        no_go_on: "No, go on here",
        taking: "The new version is being fetched and checked…",
        failed: "The new version did not arrive whole, so the one you have goes on. Check your connection and try \
            again.",
        try_again: "Try again",
        ready: "The new version is here and checked. It runs as soon as you start Heliograph anew.",
        restart: "Start anew",
        restarting: "Heliograph starts anew…",
    },
};
