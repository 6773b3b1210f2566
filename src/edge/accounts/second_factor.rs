//! The second factor: codes of an authenticator (TOTP, RFC 6238), and recovery codes for a lost one. That each counts
//! once is the journal's doing; here is only what they are.

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use switchboard_core::Timestamp;
use switchboard_journal::Digest;
use totp_rs::{Builder, Secret, Totp};

use crate::denied::Denied;
use crate::tokens;

/// Recovery codes given at once.
const CODES: usize = 10;

/// A new secret: 160 bit, as RFC 4226 advises.
pub(crate) fn secret() -> Result<[u8; 20], Denied> {
    tokens::random()
}

/// The step of a code that is right now, give or take one for clocks that differ; none for a wrong code.
pub(crate) fn step_of(secret: &[u8], code: &str, now: Timestamp) -> Option<u64> {
    let seconds = u64::try_from(now.micros() / 1_000_000).ok()?;
    let code = code.trim();
    let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    if is_code { totp(secret)?.check(code, seconds) } else { None }
}

fn totp(secret: &[u8]) -> Option<Totp> {
    Builder::new().with_secret(Secret::new(secret.into())).with_skew(1).build().ok()
}

/// The secret as an authenticator takes it when typed in.
pub(crate) fn spelled(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// The secret as an authenticator takes it from a picture.
pub(crate) fn uri(secret: &[u8], login: &str) -> String {
    let login: String = login.bytes().map(escaped).collect();
    format!("otpauth://totp/Switchboard:{login}?secret={}&issuer=Switchboard", spelled(secret))
}

fn escaped(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        byte => format!("%{}", HEXLOWER.encode(&[byte])),
    }
}

/// New recovery codes, 80 bit each, and their hashes.
pub(crate) fn recovery_codes() -> Result<Vec<(String, Digest)>, Denied> {
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let plain = BASE32_NOPAD.encode(&tokens::random::<10>()?);
        let parts: Vec<String> =
            plain.as_bytes().chunks(4).map(|part| part.iter().map(|b| char::from(*b)).collect()).collect();
        codes.push((parts.join("-"), tokens::hash(&plain)));
    }
    Ok(codes)
}

/// The hash of a recovery code however it was typed; none for what cannot be one.
pub(crate) fn recovery_hash(code: &str) -> Option<Digest> {
    let plain: String = code.chars().filter(|c| *c != '-' && !c.is_whitespace()).collect();
    (plain.len() == 16).then(|| tokens::hash(&plain.to_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s9_codes_are_those_of_rfc_6238() {
        // Appendix B of the RFC, its eight digits cut to the last six.
        let secret = b"12345678901234567890";
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            let at = Timestamp::from_millis(seconds * 1_000);
            let step = u64::try_from(seconds).unwrap() / 30;
            assert_eq!(step_of(secret, code, at), Some(step), "{code}");
            assert_eq!(step_of(secret, code, at + std::time::Duration::from_secs(30)), Some(step));
            assert_eq!(step_of(secret, code, at + std::time::Duration::from_secs(90)), None);
        }
        for wrong in ["", "28708", "2870822", "28708a", "000000", "２８７０８２"] {
            assert_eq!(step_of(secret, wrong, Timestamp::from_millis(59_000)), None, "{wrong}");
        }
    }

    #[test]
    fn s9_recovery_codes_are_read_however_they_are_typed() {
        let codes = recovery_codes().unwrap();
        assert_eq!(codes.len(), 10);
        for (code, hash) in &codes {
            assert_eq!(code.len(), 19, "{code}");
            assert_eq!(recovery_hash(code), Some(*hash));
            assert_eq!(recovery_hash(&code.to_lowercase().replace('-', " ")), Some(*hash));
        }
        assert_eq!(recovery_hash("ABCD"), None);
    }

    #[test]
    fn an_authenticator_is_told_whose_it_is() {
        let uri = uri(&[0; 20], "anna+1@example.org");
        assert!(uri.starts_with("otpauth://totp/Switchboard:anna%2b1%40example.org?secret=AAAA"), "{uri}");
    }
}
