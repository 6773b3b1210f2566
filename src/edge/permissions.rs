//! Who may do what, as one table. Deny by default: what is not listed is refused.

use switchboard_core::machine::{SessionRow, Standing};
use switchboard_core::{AgentId, QueueId};
use switchboard_journal::accounts::Role;

/// Something one may be allowed to do on the console's socket.
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
}

/// Every deed and who may do it.
pub const TABLE: &[(Deed, &[Role])] = &[
    (Deed::SignIn, &[Role::Owner, Role::Admin, Role::Supervisor, Role::Agent]),
    (Deed::TakeChats, &[Role::Owner, Role::Admin, Role::Supervisor, Role::Agent]),
    (Deed::Serve, &[Role::Owner, Role::Admin, Role::Supervisor, Role::Agent]),
    (Deed::SeeOwn, &[Role::Owner, Role::Admin, Role::Supervisor, Role::Agent]),
    (Deed::SeeAll, &[Role::Owner, Role::Admin, Role::Supervisor]),
];

/// Whether a role may do something.
pub fn may(role: Role, deed: Deed) -> bool {
    TABLE.iter().any(|(listed, roles)| *listed == deed && roles.contains(&role))
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

#[cfg(test)]
mod tests {
    use switchboard_core::Timestamp;

    use super::*;

    const ROLES: [Role; 5] = [Role::Owner, Role::Admin, Role::Supervisor, Role::Agent, Role::Integration];

    #[test]
    fn the_table_is_the_whole_truth() {
        let allowed = |role: Role| {
            [Deed::SignIn, Deed::TakeChats, Deed::Serve, Deed::SeeOwn, Deed::SeeAll]
                .map(|deed| may(role, deed))
        };
        assert_eq!(
            ROLES.map(allowed),
            [
                [true, true, true, true, true],
                [true, true, true, true, true],
                [true, true, true, true, true],
                [true, true, true, true, false],
                [false, false, false, false, false],
            ]
        );
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
    }
}
