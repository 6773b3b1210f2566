//! TLS of our own, by rustls: 1.3 and 1.2, HTTP/1.1 only, certificate and key from files that are read again when they
//! change. A pair that does not read or does not fit together is said in the log, and the one before stays in use.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::{Duration, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};

/// The files are looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file does not read as PEM.
    #[error("cannot read {}: {why}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: rustls::pki_types::pem::Error,
    },
    /// There is no certificate in the file.
    #[error("there is no certificate in {}", .0.display())]
    Empty(PathBuf),
    /// The key is not the certificate's, or of a kind that is not known.
    #[error("certificate and key do not fit: {0}")]
    Unfit(rustls::Error),
    /// The system gives no thread to watch the files.
    #[error("the system gives no thread: {0}")]
    Thread(std::io::Error),
}

/// The pair in use.
#[derive(Debug)]
struct Current {
    cert: PathBuf,
    key: PathBuf,
    provider: Arc<CryptoProvider>,
    pair: RwLock<Arc<CertifiedKey>>,
}

impl Current {
    fn read(cert: &Path, key: &Path, provider: &CryptoProvider) -> Result<Arc<CertifiedKey>, TlsError> {
        let unreadable = |file: &Path, why| TlsError::Unreadable { file: file.to_owned(), why };
        let chain: Vec<_> = CertificateDer::pem_file_iter(cert)
            .and_then(Iterator::collect)
            .map_err(|why| unreadable(cert, why))?;
        if chain.is_empty() {
            return Err(TlsError::Empty(cert.to_owned()));
        }
        let private = PrivateKeyDer::from_pem_file(key).map_err(|why| unreadable(key, why))?;
        CertifiedKey::from_der(chain, private, provider).map(Arc::new).map_err(TlsError::Unfit)
    }

    /// When the files were changed last, as far as the system says.
    fn stamp(&self) -> [Option<SystemTime>; 2] {
        [&self.cert, &self.key].map(|file| std::fs::metadata(file).and_then(|about| about.modified()).ok())
    }

    fn reload(&self) {
        match Self::read(&self.cert, &self.key, &self.provider) {
            Ok(pair) => {
                *self.pair.write().unwrap_or_else(PoisonError::into_inner) = pair;
                tracing::info!(cert = %self.cert.display(), "the certificate was read again");
            }
            Err(error) => tracing::error!(%error, "the new certificate is not used; the one before is"),
        }
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.pair.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// The configuration of a listener, whose certificate follows its files for as long as the listener lives.
pub fn config(cert: &Path, key: &Path) -> Result<ServerConfig, TlsError> {
    watched(cert, key, LOOK_EVERY)
}

fn watched(cert: &Path, key: &Path, every: Duration) -> Result<ServerConfig, TlsError> {
    let provider = Arc::new(ring::default_provider());
    let pair = RwLock::new(Current::read(cert, key, &provider)?);
    let (cert, key) = (cert.to_owned(), key.to_owned());
    let current = Arc::new(Current { cert, key, provider: Arc::clone(&provider), pair });
    let watched = Arc::downgrade(&current);
    std::thread::Builder::new()
        .name("certificate".to_owned())
        .spawn(move || watch(&watched, every))
        .map_err(TlsError::Thread)?;
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(TlsError::Unfit)?;
    Ok(config.with_no_client_auth().with_cert_resolver(current))
}

fn watch(current: &Weak<Current>, every: Duration) {
    let mut known = None;
    while let Some(current) = current.upgrade() {
        let stamp = current.stamp();
        if known.is_some_and(|known| known != stamp) {
            current.reload();
        }
        known = Some(stamp);
        drop(current);
        std::thread::sleep(every);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn write(folder: &Path, name: &str) -> Vec<u8> {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
        fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        made.cert.der().to_vec()
    }

    fn current(folder: &Path) -> Arc<Current> {
        let (cert, key) = (folder.join("cert.pem"), folder.join("key.pem"));
        let provider = Arc::new(ring::default_provider());
        let pair = RwLock::new(Current::read(&cert, &key, &provider).unwrap());
        Arc::new(Current { cert, key, provider, pair })
    }

    fn used(current: &Current) -> Vec<u8> {
        current.pair.read().unwrap().cert[0].to_vec()
    }

    #[test]
    fn s42_a_changed_certificate_is_used_without_a_restart_and_a_broken_one_never() {
        let folder = tempfile::tempdir().unwrap();
        let first = write(folder.path(), "first.test");
        let current = current(folder.path());
        assert_eq!(used(&current), first);
        let weak = Arc::downgrade(&current);
        let watcher = std::thread::spawn(move || watch(&weak, Duration::from_millis(5)));
        std::thread::sleep(Duration::from_millis(50));
        fs::write(folder.path().join("key.pem"), "no key at all").unwrap();
        std::thread::sleep(Duration::from_millis(50));
        assert_eq!(used(&current), first, "what does not read is not used");
        let second = write(folder.path(), "second.test");
        let began = std::time::Instant::now();
        while used(&current) != second {
            assert!(began.elapsed() < Duration::from_secs(10), "the new certificate was not taken up");
            std::thread::sleep(Duration::from_millis(5));
        }
        drop(current);
        watcher.join().unwrap();
    }

    #[test]
    fn files_that_do_not_fit_say_so() {
        let folder = tempfile::tempdir().unwrap();
        let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        let said = config(&cert, &key).unwrap_err().to_string();
        assert!(said.contains("cert.pem"), "{said}");
        write(folder.path(), "one.test");
        let kept = fs::read(&key).unwrap();
        write(folder.path(), "other.test");
        fs::write(&key, kept).unwrap();
        assert!(matches!(config(&cert, &key), Err(TlsError::Unfit(_))), "another's key");
        fs::write(&cert, "").unwrap();
        assert!(matches!(config(&cert, &key), Err(TlsError::Empty(_))));
    }
}
