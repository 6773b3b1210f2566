//! The credentials file (`DIR/demo.json`): where the server is and who may sign in. Readable by its owner alone.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::exit::{Exit, Failure};

/// Where `serve --demo` in the current folder keeps it.
pub const USUAL_PLACE: &str = "./data/demo.json";

/// Where the server is and who may sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// The server's URL, `http://127.0.0.1:7700`.
    pub server: String,
    /// The tenant.
    pub workspace: String,
    /// The platform customers write to.
    pub platform: String,
    /// The agents, each with a token.
    pub agents: Vec<AgentCredential>,
    /// The applications outside, each with a key.
    #[serde(default)]
    pub applications: Vec<ApplicationCredential>,
}

/// One application's way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationCredential {
    /// What scenarios call it.
    pub application: String,
    /// Its API key.
    pub key: String,
}

/// One agent's way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentCredential {
    /// The agent's id.
    pub agent: String,
    /// The name customers see.
    pub name: String,
    /// The secret.
    pub token: String,
}

/// Why there are no credentials.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// Not there, or not readable.
    #[error("cannot read the credentials {}: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// Not a credentials file.
    #[error("{} is not a credentials file: {why}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where it stops making sense.
        why: String,
    },
    /// Could not be written.
    #[error("cannot write the credentials {}: {why}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
}

impl From<CredentialsError> for Failure {
    fn from(error: CredentialsError) -> Failure {
        let exit = match &error {
            CredentialsError::Unreadable { .. } => Exit::NoInput,
            CredentialsError::Malformed { .. } => Exit::BadData,
            CredentialsError::Unwritable { .. } => Exit::CannotCreate,
        };
        Failure::new(exit, error)
            .advise("`switchboard serve --demo --data DIR` writes such a file to DIR/demo.json")
    }
}

impl Credentials {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, CredentialsError> {
        let text = fs::read_to_string(path)
            .map_err(|why| CredentialsError::Unreadable { path: path.to_owned(), why })?;
        serde_json::from_str(&text)
            .map_err(|why| CredentialsError::Malformed { path: path.to_owned(), why: why.to_string() })
    }

    /// The named file, else the one at the usual place, else none.
    pub fn find(named: Option<&Path>) -> Result<Option<Self>, CredentialsError> {
        match (named, Self::read(Path::new(USUAL_PLACE))) {
            (Some(path), _) => Self::read(path).map(Some),
            (None, Ok(credentials)) => Ok(Some(credentials)),
            (None, Err(CredentialsError::Unreadable { why, .. })) if why.kind() == ErrorKind::NotFound => {
                Ok(None)
            }
            (None, Err(error)) => Err(error),
        }
    }

    /// Writes the file so that only its owner can read it, whole or not at all.
    pub fn write(&self, path: &Path) -> Result<(), CredentialsError> {
        let unwritable = |why| CredentialsError::Unwritable { path: path.to_owned(), why };
        let text = serde_json::to_string_pretty(self).map_err(|why| unwritable(why.into()))?;
        let new = path.with_extension("json.new");
        let _ = fs::remove_file(&new);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&new).map_err(unwritable)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(unwritable)?;
        fs::rename(&new, path).map_err(unwritable)
    }

    /// The named agent, or the first one.
    pub fn agent(&self, name: Option<&str>) -> Option<&AgentCredential> {
        match name {
            Some(name) => self.agents.iter().find(|agent| agent.agent == name),
            None => self.agents.first(),
        }
    }

    /// The named application.
    pub fn application(&self, name: &str) -> Option<&ApplicationCredential> {
        self.applications.iter().find(|known| known.application == name)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn sample() -> Credentials {
        Credentials {
            server: "http://127.0.0.1:7700".to_owned(),
            workspace: "demo".to_owned(),
            platform: "demo-web".to_owned(),
            agents: vec![AgentCredential {
                agent: "anna".to_owned(),
                name: "Anna Andersson".to_owned(),
                token: "secret".to_owned(),
            }],
            applications: vec![ApplicationCredential {
                application: "robot".to_owned(),
                key: "sbk_robot".to_owned(),
            }],
        }
    }

    #[test]
    fn a_written_file_reads_back_and_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.json");
        sample().write(&path).unwrap();
        assert_eq!(Credentials::read(&path).unwrap(), sample());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_was_open_to_others_is_closed_to_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.json");
        fs::write(&path, "{}").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        sample().write(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_named_file_that_is_not_there_is_an_error() {
        let missing = Path::new("/nowhere/demo.json");
        assert!(matches!(Credentials::find(Some(missing)), Err(CredentialsError::Unreadable { .. })));
    }

    #[test]
    fn agents_are_found_by_name_or_the_first_is_taken() {
        assert_eq!(sample().agent(None).map(|agent| agent.agent.as_str()), Some("anna"));
        assert!(sample().agent(Some("zoe")).is_none());
    }
}
