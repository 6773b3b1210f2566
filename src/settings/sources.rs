//! Where settings come from, in order, each under a name that an error can tell.

use std::fmt;
use std::path::PathBuf;

use figment::providers::{Format, Serialized, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::{Problem, Settings};

const PREFIX: &str = "SWITCHBOARD__";

/// Why there are no settings to start with.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file named is not there or not readable.
    #[error("cannot read {}: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// A source sets a key that does not exist.
    #[error("{source_name} sets the unknown key {key}{}", near(suggestion.as_deref()))]
    Unknown {
        /// Which source.
        source_name: String,
        /// The key as it was given.
        key: String,
        /// The key it may have meant.
        suggestion: Option<String>,
    },
    /// A value is not of its key's type, or a file is not TOML.
    #[error("{0}")]
    Malformed(String),
    /// Values that make no sense.
    #[error("{}", listed(.0))]
    Invalid(Vec<Problem>),
    /// The settings cannot be written as TOML.
    #[error("the settings cannot be printed: {0}")]
    Unprintable(String),
}

fn near(suggestion: Option<&str>) -> String {
    suggestion.map_or(String::new(), |key| format!("; did you mean {key}?"))
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

/// A flag of the command line that sets a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// As typed, `--listen`.
    pub name: &'static str,
    /// The key it sets, `server.listen`.
    pub key: &'static str,
    /// The value as typed.
    pub value: String,
}

/// The sources beyond the defaults. Later ones win: file, environment, flags.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The configuration file, if one was named.
    pub file: Option<PathBuf>,
    /// The environment's variables; those with our prefix count.
    pub environment: Vec<(String, String)>,
    /// Flags of the command line.
    pub flags: Vec<Flag>,
}

impl Sources {
    /// File and flags as given, with the process's environment.
    pub fn of_process(file: Option<PathBuf>, flags: Vec<Flag>) -> Self {
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with(PREFIX))
            .collect();
        Self { file, environment, flags }
    }

    pub(super) fn merge(&self) -> Result<Settings, SettingsError> {
        let mut figment = Figment::from(Serialized::defaults(Settings::default()));
        let known = tree(&figment)?;
        let mut layers = Vec::new();
        if let Some(path) = &self.file {
            let text = std::fs::read_to_string(path)
                .map_err(|why| SettingsError::Unreadable { path: path.clone(), why })?;
            let source_name = format!("the file {}", path.display());
            let layer = tree(&Figment::from(Toml::string(&text)))
                .map_err(|error| SettingsError::Malformed(format!("{source_name}: {error}")))?;
            layers.push(Layer { source_name, keys: layer });
        }
        let mut environment: Vec<_> =
            self.environment.iter().filter(|(name, _)| name.starts_with(PREFIX)).collect();
        environment.sort();
        for (name, value) in environment {
            layers.push(Layer::of_variable(name, value, &known)?);
        }
        for flag in &self.flags {
            let value = Value::from(flag.value.clone());
            layers.push(Layer {
                source_name: format!("the flag {}", flag.name),
                keys: nested(flag.key.split('.'), value),
            });
        }
        for layer in layers {
            refuse_unknown(&layer.source_name, &layer.keys, &known, "")?;
            figment = figment.merge(layer);
        }
        figment.extract().map_err(|error| SettingsError::Malformed(error.to_string()))
    }
}

/// One source's keys, under the name an error tells.
struct Layer {
    source_name: String,
    keys: Dict,
}

impl Layer {
    /// `SWITCHBOARD__LOG__LEVEL=debug`, or `SWITCHBOARD__LOG__LEVEL_FILE=/run/secrets/level` with the value in the file.
    fn of_variable(name: &str, value: &str, known: &Dict) -> Result<Self, SettingsError> {
        let path: Vec<String> = name.trim_start_matches(PREFIX).split("__").map(str::to_lowercase).collect();
        let source_name = format!("the environment variable {name}");
        if let Some((last, front)) = path.split_last()
            && let Some(bare) = last.strip_suffix("_file")
            && find(known, front).is_some_and(|table| !table.contains_key(last))
        {
            let file = PathBuf::from(value);
            let text = std::fs::read_to_string(&file)
                .map_err(|why| SettingsError::Unreadable { path: file, why })?;
            let path = front.iter().map(String::as_str).chain([bare]);
            return Ok(Self { source_name, keys: nested(path, parsed(text.trim())) });
        }
        let keys = nested(path.iter().map(String::as_str), parsed(value));
        Ok(Self { source_name, keys })
    }
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.source_name.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.keys.clone()))
    }
}

impl fmt::Debug for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source_name)
    }
}

/// A variable's text as the value it spells: `true`, `12`, `["a", "b"]`, else the text itself.
fn parsed(text: &str) -> Value {
    text.parse().unwrap_or_else(|never| match never {})
}

fn tree(figment: &Figment) -> Result<Dict, SettingsError> {
    figment.extract::<Dict>().map_err(|error| SettingsError::Malformed(error.to_string()))
}

fn find<'a>(dict: &'a Dict, path: &[String]) -> Option<&'a Dict> {
    path.iter().try_fold(dict, |table, key| table.get(key)?.as_dict())
}

fn nested<'a>(path: impl DoubleEndedIterator<Item = &'a str>, value: Value) -> Dict {
    let whole = path.rev().fold(value, |inner, key| Value::from(Dict::from([(key.to_owned(), inner)])));
    whole.into_dict().unwrap_or_default()
}

fn refuse_unknown(source_name: &str, given: &Dict, known: &Dict, above: &str) -> Result<(), SettingsError> {
    for (key, value) in given {
        let full = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        match (known.get(key), value) {
            // A table that is empty by default holds names of the installation's own.
            (Some(Value::Dict(_, known)), Value::Dict(..)) if known.is_empty() => {}
            (Some(Value::Dict(_, known)), Value::Dict(_, given)) => {
                refuse_unknown(source_name, given, known, &full)?;
            }
            (Some(_), _) => {}
            (None, _) => {
                let suggestion = known.keys().min_by_key(|other| distance(key, other));
                return Err(SettingsError::Unknown {
                    source_name: source_name.to_owned(),
                    key: full,
                    suggestion: suggestion.filter(|other| distance(key, other) <= 3).map(|other| {
                        if above.is_empty() { other.clone() } else { format!("{above}.{other}") }
                    }),
                });
            }
        }
    }
    Ok(())
}

/// Edits from one word to another (Levenshtein), for "did you mean".
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((above, after), b) in row.iter().zip(row.iter().skip(1)).zip(&to) {
            let left = next.last().copied().unwrap_or_default();
            next.push((above + usize::from(a != *b)).min(after + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
