//! What all settings have in common: an id, a version, and how a change of them is written.

use std::borrow::Cow;

use serde::Serialize;
use switchboard_journal::JournalError;
use switchboard_journal::accounts::{AccountOutcome, AccountWrite};
use switchboard_journal::settings::{Change, ConfiguredWrite};
use utoipa::openapi::{ObjectBuilder, Ref, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::answer::Answer;
use super::call::Call;
use crate::problem::{Failed, Fault, Problem};

/// Something configured, with the version that an edit of it must name.
#[derive(Debug, Serialize)]
pub(crate) struct Setting<T> {
    /// Its name in paths; never changed, never used again.
    pub id: String,
    /// Counts up with every change; the ETag.
    pub version: u64,
    /// As configured; an edit sends all of it.
    pub settings: T,
}

impl<T: ToSchema> PartialSchema for Setting<T> {
    fn schema() -> RefOr<Schema> {
        let id = ObjectBuilder::new().schema_type(Type::String);
        let version = ObjectBuilder::new().schema_type(Type::Integer);
        let setting = ObjectBuilder::new()
            .property("id", id.description(Some("Its name in paths; never changed, never used again.")))
            .property("version", version.description(Some("Counts up with every change; the ETag.")))
            .property("settings", Ref::from_schema_name(T::name()));
        let setting = setting.required("id").required("version").required("settings");
        setting
            .description(Some("Something configured, with the version that an edit of it must name."))
            .into()
    }
}

impl<T: ToSchema> ToSchema for Setting<T> {
    fn name() -> Cow<'static, str> {
        format!("Setting_{}", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

impl<T> Setting<T> {
    /// A setting as it was read.
    pub(crate) fn new(id: impl ToString, version: u64, settings: T) -> Self {
        Self { id: id.to_string(), version, settings }
    }

    /// As the answer to whoever looked.
    pub(crate) fn shown(self) -> Answer<Self> {
        let version = self.version;
        Answer::new(self).version(version)
    }
}

impl<B, Q> Call<B, Q> {
    /// Writes a change, if what is there is what the condition says; gives the new version.
    pub(crate) async fn configure(&self, change: Change) -> Result<u64, Failed> {
        self.change(change, self.condition.expected()?).await
    }

    /// Writes a change, if what is there has this version; gives the new one.
    pub(crate) async fn change(&self, change: Change, expected: u64) -> Result<u64, Failed> {
        let caller = self.caller()?;
        let refused = match change {
            Change::FlowPublished(..) => Problem::Unprocessable("unknown_version"),
            _ => Problem::Refused("name_taken"),
        };
        let by = caller.by(self.doors.house.clock.now());
        let write = ConfiguredWrite { by, workspace: caller.workspace.clone(), expected, change };
        match self.doors.writer.account(AccountWrite::Configured(Box::new(write))).await {
            Ok(AccountOutcome::Configured { version }) => Ok(version),
            Ok(_) => Err(Problem::Internal.into()),
            Err(JournalError::Refused(why)) => Err(refused.because(why)),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes a change to something with an id, and shows what is there now.
    pub(crate) async fn put<T>(
        &self,
        id: impl ToString,
        settings: T,
        change: Change,
    ) -> Result<Answer<Setting<T>>, Failed> {
        let is_new = self.condition.expected()? == 0;
        let version = self.configure(change).await?;
        let shown = Setting::new(id, version, settings).shown();
        let path = self.request.path();
        let place = path.split_once(super::BASE).map_or(path, |(_, place)| place).to_owned();
        Ok(if is_new { shown.created_at(place) } else { shown })
    }
}

/// Faults of a body, gathered.
#[derive(Default)]
pub(crate) struct Faults(Vec<Fault>);

/// The longest name people see.
const LONGEST_NAME: usize = 200;

impl Faults {
    /// Notes a fault unless all is well.
    pub(crate) fn unless(&mut self, well: bool, field: &str, code: &'static str, detail: &str) {
        if !well {
            self.0.push(Fault::new(field, code, detail));
        }
    }

    /// A name people see has visible characters, and not too many.
    pub(crate) fn name(&mut self, field: &str, name: &str) {
        let fits = !name.trim().is_empty() && name.chars().count() <= LONGEST_NAME;
        self.unless(fits, field, "not_a_name", "a name has 1 to 200 characters, not all of them blank");
    }

    /// A list is not too long and names nothing twice.
    pub(crate) fn list<T: Ord>(&mut self, field: &str, list: &[T], most: usize) {
        self.unless(list.len() <= most, field, "too_many", &format!("at most {most}"));
        let unique: std::collections::BTreeSet<_> = list.iter().collect();
        self.unless(unique.len() == list.len(), field, "repeated", "something is named twice");
    }

    /// Goes on if nothing was noted.
    pub(crate) fn none(self) -> Result<(), Failed> {
        if self.0.is_empty() { Ok(()) } else { Err(Failed::body(self.0)) }
    }
}
