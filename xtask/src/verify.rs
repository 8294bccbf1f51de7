//! `cargo xtask verify`: whether a file is the one that was released.

mod archive;

use crate::dist::{
    SIGNATURE, signature,
    sums::{Lie, SUMS, Sums, sha256},
};
use anyhow::{Context, Result, bail, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Checks a file, or all files of a list of sums, and prints what was found out. An error says what is wrong, and
/// what to do about it.
pub fn run(file: &Path, public_key: Option<&str>) -> Result<()> {
    for finding in examine(file, public_key)? {
        println!("{finding}");
    }
    Ok(())
}

/// What is right about a file, in sentences.
fn examine(file: &Path, public_key: Option<&str>) -> Result<Vec<String>> {
    let Some(name) = file.file_name().and_then(|name| name.to_str()) else {
        bail!("{} is no name of a file.", file.display());
    };
    ensure!(
        file.is_file(),
        "There is no file {}. Please give the place of the file to check.",
        file.display()
    );
    let list = file.with_file_name(SUMS);
    let mut findings = Vec::new();
    if list.is_file() {
        let text =
            fs::read_to_string(&list).with_context(|| format!("{} cannot be read.", list.display()))?;
        findings.push(check_signature(&list, &text, public_key)?);
        let sums = Sums::parse(&text, Lie::Beside).context(
            "The list of sums is damaged or not of Heliograph. Please download it again from a place that you trust.",
        )?;
        match name {
            SUMS => findings.extend(check_all(&sums, &list)?),
            _ => findings.push(check_listed(&sums, file, name)?),
        }
    }
    if name.ends_with(".zip") {
        findings.extend(check_inside(file, name, &list, public_key)?);
    }
    ensure!(
        !findings.is_empty(),
        "There is no {SUMS} beside {name}. Please download it into the same folder, from a place that you trust."
    );
    Ok(findings)
}

fn check_signature(list: &Path, text: &str, public_key: Option<&str>) -> Result<String> {
    let file = list.with_file_name(SIGNATURE);
    let Some(key) = public_key else {
        return Ok(format!(
            "{SUMS} itself was not checked: whoever changes a file can change it as well. Give --public-key, or \
             compare it with what a person whom you trust has."
        ));
    };
    let signature = fs::read_to_string(&file).with_context(|| {
        format!("There is no {SIGNATURE} beside {SUMS}. Please download it into the same folder.")
    })?;
    let comment = signature::check(key, &signature, text)?;
    Ok(format!("{SUMS} is signed with this key. The signer says: {comment}"))
}

fn check_listed(sums: &Sums, file: &Path, name: &str) -> Result<String> {
    let sum = sum_of(file)?;
    match sums.sum_of(name) {
        Some(listed) if listed == sum => Ok(format!("{name} is right: {sum}")),
        Some(listed) => bail!(
            "{name} is NOT the released file. Its SHA-256 is {sum}, and {SUMS} says {listed}. Please do not open it; \
             download both again, from a place that you trust."
        ),
        None => match sums.name_of(&sum) {
            Some(other) => Ok(format!("{name} is right: it is {other} under another name, {sum}")),
            None => bail!(
                "{SUMS} does not list {name}, nor a file with its SHA-256, {sum}. It was changed, or is of another \
                 version. Please download both again, from a place that you trust."
            ),
        },
    }
}

/// Every file of a list has to be there, as `sha256sum --check` asks too.
fn check_all(sums: &Sums, list: &Path) -> Result<Vec<String>> {
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for (name, _) in sums.iter() {
        let file: PathBuf = list.with_file_name(name);
        let checked = match file.is_file() {
            true => check_listed(sums, &file, name),
            false => Err(anyhow::anyhow!("{name} is missing. To check one file only, name that file.")),
        };
        match checked {
            Ok(finding) => right.push(finding),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(right)
}

fn check_inside(file: &Path, name: &str, list: &Path, public_key: Option<&str>) -> Result<Vec<String>> {
    let opened = fs::File::open(file).with_context(|| format!("{name} cannot be read."))?;
    let Some(count) = archive::check(opened)
        .with_context(|| format!("{name} is NOT right inside. Please do not unpack it."))?
    else {
        return Ok(Vec::new());
    };
    let mut findings = vec![format!("{name}: all {count} files inside are as its own {SUMS} says.")];
    if !list.is_file() {
        ensure!(
            public_key.is_none(),
            "There is no {SUMS} beside {name}, so there is nothing that could be signed. Please download it and \
             {SIGNATURE} into the same folder."
        );
        findings.push(format!(
            "That shows that the archive is whole, not who made it. For that, please download {SUMS} into the same \
             folder, from a place that you trust."
        ));
    }
    Ok(findings)
}

fn sum_of(file: &Path) -> Result<String> {
    Ok(sha256(&fs::read(file).with_context(|| format!("{} cannot be read.", file.display()))?))
}

#[cfg(test)]
mod tests {
    use super::{examine, run};
    use crate::dist::{
        SIGNATURE,
        sums::{SUMS, Sums},
    };
    use minisign::KeyPair;
    use std::{fs, io::Cursor, path::PathBuf};

    struct Release {
        folder: tempfile::TempDir,
    }

    impl Release {
        fn new() -> Self {
            let release = Self { folder: tempfile::tempdir().unwrap() };
            let mut sums = Sums::default();
            for name in ["a.html", "b.html"] {
                sums.add(name, name.as_bytes());
                release.write(name, name);
            }
            release.write(SUMS, &sums.to_string());
            release
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.file(name), text).unwrap();
        }

        fn file(&self, name: &str) -> PathBuf {
            self.folder.path().join(name)
        }

        fn says(&self, name: &str) -> String {
            match examine(&self.file(name), None) {
                Ok(findings) => findings.join("\n"),
                Err(error) => format!("{error:#}"),
            }
        }

        /// Signs the list and gives the public key.
        fn sign(&self) -> String {
            let keys = KeyPair::generate_unencrypted_keypair().unwrap();
            let text = Cursor::new(fs::read(self.file(SUMS)).unwrap());
            let signature = minisign::sign(None, &keys.sk, text, Some("signed"), None).unwrap();
            self.write(SIGNATURE, &signature.into_string());
            keys.pk.to_base64()
        }
    }

    #[test]
    fn a_released_file_is_right_under_any_name() {
        let release = Release::new();
        release.write("b (1).html", "b.html");
        assert!(release.says("a.html").contains("a.html is right"));
        assert!(release.says("b (1).html").contains("it is b.html under another name"));
        assert!(release.says(SUMS).contains("b.html is right"));
    }

    #[test]
    fn a_changed_byte_is_found() {
        let release = Release::new();
        release.write("a.html", "b.htmk");
        assert!(release.says("a.html").contains("a.html is NOT the released file"));
        assert!(release.says(SUMS).contains("a.html is NOT the released file"));
        assert!(release.says("b.html").contains("b.html is right"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let release = Release::new();
        release.write("c.html", "c");
        assert!(release.says("c.html").contains("does not list c.html"));
        assert!(release.says("d.html").contains("There is no file"));
        fs::remove_file(release.file("a.html")).unwrap();
        assert!(release.says(SUMS).contains("a.html is missing"));
        fs::remove_file(release.file(SUMS)).unwrap();
        assert!(release.says("b.html").contains("There is no SHA256SUMS beside b.html"));
    }

    #[test]
    fn a_list_with_a_path_in_a_name_is_refused() {
        let release = Release::new();
        let list = fs::read_to_string(release.file(SUMS)).unwrap();
        release.write(SUMS, &list.replace("  b.html", "  ../b.html"));
        assert!(release.says("a.html").contains("leads out of the folder"));
    }

    #[test]
    fn a_signature_is_right_only_with_its_own_key_and_list() {
        let release = Release::new();
        let key = release.sign();
        let file = release.file("a.html");
        assert!(run(&file, Some(&key)).is_ok());

        let other = KeyPair::generate_unencrypted_keypair().unwrap().pk.to_base64();
        let error = examine(&file, Some(&other)).unwrap_err();
        assert!(error.to_string().contains("The signature is not right"));

        let list = fs::read_to_string(release.file(SUMS)).unwrap();
        release.write(SUMS, list.lines().next().unwrap());
        assert!(examine(&file, Some(&key)).is_err());
        fs::remove_file(release.file(SIGNATURE)).unwrap();
        assert!(
            examine(&file, Some(&key)).unwrap_err().to_string().contains("There is no SHA256SUMS.minisig")
        );
    }

    #[test]
    fn without_a_key_it_is_said_that_the_list_was_not_checked() {
        assert!(Release::new().says("a.html").contains("itself was not checked"));
    }
}
