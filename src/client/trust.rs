//! Whom this client believes to be the server: the system's authorities, or those of one file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::Connector;

use super::url::ServerUrl;

/// Why nobody can be believed.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The file of certificates is not there, or is none.
    #[error("cannot read certificates from {}: {why}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The system trusts nobody.
    #[error("the system has no certificates of authorities: {0}")]
    System(String),
    /// The cryptography built in does not fit together: a defect.
    #[error("TLS cannot be set up: {0}")]
    Setup(#[from] rustls::Error),
}

/// How to connect a socket to this server.
pub(super) fn connector(server: &ServerUrl) -> Result<Connector, TrustError> {
    if server.is_encrypted() { config(server).map(Connector::Rustls) } else { Ok(Connector::Plain) }
}

/// Whom to believe when TLS is spoken with this server.
pub(super) fn config(server: &ServerUrl) -> Result<Arc<ClientConfig>, TrustError> {
    let roots = match server.authorities() {
        Some(path) => of_file(path)?,
        None => of_system()?,
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

fn of_file(path: &Path) -> Result<RootCertStore, TrustError> {
    let unreadable = |why: String| TrustError::File { path: path.to_owned(), why };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|why| unreadable(why.to_string()))? {
        let certificate = certificate.map_err(|why| unreadable(why.to_string()))?;
        roots.add(certificate).map_err(|why| unreadable(why.to_string()))?;
    }
    if roots.is_empty() { Err(unreadable("no certificate in it".to_owned())) } else { Ok(roots) }
}

fn of_system() -> Result<RootCertStore, TrustError> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let why: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
        return Err(TrustError::System(why.join("; ")));
    }
    Ok(roots)
}
