//! What is new of a chat, in the frames in which an agent's page can take it in (trap 30): it passes over the answer to a
//! question it has not seen, and looks for one answer a frame.

use std::borrow::Cow;

use super::instants::millis;
use super::message::Message;

/// One version of a message.
pub type Version<'a> = Cow<'a, Message>;

/// The versions later than an instant (in milliseconds), in frames: each answer begins one, after its question if that is
/// new, too. Within a frame in the order in which they were first said.
pub fn frames(messages: &[Message], after: i64) -> Vec<Vec<Version<'_>>> {
    let mut versions: Vec<Version<'_>> = Vec::new();
    for message in messages.iter().filter(|message| millis(message.updated) > after) {
        if millis(message.created) > after {
            versions.extend(message.as_asked().map(Cow::Owned));
        }
        versions.push(Cow::Borrowed(message));
    }
    // No two versions of a chat share a millisecond.
    versions.sort_by_key(|version| millis(version.updated));
    let mut frames: Vec<Vec<Version<'_>>> = Vec::new();
    for version in versions {
        match frames.last_mut() {
            Some(frame) if version.asked.is_none() => frame.push(version),
            _ => frames.push(vec![version]),
        }
    }
    for frame in &mut frames {
        frame.sort_by_key(|version| millis(version.created));
    }
    frames
}

#[cfg(test)]
mod tests {
    use switchboard_core::Timestamp;

    use super::super::message::{Asked, Author};
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    fn message(number: u64, event: &str, created: i64, answered: Option<(&str, i64)>) -> Message {
        let asked = Asked { event: event.to_owned(), author: Author::Backoffice, authored_at: at(created) };
        Message {
            number,
            content: String::new(),
            event: answered.map_or(event, |(answer, _)| answer).to_owned(),
            author_id: String::new(),
            authored_at: at(created),
            name: String::new(),
            author: Author::Backoffice,
            forwarded: None,
            is_ours: false,
            rating: String::new(),
            created: at(created),
            updated: at(answered.map_or(created, |(_, updated)| updated)),
            asked: answered.map(|_| asked),
        }
    }

    fn told(messages: &[Message], after: i64) -> Vec<Vec<(u64, String)>> {
        let frame = |frame: Vec<Version<'_>>| {
            frame.iter().map(|version| (version.number, version.event.clone())).collect()
        };
        frames(messages, after).into_iter().map(frame).collect()
    }

    fn frame(versions: &[(u64, &str)]) -> Vec<(u64, String)> {
        versions.iter().map(|(number, event)| (*number, (*event).to_owned())).collect()
    }

    #[test]
    fn trap_30_a_question_goes_before_its_answer_and_each_answer_begins_a_frame() {
        let chat = [
            message(1, "", 10, None),
            message(2, "ask-permission", 20, Some(("ask-permission-accepted", 50))),
            message(3, "contact-information", 30, Some(("contact-information-rejected", 60))),
            message(4, "", 40, None),
            message(5, "", 70, None),
        ];
        let all = [
            frame(&[(1, ""), (2, "ask-permission"), (3, "contact-information"), (4, "")]),
            frame(&[(2, "ask-permission-accepted")]),
            frame(&[(3, "contact-information-rejected"), (5, "")]),
        ];
        assert_eq!(told(&chat, 0), all);
        let known = [all[1].clone(), all[2].clone()];
        assert_eq!(told(&chat, 40), known, "who has the questions gets the answers");
        assert!(told(&chat, 70).is_empty());
    }

    #[test]
    fn what_was_never_changed_is_one_frame() {
        let chat = [message(1, "", 10, None), message(2, "message-read", 20, None)];
        assert_eq!(told(&chat, 0), [frame(&[(1, ""), (2, "message-read")])]);
    }
}
