//! The dialect's own words: events between its clients, reasons for an end, ratings of messages.

/// The customer's widget has shown what was said.
pub const READ: &str = "message-read";
/// The words before the first ones: stored before the customer's.
pub const GREETING: &str = "greeting";
/// A message a customer gave a thumb.
pub const RATED: &str = "rating";
/// The chat was given on.
pub const REDIRECTED: &str = "redirected";
/// The customer closed the chat, as v1 stores it.
pub const LEFT: &str = "client-left";
/// The customer is gone, and nobody knows why.
pub const LEFT_UNKNOWN: &str = "CLIENT_LEFT_FOR_UNKNOWN_REASONS";
/// The customer gave contact details.
pub const CONTACTS: &str = "contact-information-fulfilled";
/// A sign-in that came out well.
pub const SIGNED_IN: &str = "authentication_successful";
/// The same in v2.
pub const SIGNED_IN_LATER: &str = "user-authenticated";
/// A sign-in that did not.
pub const NOT_SIGNED_IN: &str = "authentication_failed";
/// No agent can take the chat now.
pub const NO_AGENTS: &str = "unavailable_csas";
/// Outside the hours.
pub const NOT_OPEN: &str = "unavailable_organization";
/// The same, because today is another day than others.
pub const HOLIDAY: &str = "unavailable_holiday";
/// Behind any of the three: with a form for how to reach the customer.
pub const ASKS_CONTACTS: &str = "_ask_contacts";
/// Does the customer want people to go on?
pub const ASKS_TO_FORWARD: &str = "ask_to_forward_to_csa";
/// The customer's tab is being closed: the chat ends at an instant, unless they are back. No message.
pub const CLOSING: &str = "tab-closing";
/// That instant, in its details.
pub const END_AT: &str = "endAt";
/// They are back. No message.
pub const BACK: &str = "tab-back";
/// Among what is told of the browser: which widget it is,
pub const CLIENT: &str = "client";
/// where it is today's.
pub const TODAYS: &str = "today";
/// What the customer's browser tells of itself: kept with the chat, no message.
pub const ABOUT: &str = "end-user-technical-data";
/// What the customer says of a chat they rated nothing of: no message either.
pub const FEEDBACK: &str = "feedback-text";
/// May the chat go to another institution?
pub const FORWARD_REQUEST: &str = "requested-chat-forward";
/// How to reach the customer, as v2 keeps it with the chat: no message either.
pub const REACH: &str = "end-user-contact";

/// A person of the customer's side, of the agents', or the machine: who wrote a message.
pub const END_USER: &str = "end-user";
/// An agent.
pub const BACKOFFICE: &str = "backoffice-user";
/// The bot, and what we say ourselves.
pub const BUEROKRATT: &str = "buerokratt";

/// The longest word for an event, in bytes.
const LONGEST: usize = 64;

/// Every reason for an end, of agents and of customers, of either generation (`protocols/buerokratt` 3).
const ENDS: &[&str] = &[
    "answered",
    "terminated",
    "accepted",
    "hate_speech",
    "other",
    "response_sent_to_client_email",
    "client-left",
    "client_left",
    "client_left_with_accepted",
    "client_left_with_no_resolution",
    "client_left_for_unknown_reasons",
    "inactive-chat-ended",
    "unavailable-contact-information-fulfilled",
    "unavailable_contact_information_fulfilled",
    "contact-information-skipped",
    "contact_information_skipped",
];

/// Whether this word ends a chat, however it is spelled.
pub fn is_end(event: &str) -> bool {
    ENDS.iter().any(|end| end.eq_ignore_ascii_case(event))
}

/// Whether this can be an event at all: a word or none, kept as it is spelled.
pub fn is_event(event: &str) -> bool {
    event.len() <= LONGEST && event.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Whether this rates a message; empty takes a rating back.
pub fn is_rating(rating: &str) -> bool {
    matches!(rating, "liked" | "disliked" | "")
}

/// Whether a message with this event says something that may stand for the whole chat in a list.
pub fn speaks(event: &str) -> bool {
    matches!(event, "" | GREETING | RATED | CONTACTS)
}

/// Whether a customer's own client is spared this: their own marks would only make it connect again.
pub fn is_for_agents(event: &str) -> bool {
    matches!(event, READ | "message-preview" | "message-delivered")
}

/// Questions, each with what its answers begin with.
const QUESTIONS: &[(&str, &[&str])] = &[
    ("ask-permission", &["ask-permission"]),
    ("contact-information", &["contact-information"]),
    ("requested-chat-forward", &["requested-chat-forward"]),
    ("ask_to_forward_to_csa", &["forwarded_to_backoffice", "continue_chatting_with_bot"]),
    ("unavailable", &["unavailable-contact-information", "contact-information"]),
];

/// Whether this event answers the question of that one, or changes an answer to it.
pub fn answers(asked: &str, answer: &str) -> bool {
    QUESTIONS.iter().any(|(question, answers)| {
        let is_asked = asked.starts_with(question) || answers.contains(&asked);
        let is_answer = answers.iter().any(|begins| answer.starts_with(begins));
        is_asked && is_answer && answer != *question
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_questions_are_answered_and_only_by_their_answers() {
        let cases = [
            ("ask-permission", "ask-permission-accepted", true),
            ("ask-permission-ignored", "ask-permission-rejected", true),
            ("contact-information", "contact-information-rejected", true),
            ("ask_to_forward_to_csa", "forwarded_to_backoffice", true),
            ("unavailable_holiday_ask_contacts", "contact-information-skipped", true),
            ("unavailable_csas_ask_contacts", "contact-information-fulfilled", true),
            ("ask-permission", "ask-permission", false),
            ("ask-permission", "contact-information-rejected", false),
            ("", "ask-permission-accepted", false),
            ("ACCEPTED", "", false),
        ];
        for (asked, answer, is_it) in cases {
            assert_eq!(answers(asked, answer), is_it, "{asked} {answer}");
        }
    }

    #[test]
    fn ends_are_known_however_they_are_spelled() {
        for end in ["ACCEPTED", "accepted", "client-left", "CLIENT_LEFT_WITH_NO_RESOLUTION", "terminated"] {
            assert!(is_end(end), "{end}");
        }
        for other in ["", "redirected", "message-read", "ask-permission-accepted"] {
            assert!(!is_end(other), "{other}");
        }
    }

    #[test]
    fn an_event_is_one_word() {
        assert!(is_event("") && is_event("authentication_successful") && is_event("OTHER"));
        assert!(!is_event("a b") && !is_event("<b>") && !is_event(&"a".repeat(65)));
    }
}
