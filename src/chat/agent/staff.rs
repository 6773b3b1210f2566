//! What is typed about a session beyond talking in it, as the command it becomes (without the session it is about).

use serde_json::{Value, json};

/// The words, for people.
pub const HELP: &str = "/transfer QUEUE or @AGENT [note]   give the chat on     /back [note]  put it back in its queue\n\
                        /bot [group]  give it to the bot      /note, /whisper WORDS  for staff only\n\
                        /wrap CODE [note]  what it was about  /list      every chat you may see\n\
                        /watch 3   look on at number 3 of the list, /unwatch   no longer\n\
                        /in, /out  speak beside the agent     /take      serve it yourself";

/// The command, or what is missing; none for a line that means something else.
pub fn command(line: &str) -> Option<Result<Value, String>> {
    let (verb, rest) = split(line);
    Some(match verb {
        "/transfer" => transfer(rest),
        "/back" => Ok(noted(json!({"type": "put_back"}), rest)),
        "/bot" if rest.is_empty() => Ok(json!({"type": "hand_to_bot"})),
        "/bot" => Ok(json!({"type": "hand_to_bot", "group": rest})),
        "/note" => worded("note", rest),
        "/whisper" => worded("whisper", rest),
        "/wrap" => match split(rest) {
            ("", _) => Err("! with which code? /wrap CODE, and a note if you like".to_owned()),
            (code, note) => Ok(noted(json!({"type": "wrap_up", "code": code}), note)),
        },
        "/in" => Ok(json!({"type": "step_in"})),
        "/out" => Ok(json!({"type": "step_out"})),
        "/take" => Ok(json!({"type": "take_over"})),
        _ => return None,
    })
}

fn transfer(rest: &str) -> Result<Value, String> {
    let (to, note) = split(rest);
    match (to, to.strip_prefix('@')) {
        ("" | "@", _) => {
            Err("! where to? /transfer QUEUE or /transfer @AGENT, and a note if you like".to_owned())
        }
        (_, Some(agent)) => Ok(noted(json!({"type": "transfer", "agent": agent}), note)),
        (queue, None) => Ok(noted(json!({"type": "transfer", "queue": queue}), note)),
    }
}

fn worded(kind: &str, words: &str) -> Result<Value, String> {
    if words.is_empty() { Err(format!("! /{kind} what?")) } else { Ok(json!({"type": kind, "text": words})) }
}

fn noted(mut command: Value, note: &str) -> Value {
    if let (false, Some(fields)) = (note.is_empty(), command.as_object_mut()) {
        fields.insert("note".to_owned(), json!(note));
    }
    command
}

fn split(line: &str) -> (&str, &str) {
    line.split_once(char::is_whitespace).map_or((line, ""), |(first, rest)| (first, rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_becomes_its_command() {
        let cases = [
            ("/transfer faktura", json!({"type": "transfer", "queue": "faktura"})),
            ("/transfer @bo  call him", json!({"type": "transfer", "agent": "bo", "note": "call him"})),
            ("/back", json!({"type": "put_back"})),
            ("/bot end", json!({"type": "hand_to_bot", "group": "end"})),
            ("/note moves in May", json!({"type": "note", "text": "moves in May"})),
            ("/whisper go on", json!({"type": "whisper", "text": "go on"})),
            ("/wrap invoice sent again", json!({"type": "wrap_up", "code": "invoice", "note": "sent again"})),
            ("/in", json!({"type": "step_in"})),
            ("/out", json!({"type": "step_out"})),
            ("/take", json!({"type": "take_over"})),
        ];
        for (line, wanted) in cases {
            assert_eq!(command(line), Some(Ok(wanted)), "{line}");
        }
        for line in ["/transfer", "/transfer @", "/note", "/whisper", "/wrap"] {
            assert!(matches!(command(line), Some(Err(_))), "{line}");
        }
        assert_eq!(command("/insert"), None);
        assert_eq!(command("in"), None);
    }
}
