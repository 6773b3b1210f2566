//! Secrets that must be read again (a second factor's, the keys of sites that sign): kept sealed, under a key that lies
//! beside the database and never in it.
//!
//! XChaCha20-Poly1305 with a random nonce each. What a secret is for is sealed with it, so that one put in another's
//! place does not open. A password or a token is never kept so: of those there are hashes only.

use std::fmt;
use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};

use crate::people::Place;

/// The usual key file in the data folder.
pub const KEY_FILE: &str = "secret.key";

/// The form of what is sealed: this byte, the nonce, the cipher text with its tag.
const FORM: u8 = 1;
const NONCE_BYTES: usize = 24;
const KEY_BYTES: usize = 32;

/// Why a secret cannot be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealingError {
    /// The key file cannot be read or made.
    #[error("the key file {} cannot be used: {why}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// Others may read it.
    #[error("the key file {} can be read by others (mode {mode:o}); make it 0600", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// It holds no key.
    #[error("the key file {} does not hold 32 bytes in base64url", path.display())]
    NotAKey {
        /// The file.
        path: PathBuf,
    },
    /// A change of the key was begun and not brought to its end.
    #[error("a change of the key {} was interrupted", path.display())]
    Interrupted {
        /// The key file.
        path: PathBuf,
    },
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    NoRandomness,
    /// Changed, sealed for something else, or under another key.
    #[error("a stored secret does not open with this key")]
    Unopened,
}

/// Seals secrets and opens them. Clones share the key, which is shown to nobody.
#[derive(Clone)]
pub struct Sealer(Arc<XChaCha20Poly1305>);

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(..)")
    }
}

impl Sealer {
    /// With a key of one's own.
    pub fn of(key: &[u8; KEY_BYTES]) -> Self {
        Self(Arc::new(XChaCha20Poly1305::new(&Key::from(*key))))
    }

    /// With the key of a file, which is made (0600) when it is not there. Refused while the key is being changed: what is
    /// stored may be sealed under the other one already.
    pub fn of_file(path: &Path) -> Result<Self, SealingError> {
        if beside(path).exists() {
            return Err(SealingError::Interrupted { path: path.to_owned() });
        }
        let key = match key_of_file(path)? {
            Some(key) => key,
            None => make_key_file(path)?,
        };
        Ok(Self::of(&key))
    }

    /// Seals a secret. `purpose` says what it is for and whose (`totp/demo/anna`), and must be the same when it is opened.
    pub fn seal(&self, purpose: &str, secret: &[u8]) -> Result<Vec<u8>, SealingError> {
        let nonce: [u8; NONCE_BYTES] = random()?;
        let payload = Payload { msg: secret, aad: purpose.as_bytes() };
        let cipher = self.0.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealingError::Unopened)?;
        Ok([&[FORM], nonce.as_slice(), &cipher].concat())
    }

    /// A key for something else that this key alone leads to, always the same for the same purpose; of the one it cannot be
    /// told from the other.
    pub fn derived(&self, purpose: &str) -> Result<[u8; KEY_BYTES], SealingError> {
        let digest = Sha256::digest(format!("derived\0{purpose}"));
        let nonce: [u8; NONCE_BYTES] = digest.first_chunk().copied().ok_or(SealingError::Unopened)?;
        // Nothing else is ever sealed under a nonce that was not random; what stands there is the key stream itself.
        let payload = Payload { msg: &[0; KEY_BYTES], aad: purpose.as_bytes() };
        let cipher = self.0.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealingError::Unopened)?;
        cipher.first_chunk().copied().ok_or(SealingError::Unopened)
    }

    /// Opens what was sealed for this purpose.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, SealingError> {
        let (form, rest) = sealed.split_first().ok_or(SealingError::Unopened)?;
        let (nonce, cipher) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealingError::Unopened)?;
        if *form != FORM {
            return Err(SealingError::Unopened);
        }
        let payload = Payload { msg: cipher, aad: purpose.as_bytes() };
        self.0.decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealingError::Unopened)
    }
}

/// What a person's second factor is sealed for.
pub fn for_second_factor(place: &Place) -> String {
    format!("totp/{}/{}", place.workspace, place.agent)
}

/// What the secret of a site's key is sealed for.
pub fn for_site_key(key: &str) -> String {
    format!("site_key/{key}")
}

/// Where the next key lies while the key is being changed.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

/// The key of a file, if there is one.
pub(crate) fn key_of_file(path: &Path) -> Result<Option<[u8; KEY_BYTES]>, SealingError> {
    let broken = |why| SealingError::File { path: path.to_owned(), why };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(why) if why.kind() == ErrorKind::NotFound => return Ok(None),
        Err(why) if why.kind() == ErrorKind::InvalidData => String::new(),
        Err(why) => return Err(broken(why)),
    };
    let mode = fs::metadata(path).map_err(broken)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(SealingError::Open { path: path.to_owned(), mode });
    }
    let key = BASE64URL_NOPAD.decode(text.trim().as_bytes()).ok();
    let key = key.and_then(|key| key.try_into().ok());
    key.map(Some).ok_or_else(|| SealingError::NotAKey { path: path.to_owned() })
}

/// Makes a file with a new key, readable by its owner alone; it and its name survive a power loss.
pub(crate) fn make_key_file(path: &Path) -> Result<[u8; KEY_BYTES], SealingError> {
    let key: [u8; KEY_BYTES] = random()?;
    let broken = |why| SealingError::File { path: path.to_owned(), why };
    let mut file =
        fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(broken)?;
    let line = format!("{}\n", BASE64URL_NOPAD.encode(&key));
    file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(broken)?;
    settle_folder(path)?;
    Ok(key)
}

/// Makes the names in the file's folder survive a power loss.
pub(crate) fn settle_folder(path: &Path) -> Result<(), SealingError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    let synced = fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|why| SealingError::File { path: path.to_owned(), why })
}

fn random<const N: usize>() -> Result<[u8; N], SealingError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| SealingError::NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn s35_what_is_sealed_opens_for_its_purpose_with_its_key_alone() {
        let sealer = Sealer::of(&[7; 32]);
        let sealed = sealer.seal("totp/demo/anna", b"canary-secret").unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"canary"));
        assert_eq!(sealer.open("totp/demo/anna", &sealed).unwrap(), b"canary-secret");
        assert_ne!(sealer.seal("totp/demo/anna", b"canary-secret").unwrap(), sealed, "a nonce each");
        assert!(sealer.open("totp/demo/bo", &sealed).is_err());
        assert!(Sealer::of(&[8; 32]).open("totp/demo/anna", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(sealer.open("totp/demo/anna", &changed).is_err(), "byte {at}");
        }
        for length in 0..sealed.len() {
            assert!(sealer.open("totp/demo/anna", &sealed[..length]).is_err());
        }
    }

    #[test]
    fn s35_the_key_lies_in_a_file_of_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(KEY_FILE);
        let sealed = Sealer::of_file(&path).unwrap().seal("x", b"secret").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(Sealer::of_file(&path).unwrap().open("x", &sealed).unwrap(), b"secret");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Sealer::of_file(&path), Err(SealingError::Open { mode: 0o640, .. })));
        fs::write(&path, "c2hvcnQ\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(Sealer::of_file(&path), Err(SealingError::NotAKey { .. })));
        assert_eq!(format!("{:?}", Sealer::of(&[7; 32])), "Sealer(..)");
    }
}
