//! Which deed each command of the console's socket needs. Deny by default: a command that is not listed is refused.

use switchboard_wire::console::{Command, Handling};

use crate::permissions::Deed;

/// A command, and what it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsoleCommand {
    /// Its type on the wire.
    pub name: &'static str,
    /// Needed in any case.
    pub deed: Deed,
    /// Needed besides for a session one does not serve; none where the session's own rules are enough.
    pub beyond: Option<Deed>,
}

const fn command(name: &'static str, deed: Deed, beyond: Option<Deed>) -> ConsoleCommand {
    ConsoleCommand { name, deed, beyond }
}

/// Every command. What one may ask of a session is asked about sessions one may see; of others there are none.
pub const COMMANDS: &[ConsoleCommand] = &[
    command("ready", Deed::TakeChats, None),
    command("away", Deed::TakeChats, None),
    command("accept", Deed::TakeChats, None),
    command("decline", Deed::TakeChats, None),
    command("pick", Deed::TakeChats, None),
    command("finish_wrap_up", Deed::TakeChats, None),
    command("force", Deed::Force, None),
    command("say", Deed::Serve, None),
    command("done", Deed::Serve, None),
    command("open", Deed::SeeOwn, Some(Deed::Watch)),
    command("shut", Deed::SeeOwn, None),
    command("transfer", Deed::Serve, Some(Deed::Direct)),
    command("put_back", Deed::Serve, Some(Deed::Direct)),
    command("hand_to_bot", Deed::Serve, Some(Deed::Direct)),
    command("take_over", Deed::TakeOver, None),
    command("step_in", Deed::StepIn, None),
    command("step_out", Deed::StepIn, None),
    command("watch", Deed::Watch, None),
    command("unwatch", Deed::Watch, None),
    command("whisper", Deed::Serve, Some(Deed::Watch)),
    command("note", Deed::Serve, None),
    command("wrap_up", Deed::Serve, None),
];

/// What a command needs; none for one that is not listed.
pub(super) fn rule(command: &Command) -> Option<&'static ConsoleCommand> {
    let name = name(command);
    COMMANDS.iter().find(|listed| listed.name == name)
}

fn name(command: &Command) -> &'static str {
    match command {
        Command::Ready => "ready",
        Command::Away { .. } => "away",
        Command::Accept { .. } => "accept",
        Command::Decline { .. } => "decline",
        Command::Pick { .. } => "pick",
        Command::FinishWrapUp { .. } => "finish_wrap_up",
        Command::Force { .. } => "force",
        Command::Say { .. } => "say",
        Command::Done { .. } => "done",
        Command::Open { .. } => "open",
        Command::Shut { .. } => "shut",
        Command::Handle { what, .. } => match what {
            Handling::Transfer { .. } => "transfer",
            Handling::PutBack { .. } => "put_back",
            Handling::HandToBot { .. } => "hand_to_bot",
            Handling::TakeOver => "take_over",
            Handling::StepIn => "step_in",
            Handling::StepOut => "step_out",
            Handling::Watch { .. } => "watch",
            Handling::Unwatch => "unwatch",
            Handling::Whisper { .. } => "whisper",
            Handling::Note { .. } => "note",
            Handling::WrapUp { .. } => "wrap_up",
        },
    }
}

#[cfg(test)]
mod tests {
    use switchboard_wire::console::{Said, decode};

    use super::*;

    /// A frame of this type in which every field some command needs is filled in.
    fn frame(name: &str) -> String {
        let to = if name == "transfer" { r#""queue":"support","# } else { r#""agent":"bo","# };
        format!(
            r#"{{"type":"{name}","id":"1",{to}"session":"018f6b1e-7c3a-7000-8000-0000000000a7","offer":"support:1",
                "ready":true,"text":"x","code":"x"}}"#
        )
    }

    #[test]
    fn every_listed_command_is_spoken_on_the_wire_and_finds_its_rule() {
        for listed in COMMANDS {
            match decode(&frame(listed.name)) {
                Ok(Said::Command { command, .. }) => assert_eq!(rule(&command), Some(listed)),
                other => panic!("{}: {other:?}", listed.name),
            }
        }
    }
}
