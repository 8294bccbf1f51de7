//! Signatures of the kind that `minisign` makes and checks.

use anyhow::{Context, Result, bail};
use minisign::{PublicKey, PublicKeyBox, SecretKey, SecretKeyBox, SignatureBox};
use std::{env, fs, io::Cursor, path::Path};

/// Holds the password of a key where nobody can be asked for it.
pub(crate) const PASSWORD: &str = "MINISIGN_PASSWORD";

/// Reads a secret key, asking for its password where it has one.
pub(super) fn secret_key(path: &Path) -> Result<SecretKey> {
    let text =
        fs::read_to_string(path).with_context(|| format!("the key {} cannot be read", path.display()))?;
    // Only the key itself says whether it is encrypted.
    if let Ok(key) = SecretKeyBox::from(text.clone()).into_unencrypted_secret_key() {
        return Ok(key);
    }
    let password = env::var(PASSWORD).ok();
    let advice =
        format!("the key cannot be opened; it has to be minisign's secret key, and {PASSWORD} its password");
    SecretKeyBox::from(text).into_secret_key(password).context(advice)
}

/// Signs a text; the comment is signed with it.
pub(super) fn sign(key: &SecretKey, text: &str, comment: &str) -> Result<String> {
    let signature =
        minisign::sign(None, key, text.as_bytes(), Some(comment), Some("signature of Heliograph"))
            .context("the text cannot be signed with this key")?;
    Ok(signature.into_string())
}

/// Checks the signature of a text, and gives the comment that was signed with it.
pub(crate) fn check(key: &str, signature: &str, text: &str) -> Result<String> {
    let key = public_key(key)?;
    let signature = SignatureBox::from_string(signature)
        .context("The signature is damaged. Please download it again, together with SHA256SUMS.")?;
    minisign::verify(&key, &signature, Cursor::new(text), true, false, false).context(
        "The signature is not right: SHA256SUMS was changed, or signed with another key. Please do not use these \
         files, and get them and the key from a place that you trust.",
    )?;
    Ok(signature.trusted_comment()?)
}

/// A key is 56 letters and digits, or a file that has them in its last line.
fn public_key(key: &str) -> Result<PublicKey> {
    if let Ok(key) = PublicKey::from_base64(key) {
        return Ok(key);
    }
    let Ok(text) = fs::read_to_string(key) else {
        bail!("{key} is neither a public key of minisign nor a file with one; such a key begins with RW.");
    };
    let read = PublicKeyBox::from_string(&text).and_then(PublicKeyBox::into_public_key);
    read.with_context(|| {
        format!("The file {key} holds no public key of minisign; such a key begins with RW.")
    })
}

#[cfg(test)]
mod tests {
    use super::{check, secret_key, sign};
    use minisign::KeyPair;
    use std::fs;

    #[test]
    fn a_signature_is_right_for_its_text_and_its_key_only() {
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyPair::generate_unencrypted_keypair().unwrap();
        let secret = folder.path().join("secret");
        fs::write(&secret, keys.sk.to_box(None).unwrap().to_string()).unwrap();
        let signature = sign(&secret_key(&secret).unwrap(), "text", "a comment").unwrap();

        let key = keys.pk.to_base64();
        assert_eq!(check(&key, &signature, "text").unwrap(), "a comment");
        assert!(check(&key, &signature, "test").is_err());
        assert!(check(&key, &signature.replace("a comment", "b comment"), "text").is_err());
        assert!(check(&key, &signature[..40], "text").is_err());
        let other = KeyPair::generate_unencrypted_keypair().unwrap().pk.to_base64();
        assert!(check(&other, &signature, "text").is_err());

        let public = folder.path().join("public");
        fs::write(&public, keys.pk.to_box().unwrap().to_string()).unwrap();
        assert!(check(public.to_str().unwrap(), &signature, "text").is_ok());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        fs::write(&file, "untrusted comment: a key\nnone\n").unwrap();
        assert!(secret_key(&file).is_err());
        assert!(check(file.to_str().unwrap(), "", "text").is_err());
        assert!(check("RWnone", "", "text").is_err());
    }
}
