//! Who may do what, as one table. Deny by default: what is not listed is refused.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use switchboard_core::machine::{SessionRow, Standing};
use switchboard_core::{AgentId, QueueId};
use switchboard_journal::accounts::Role;
use utoipa::ToSchema;

/// Something one may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Sign in on the console's socket at all.
    SignIn,
    /// Be ready or away, accept and decline offers.
    TakeChats,
    /// Say something in a session one serves, show typing there, be done with it.
    Serve,
    /// See sessions one serves, was offered, or that wait in one's queues.
    SeeOwn,
    /// See every session of the workspace.
    SeeAll,
    /// See how the workspace is set up: platforms, queues, agents, teams, flows.
    SeeSettings,
    /// Change how the workspace is set up.
    Configure,
    /// See the boards: who waits, who works.
    SeeLive,
    /// Read why a queue chose this agent.
    SeeDecisions,
    /// Put notes to sessions one may see.
    Annotate,
    /// Move any session of the workspace: give it on, put it back, hand it to the bot.
    Direct,
    /// Look into sessions of others, and whisper there.
    Watch,
    /// Be heard by the customer beside the serving agent.
    StepIn,
    /// Serve a session in another's place.
    TakeOver,
    /// Make another agent ready, or send them away.
    Force,
    /// See what was set aside after faults, and let it go on.
    Repair,
    /// Look through all customers' records: who they are, which sessions they had.
    FindCustomers,
    /// See the records of customers whose session one may open.
    SeeCustomers,
    /// Change what is known of a customer one sees.
    EditCustomers,
    /// Say that an identity is a customer's, and take it back.
    LinkCustomers,
    /// Hand out, and erase, everything held on a person.
    AnswerForData,
    /// Read the audit log.
    SeeAudit,
    /// Look after one's own sign-ins, password and second factor.
    OwnAccount,
    /// Invite people, change and shut them out, end their sign-ins; owners excepted.
    ManagePeople,
    /// The same of owners; make somebody one.
    ManageOwners,
    /// Make and revoke the keys of programs.
    ManageKeys,
    /// Hear and speak on a platform as an application outside.
    Relay,
    /// See telephone calls one is in, and those of one's queues.
    SeeCalls,
    /// See every telephone call of the workspace.
    SeeAllCalls,
    /// See the numbers of those who call, and what they key in.
    SeeNumbers,
    /// See where recordings of calls are.
    HearRecordings,
}

/// What an API key may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum Scope {
    /// See settings.
    #[serde(rename = "settings:read")]
    SettingsRead,
    /// Change settings.
    #[serde(rename = "settings:write")]
    SettingsWrite,
    /// See sessions, their transcripts and journals.
    #[serde(rename = "sessions:read")]
    SessionsRead,
    /// Move sessions: give them on, put them back, hand them to the bot.
    #[serde(rename = "sessions:write")]
    SessionsWrite,
    /// Put notes to sessions.
    #[serde(rename = "notes:write")]
    NotesWrite,
    /// See the boards and the decision records.
    #[serde(rename = "live:read")]
    LiveRead,
    /// See customers' records.
    #[serde(rename = "customers:read")]
    CustomersRead,
    /// Change customers' records.
    #[serde(rename = "customers:write")]
    CustomersWrite,
    /// Hear platforms' feeds and speak in them, as an outside bot, desk or channel.
    #[serde(rename = "feeds")]
    Feeds,
    /// See telephone calls, without the numbers of those who call.
    #[serde(rename = "calls:read")]
    CallsRead,
    /// See the numbers of those who call as well, and where recordings are.
    #[serde(rename = "calls:private")]
    CallsPrivate,
}

/// A deed, and who may do it: persons by their role, keys by a scope they were given.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// What.
    pub deed: Deed,
    /// Persons in one of these roles.
    pub roles: &'static [Role],
    /// Keys with this scope; none for no key at all.
    pub scope: Option<Scope>,
}

const STAFF: &[Role] = &[Role::Owner, Role::Admin, Role::Supervisor, Role::Agent];
const LEADERS: &[Role] = &[Role::Owner, Role::Admin, Role::Supervisor];
const ADMINS: &[Role] = &[Role::Owner, Role::Admin];

