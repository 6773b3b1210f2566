//! Who is told by mail that somebody waits, and where: their own choice comes first, then the installation's list.

use switchboard_core::{AgentId, WorkspaceId};
use switchboard_journal::JournalError;
use switchboard_journal::audit::By;
use switchboard_journal::people::{Choice, Choices, PeopleWrite, Person, Place};

use crate::accounts::change;
use crate::doors::Doors;
use crate::records::Records;

/// The longest mail address there can be, and the longest part before its `@`.
const LONGEST: usize = 254;
const LONGEST_NAME: usize = 64;

/// Letters to agents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailSettings {
    /// Whether there is a mail server at all.
    pub is_sent: bool,
    /// Those who are told unless they choose otherwise, with their addresses.
    pub agents: Vec<(AgentId, String)>,
    /// The subject of each letter.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// How it stands with somebody's letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    /// They are told.
    pub wanted: bool,
    /// The address they gave themselves.
    pub address: Option<String>,
    /// Where letters go; none where no address is known.
    pub to: Option<String>,
}

impl Wish {
    fn of(mail: &MailSettings, agent: &AgentId, choices: Choices, person: Option<&Person>) -> Self {
        let listed = mail.agents.iter().find(|(known, _)| known == agent).map(|(_, address)| address.clone());
        let login = person.map(|person| person.login.clone()).filter(|login| is_address(login));
        Self {
            wanted: choices.letters.unwrap_or(listed.is_some()),
            to: choices.address.clone().or(listed).or(login),
            address: choices.address,
        }
    }
}

/// Why a choice is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// No letters are sent to this workspace.
    NoMail,
    /// What was given is no mail address.
    NoAddress,
    /// Nobody knows where to.
    NowhereToSend,
    /// It could not be stored.
    Journal(JournalError),
}

impl From<JournalError> for Unfit {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}

/// Whether letters are sent to the agents of a workspace at all.
pub(crate) fn are_sent(doors: &Doors, workspace: &WorkspaceId) -> bool {
    let settings = &doors.settings.buerokratt;
    let platform = settings.platform.as_ref().and_then(|id| doors.house.book.platform(id));
    settings.mail.is_sent && platform.is_some_and(|platform| platform.values.workspace == *workspace)
}

/// How it stands with somebody's letters.
pub(crate) fn wish(records: &dyn Records, mail: &MailSettings, place: &Place) -> Result<Wish, JournalError> {
    let views = records.views();
    let (choices, person) = (views.choices(place)?, views.person(place)?);
    Ok(Wish::of(mail, &place.agent, choices, person.as_ref()))
}

/// Everybody who is to be told, with their addresses; nobody who may not sign in.
pub(crate) fn wanting(
    records: &dyn Records,
    mail: &MailSettings,
    workspace: &WorkspaceId,
) -> Result<Vec<(AgentId, String)>, JournalError> {
    let views = records.views();
    let chosen = views.letters(workspace)?;
    let is_chosen = |agent: &AgentId| chosen.iter().any(|(known, _)| known == agent);
    let listed = mail.agents.iter().map(|(agent, _)| agent).filter(|agent| !is_chosen(agent));
    let listed: Vec<_> = listed.map(|agent| (agent.clone(), Choices::default())).collect();
    let mut wanting = Vec::new();
    for (agent, choices) in chosen.into_iter().chain(listed) {
        let person = views.person(&Place { workspace: workspace.clone(), agent: agent.clone() })?;
        if person.as_ref().is_some_and(|person| person.disabled) {
            continue;
        }
        let wish = Wish::of(mail, &agent, choices, person.as_ref());
        if let Some(to) = wish.to.filter(|_| wish.wanted) {
            wanting.push((agent, to));
        }
    }
    Ok(wanting)
}

/// Takes a choice of somebody for themselves, if it can be kept; how it stands then.
pub(crate) async fn choose(doors: &Doors, place: Place, choice: Choice, by: By) -> Result<Wish, Unfit> {
    if choice.address.as_deref().is_some_and(|address| !address.is_empty() && !is_address(address)) {
        return Err(Unfit::NoAddress);
    }
    if choice.letters == Some(true) {
        if !are_sent(doors, &place.workspace) {
            return Err(Unfit::NoMail);
        }
        let (asked, given, mail) = (place.clone(), choice.address.clone(), mail(doors));
        let known = doors.reader.read(move |records| {
            let views = records.views();
            let mut choices = views.choices(&asked)?;
            if let Some(address) = given {
                choices.address = Some(address).filter(|address| !address.is_empty());
            }
            Ok(Wish::of(&mail, &asked.agent, choices, views.person(&asked)?.as_ref()).to.is_some())
        });
        if !known.await? {
            return Err(Unfit::NowhereToSend);
        }
    }
    change(doors, PeopleWrite::Choose { place: place.clone(), choice, by }).await?;
    let mail = mail(doors);
    Ok(doors.reader.read(move |records| wish(records, &mail, &place)).await?)
}

/// The settings, for whoever reads elsewhere.
pub(crate) fn mail(doors: &Doors) -> MailSettings {
    doors.settings.buerokratt.mail.clone()
}

/// Whether letters can be sent there: one name, one host, nothing in them that a mail server takes for more.
fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c);
    let is_dotted = |text: &str| text.split('.').all(|part| !part.is_empty());
    let is_label = |part: &str| !part.starts_with('-') && !part.ends_with('-');
    text.len() <= LONGEST
        && name.len() <= LONGEST_NAME
        && name.chars().all(is_plain)
        && is_dotted(name)
        && is_dotted(host)
        && host.split('.').all(is_label)
        && host.chars().all(|c| c.is_alphanumeric() || ".-".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> MailSettings {
        let agents = vec![("anna".parse().unwrap(), "listed@example.org".to_owned())];
        MailSettings { agents, ..MailSettings::default() }
    }

    fn wish_of(agent: &str, letters: Option<bool>, address: Option<&str>) -> (bool, Option<String>) {
        let choices = Choices { letters, address: address.map(str::to_owned), ..Choices::default() };
        let wish = Wish::of(&mail(), &agent.parse().unwrap(), choices, None);
        (wish.wanted, wish.to)
    }

    #[test]
    fn ones_own_choice_comes_before_the_installations_list() {
        let listed = Some("listed@example.org".to_owned());
        assert_eq!(wish_of("anna", None, None), (true, listed.clone()));
        assert_eq!(wish_of("anna", Some(false), None), (false, listed));
        assert_eq!(
            wish_of("anna", None, Some("own@example.org")),
            (true, Some("own@example.org".to_owned()))
        );
        assert_eq!(wish_of("bo", None, None), (false, None));
        assert_eq!(
            wish_of("bo", Some(true), Some("bo@example.org")),
            (true, Some("bo@example.org".to_owned()))
        );
    }

    #[test]
    fn a_mail_address_is_one_name_and_one_host() {
        for fit in ["a@b", "anna.svensson+chat@mail.example.org", "õie@näide.ee", "o'hara@example.org"] {
            assert!(is_address(fit), "{fit}");
        }
        let long = format!("{}@example.org", "a".repeat(65));
        for unfit in [
            "",
            "anna",
            "@b",
            "a@",
            "a b@c",
            "a@b@c",
            "a@b\r\nRCPT TO:<c@d>",
            "<a@b>",
            "a@b,c@d",
            "a..b@c",
            "a@-b",
            "a@b.",
            long.as_str(),
        ] {
            assert!(!is_address(unfit), "{unfit}");
        }
    }
}
