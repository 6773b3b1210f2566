//! `config check` and `config print`.

use crate::cli::Config;
use crate::exit::{Exit, Failure};
use crate::settings::{Settings, SettingsError, Sources};

/// Checks or prints.
pub fn run(asked: &Config) -> Result<(), Failure> {
    let (Config::Check(file) | Config::Print(file)) = asked;
    let settings = Settings::load(&Sources::of_process(file.config.clone(), Vec::new()))?;
    match asked {
        Config::Check(_) => println!("The configuration is fine."),
        Config::Print(_) => print!("{}", settings.to_toml()?),
    }
    Ok(())
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Failure {
        let exit = match error {
            SettingsError::Unreadable { .. } => Exit::NoInput,
            _ => Exit::Configuration,
        };
        Failure::new(exit, format!("the configuration is wrong\n{error}"))
            .advise("every setting is explained in config/switchboard.example.toml")
    }
}