const fn rule(deed: Deed, roles: &'static [Role], scope: Option<Scope>) -> Rule {
    Rule { deed, roles, scope }
}

/// Every deed and who may do it.
pub const TABLE: &[Rule] = &[
    rule(Deed::SignIn, STAFF, None),
    rule(Deed::TakeChats, STAFF, None),
    rule(Deed::Serve, STAFF, None),
    rule(Deed::SeeOwn, STAFF, Some(Scope::SessionsRead)),
    rule(Deed::SeeAll, LEADERS, Some(Scope::SessionsRead)),
    rule(Deed::SeeSettings, STAFF, Some(Scope::SettingsRead)),
    rule(Deed::Configure, ADMINS, Some(Scope::SettingsWrite)),
    rule(Deed::SeeLive, LEADERS, Some(Scope::LiveRead)),
    rule(Deed::SeeDecisions, LEADERS, Some(Scope::LiveRead)),
    rule(Deed::Annotate, STAFF, Some(Scope::NotesWrite)),
    rule(Deed::Direct, LEADERS, Some(Scope::SessionsWrite)),
    rule(Deed::Watch, LEADERS, None),
    rule(Deed::StepIn, LEADERS, None),
    rule(Deed::TakeOver, LEADERS, None),
    rule(Deed::Force, LEADERS, None),
    rule(Deed::Repair, ADMINS, None),
    rule(Deed::FindCustomers, LEADERS, Some(Scope::CustomersRead)),
    rule(Deed::SeeCustomers, STAFF, Some(Scope::CustomersRead)),
    rule(Deed::EditCustomers, STAFF, Some(Scope::CustomersWrite)),
    rule(Deed::LinkCustomers, LEADERS, None),
    rule(Deed::AnswerForData, ADMINS, None),
    rule(Deed::SeeAudit, ADMINS, None),
    rule(Deed::OwnAccount, STAFF, None),
    rule(Deed::ManagePeople, ADMINS, None),
    rule(Deed::ManageOwners, &[Role::Owner], None),
    rule(Deed::ManageKeys, ADMINS, None),
    rule(Deed::Relay, &[Role::Integration], Some(Scope::Feeds)),
    rule(Deed::SeeCalls, STAFF, Some(Scope::CallsRead)),
    rule(Deed::SeeAllCalls, LEADERS, Some(Scope::CallsRead)),
    rule(Deed::SeeNumbers, LEADERS, Some(Scope::CallsPrivate)),
    rule(Deed::HearRecordings, LEADERS, Some(Scope::CallsPrivate)),
];

fn rule_of(deed: Deed) -> Option<&'static Rule> {
    TABLE.iter().find(|rule| rule.deed == deed)
}

/// Whether a role may do something.
pub fn may(role: Role, deed: Deed) -> bool {
    rule_of(deed).is_some_and(|rule| rule.roles.contains(&role))
}

/// Whether a key with these scopes may do something.
pub fn key_may(scopes: &BTreeSet<Scope>, deed: Deed) -> bool {
    rule_of(deed).and_then(|rule| rule.scope).is_some_and(|scope| scopes.contains(&scope))
}

/// A role's name on the wire.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Admin => "admin",
        Role::Supervisor => "supervisor",
        Role::Agent => "agent",
        Role::Integration => "integration",
    }
}

/// Whether somebody of this workspace sees the session in their list. The workspace itself is checked before.
pub(crate) fn sees(role: Role, me: &AgentId, queues: &[QueueId], row: &SessionRow) -> bool {
    if may(role, Deed::SeeAll) {
        return true;
    }
    if !may(role, Deed::SeeOwn) {
        return false;
    }
    let waits_for_me =
        row.standing == Standing::Queued && row.queue.as_ref().is_some_and(|queue| queues.contains(queue));
    row.agent.as_ref() == Some(me) || waits_for_me
}

/// What ties somebody to a session besides its line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tie {
    /// It is held out to them now.
    pub offered: bool,
    /// They served it once.
    pub served: bool,
}

/// Whether somebody of this workspace may read the session: what they see in their list, what is held out to them now,
/// and what they served before, as long as nobody else has it since. The workspace itself is checked before.
pub(crate) fn may_read(role: Role, me: &AgentId, queues: &[QueueId], row: &SessionRow, tie: Tie) -> bool {
    let is_nobodys = matches!(row.standing, Standing::Bot | Standing::Released | Standing::Closed);
    let is_tied = tie.offered || (tie.served && is_nobodys);
    sees(role, me, queues, row) || (may(role, Deed::SeeOwn) && is_tied)
}

