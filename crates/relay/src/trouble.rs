//! What the system says about files and ports, in words for people.

use std::io::{self, ErrorKind};

/// What is wrong with a file that cannot be read, to be said behind its name.
pub(crate) fn in_words(error: &io::Error) -> String {
    let words = match error.kind() {
        ErrorKind::NotFound => "is not there",
        ErrorKind::PermissionDenied => {
            "may not be read by the user that this program runs as; let that user read it, or start the program as \
             another one"
        }
        ErrorKind::IsADirectory => "is a folder, and should be a file",
        ErrorKind::NotADirectory => "is not there: what its name has for a folder is a file",
        ErrorKind::InvalidData => "is no text",
        // What is left is rare, and told as the system tells it.
        _ => return format!("cannot be read: {}", without_number(error)),
    };
    words.to_owned()
}

/// Why a port cannot be opened.
pub(crate) fn of_port(error: &io::Error) -> String {
    let words = match error.kind() {
        ErrorKind::AddrInUse => "another program has it, or a server that was started before",
        ErrorKind::PermissionDenied => {
            "this user may not open ports with small numbers; root may, and so may the service of a package \
             (CAP_NET_BIND_SERVICE)"
        }
        _ => return without_number(error),
    };
    words.to_owned()
}

/// What the system says, without the number that it has for that.
fn without_number(error: &io::Error) -> String {
    let text = error.to_string();
    text.split_once(" (os error").map_or(text.as_str(), |(words, _)| words).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{in_words, of_port};
    use std::io;

    #[test]
    fn no_words_are_those_of_the_system() {
        for code in [1, 2, 13, 20, 21, 40, 98] {
            let error = io::Error::from_raw_os_error(code);
            for words in [in_words(&error), of_port(&error)] {
                assert!(!words.contains("os error") && words.contains(' '), "{words}");
            }
        }
    }
}