#[cfg(test)]
mod tests {
    use switchboard_core::Timestamp;

    use super::*;

    const ROLES: [Role; 5] = [Role::Owner, Role::Admin, Role::Supervisor, Role::Agent, Role::Integration];

    #[test]
    fn the_table_is_the_whole_truth() {
        let allowed = |role: Role| TABLE.iter().map(|rule| may(role, rule.deed)).collect::<Vec<_>>();
        let marks =
            |role| allowed(role).into_iter().map(|yes| if yes { 'x' } else { '.' }).collect::<String>();
        assert_eq!(
            ROLES.map(marks),
            [
                "xxxxxxxxxxxxxxxxxxxxxxxxxx.xxxx",
                "xxxxxxxxxxxxxxxxxxxxxxxx.x.xxxx",
                "xxxxxx.xxxxxxxx.xxxx..x....xxxx",
                "xxxx.x...x.......xx...x....x...",
                "..........................x....",
            ],
            "owner, admin, supervisor, agent, integration; by the order of the table"
        );
    }

    #[test]
    fn a_key_may_what_its_scopes_say_and_nothing_without_them() {
        let none = BTreeSet::new();
        assert!(TABLE.iter().all(|rule| !key_may(&none, rule.deed)));
        let reads = BTreeSet::from([Scope::SettingsRead]);
        assert!(key_may(&reads, Deed::SeeSettings) && !key_may(&reads, Deed::Configure));
    }

    #[test]
    fn an_agent_sees_what_they_serve_and_what_waits_for_them() {
        let (me, other): (AgentId, AgentId) = ("anna".parse().unwrap(), "bo".parse().unwrap());
        let (mine, theirs): (QueueId, QueueId) = ("support".parse().unwrap(), "sales".parse().unwrap());
        let row = |standing, queue: &QueueId, agent: Option<&AgentId>| SessionRow {
            session: "018f6b1e-7c3a-7000-8000-0000000000a7".parse().unwrap(),
            workspace: "demo".parse().unwrap(),
            platform: "demo-web".parse().unwrap(),
            customer: "u1".to_owned().try_into().unwrap(),
            standing,
            queue: Some(queue.clone()),
            agent: agent.cloned(),
            since: Timestamp(0),
            opened_at: Timestamp(0),
            presence: switchboard_core::Presence::Unknown,
            channel: Default::default(),
        };
        let cases = [
            (row(Standing::Agent, &theirs, Some(&me)), true),
            (row(Standing::Queued, &mine, None), true),
            (row(Standing::Queued, &theirs, None), false),
            (row(Standing::Agent, &mine, Some(&other)), false),
            (row(Standing::Bot, &mine, None), false),
        ];
        for (row, expected) in cases {
            assert_eq!(sees(Role::Agent, &me, std::slice::from_ref(&mine), &row), expected, "{row:?}");
            assert!(sees(Role::Supervisor, &me, &[], &row));
            assert!(!sees(Role::Integration, &me, std::slice::from_ref(&mine), &row));
        }
        let (none, offered, served) =
            (Tie::default(), Tie { offered: true, served: false }, Tie { offered: false, served: true });
        let cases = [
            (row(Standing::Queued, &theirs, None), [false, true, false]),
            (row(Standing::Agent, &mine, Some(&other)), [false, true, false]),
            (row(Standing::Desk, &mine, None), [false, true, false]),
            (row(Standing::Bot, &mine, None), [false, true, true]),
            (row(Standing::Released, &mine, None), [false, true, true]),
            (row(Standing::Closed, &mine, None), [false, true, true]),
            (row(Standing::Agent, &theirs, Some(&me)), [true, true, true]),
        ];
        for (row, expected) in cases {
            let reads = |role, tie| may_read(role, &me, std::slice::from_ref(&mine), &row, tie);
            assert_eq!([none, offered, served].map(|tie| reads(Role::Agent, tie)), expected, "{row:?}");
            assert!(!reads(Role::Integration, served) && reads(Role::Supervisor, none));
        }
    }
}
