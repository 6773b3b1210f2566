//! Chats made of events: ids and instants, edits, who has them, how they end.

use serde_json::json;
use switchboard_core::session::Event;
use switchboard_core::{AgentId, Contact, Content, OfferId, QueueId, Timestamp};

use super::super::told::{self, Missing};
use super::*;

struct Stage {
    chat: Chat,
    at: Timestamp,
}

impl Stage {
    fn new() -> Self {
        let session = "018f6b1e-7c3a-7000-8000-0000000000a7".parse().unwrap();
        let mut stage = Self { chat: Chat::new(session), at: Timestamp(1_674_046_612_159_000) };
        let opened = json!({
            "kind": "opened", "workspace": "demo", "platform": "gov", "language": "et", "policy": 1, "flow": null,
            "queue": "support", "silent_until": 0,
        });
        stage.take(Party::Customer, serde_json::from_value(opened).unwrap(), None);
        stage
    }

    fn take(&mut self, actor: Party, event: Event, content: Option<Content>) {
        let seq = self.chat.seq() + 1;
        self.chat.take(&Recorded { seq, public: None, at: self.at, actor, event, content });
    }

    fn says(&mut self, text: &str, authored_at: Option<Timestamp>) {
        let event = Event::MessageReceived { silent_until: self.at, authored_at };
        self.take(Party::Customer, event, Some(Content::text(text)));
    }

    fn answers(&mut self, text: &str) {
        let event = Event::AgentSaid { agent: anna(), silent_at: None, authored_at: None };
        self.take(Party::Agent(anna()), event, Some(Content::text(text).named("Anna")));
    }

    fn remarks(&mut self, actor: Party, label: &str, content: Option<Content>) {
        self.take(actor, Event::Remarked { label: label.to_owned(), authored_at: None }, content);
    }

    fn amends(&mut self, message: u64, label: Option<&str>, rating: Option<&str>) {
        let some = |text: Option<&str>| text.map(str::to_owned);
        let event = Event::Amended { message, label: some(label), rating: some(rating), authored_at: None };
        self.take(Party::Customer, event, None);
    }

    fn assigned(&mut self) {
        let offer = OfferId { queue: QueueId::new("support").unwrap(), number: 1 };
        let event = Event::Assigned { entry: 1, agent: anna(), offer };
        self.take(Party::Agent(anna()), event, Some(Content::name("Anna")));
    }

    fn last(&self) -> &Message {
        self.chat.messages().last().unwrap()
    }
}

fn anna() -> AgentId {
    AgentId::new("anna").unwrap()
}

#[test]
fn trap_10_a_customers_own_instant_is_echoed_to_the_millisecond() {
    let mut stage = Stage::new();
    let theirs = Timestamp(1_500_000_000_123_000);
    stage.says("tere", Some(theirs));
    assert_eq!(stage.last().authored_at, theirs);
    let told = told::message(&stage.chat, stage.last(), Missing::Empty);
    assert_eq!(told["authorTimestamp"], "2017-07-14T02:40:00.123+00:00");
    assert_eq!(told.as_object().unwrap().len(), 15);
}

#[test]
fn trap_12_an_answer_edits_the_same_message_under_a_later_update() {
    let mut stage = Stage::new();
    stage.remarks(Party::Agent(anna()), "ask-permission", None);
    let asked = stage.last().clone();
    stage.says("ja", None);
    stage.amends(asked.number, Some("ask-permission-accepted"), None);
    let answered = &stage.chat.messages()[0];
    assert_eq!((answered.number, answered.created), (asked.number, asked.created));
    assert_eq!(answered.event, "ask-permission-accepted");
    assert!(answered.updated > stage.last().updated && stage.chat.messages().len() == 2);
}

#[test]
fn trap_10_an_answer_is_known_to_its_writer_by_their_own_key_and_to_the_other_side_by_the_old_one() {
    let mut stage = Stage::new();
    stage.remarks(Party::Agent(anna()), "ask-permission", None);
    let asked = stage.last().clone();
    let change = |actor, label: &str, at| {
        let label = Some(label.to_owned());
        (
            actor,
            Event::Amended { message: asked.number, label, rating: None, authored_at: Some(Timestamp(at)) },
        )
    };
    let (actor, again) = change(Party::Agent(anna()), "ask-permission-ignored", 1_500_000_000_123_000);
    stage.take(actor, again, None);
    let ignored = stage.last().clone();
    assert_eq!((ignored.author, ignored.authored_at), (Author::Backoffice, Timestamp(1_500_000_000_123_000)));
    assert_eq!(ignored.for_customer().authored_at, asked.authored_at);
    let (actor, answered) = change(Party::Customer, "ask-permission-accepted", 1_600_000_000_456_000);
    stage.take(actor, answered, None);
    let answered = stage.last();
    assert_eq!((answered.author, answered.authored_at), (Author::EndUser, Timestamp(1_600_000_000_456_000)));
    assert_eq!(answered.for_customer(), *answered, "their own key");
    let question = answered.as_asked().unwrap();
    assert_eq!(
        (question.event.as_str(), question.author, question.authored_at, question.updated),
        ("ask-permission", Author::Backoffice, asked.authored_at, asked.created)
    );
}

#[test]
fn trap_23_events_are_kept_as_they_were_spelled() {
    let mut stage = Stage::new();
    let spelled =
        ["client_left", "CLIENT_LEFT_WITH_ACCEPTED", "Ask-Permission", "authentication_successful", "rating"];
    for event in spelled {
        stage.remarks(Party::Customer, event, None);
    }
    let told: Vec<_> = told::history(&stage.chat).iter().map(|one| one["event"].clone()).collect();
    assert_eq!(told, spelled);
}

#[test]
fn trap_32_what_lists_are_keyed_by_is_there_and_stays() {
    let mut stage = Stage::new();
    stage.says("tere", Some(Timestamp(1_500_000_000_123_000)));
    stage.answers("jah");
    let keys = |stage: &Stage| -> Vec<_> {
        let told = told::history(&stage.chat);
        told.iter().map(|one| format!("{}-{}", one["authorTimestamp"], one["created"])).collect()
    };
    let before = keys(&stage);
    assert!(before.iter().all(|key| !key.contains("null") && !key.contains("\"\"")), "{before:?}");
    stage.amends(stage.last().number, None, Some("liked"));
    assert_eq!(keys(&stage), before, "a thumb changes neither");
}

#[test]
fn trap_31_nothing_shares_a_millisecond_with_its_author() {
    let mut stage = Stage::new();
    stage.says("tere", None);
    for text in ["a", "b", "c"] {
        stage.answers(text);
        stage.take(
            Party::System,
            serde_json::from_value(json!({"kind": "system_said", "notice": "queued"})).unwrap(),
            Some(Content::text("x")),
        );
    }
    let mut keys: Vec<_> = stage.chat.messages().iter().map(|m| (m.author, millis(m.authored_at))).collect();
    let mut versions: Vec<_> = stage.chat.messages().iter().map(|m| m.updated).collect();
    assert!(versions.is_sorted());
    keys.sort_unstable();
    keys.dedup();
    versions.dedup();
    assert_eq!((keys.len(), versions.len()), (7, 7));
}

#[test]
fn a_greeting_stands_first_though_it_is_stored_later() {
    let mut stage = Stage::new();
    stage.says("tere", None);
    stage.remarks(Party::System, words::GREETING, Some(Content::text("Tere tulemast")));
    let [greeting, first] = stage.chat.messages() else { panic!("two") };
    assert_eq!((greeting.event.as_str(), greeting.author), ("greeting", Author::Buerokratt));
    assert!(greeting.created < first.created && greeting.updated > first.updated);
}

#[test]
fn trap_21_marks_and_requests_never_stand_for_the_chat() {
    let mut stage = Stage::new();
    stage.says("küsimus", None);
    stage.remarks(Party::Customer, words::READ, Some(Content::text("message-read")));
    stage.remarks(Party::Agent(anna()), "requested-chat-forward", Some(Content::text("{}")));
    let line = json!({"kind": "system_said", "notice": "queued"});
    stage.take(
        Party::System,
        serde_json::from_value(line).unwrap(),
        Some(Content::text("ootate järjekorras")),
    );
    assert_eq!(told::row(&stage.chat, false)["lastMessage"], "küsimus");
    assert_eq!(told::row(&stage.chat, false)["lastMessageEvent"], "requested-chat-forward");
}

#[test]
fn trap_11_what_clients_compare_with_nothing_is_never_null() {
    let row = told::row(&Stage::new().chat, false);
    for name in
        ["customerSupportId", "forwardedToName", "endUserId", "customerSupportDisplayName", "lastMessage"]
    {
        assert_eq!(row[name], "", "{name}");
    }
    let chat = told::chat(&Stage::new().chat, false);
    assert!(chat.as_object().unwrap().values().all(|value| !value.is_null()), "{chat}");
}

#[test]
fn who_has_it_and_how_it_was_given_on() {
    let mut stage = Stage::new();
    assert_eq!(told::holder(&stage.chat), ("", ""));
    stage.assigned();
    assert_eq!(told::holder(&stage.chat), ("anna", "Anna"));
    let to_agent = Some(AgentId::new("bo").unwrap());
    let event = Event::Transferred { to_queue: QueueId::new("support").unwrap(), to_agent };
    stage.take(Party::Agent(anna()), event, Some(Content::name("Anna")));
    let told = told::message(&stage.chat, stage.last(), Missing::Empty);
    assert_eq!(
        [&told["event"], &told["forwardedByUser"], &told["forwardedFromCsa"], &told["forwardedToCsa"]],
        ["redirected", "anna", "anna", "bo"]
    );
    assert_eq!((told::status(&stage.chat, true), told::status(&stage.chat, false)), ("REDIRECTED", "OPEN"));
}

#[test]
fn an_end_is_told_once_in_the_words_it_was_given() {
    let closed = |why: &str| serde_json::from_value::<Event>(json!({"kind": "closed", "why": why})).unwrap();
    let mut stage = Stage::new();
    stage.says("tere", None);
    stage.remarks(Party::Agent(anna()), "ACCEPTED", None);
    stage.take(Party::Agent(anna()), closed("agent_ended"), Some(Content::text("over")));
    let events: Vec<_> = stage.chat.messages().iter().map(|m| m.event.as_str()).collect();
    assert_eq!(events, ["", "ACCEPTED"]);
    assert_eq!(told::status(&stage.chat, true), "ENDED");
    assert!(!stage.chat.left);
    let ends = [("customer_left", "client-left"), ("silent", words::LEFT_UNKNOWN), ("released", "answered")];
    for (why, event) in ends {
        let mut stage = Stage::new();
        stage.says("tere", None);
        stage.take(Party::System, closed(why), None);
        assert_eq!((stage.last().event.as_str(), stage.chat.left), (event, why == "customer_left"));
    }
}

#[test]
fn a_thumb_rates_the_same_message_and_is_taken_back() {
    let mut stage = Stage::new();
    stage.answers("jah");
    let number = stage.last().number;
    stage.amends(number, None, Some("liked"));
    assert_eq!((stage.last().rating.as_str(), stage.last().event.as_str()), ("liked", "rating"));
    stage.amends(number, None, Some(""));
    assert_eq!(stage.last().rating, "");
    stage.amends(77, Some("x"), None);
    assert_eq!(stage.chat.messages().len(), 1, "of a message that is not there");
}

#[test]
fn what_is_told_of_the_customer_is_kept_beside_the_messages() {
    let mut stage = Stage::new();
    let about = Content {
        answers: [("endUserUrl".to_owned(), "https://a.ee".to_owned())].into(),
        ..Content::default()
    };
    stage.remarks(Party::Customer, words::ABOUT, Some(about));
    let contact = Contact { email: Some("a@b.ee".to_owned()), ..Contact::default() };
    stage.remarks(
        Party::Customer,
        words::REACH,
        Some(Content { contact: Some(contact), ..Content::default() }),
    );
    assert!(stage.chat.messages().is_empty());
    let user = &stage.chat.end_user;
    assert_eq!((user.url.as_str(), user.email.as_str()), ("https://a.ee", "a@b.ee"));
}

#[test]
fn trap_25_a_history_is_never_empty() {
    let mut stage = Stage::new();
    let history = told::history(&stage.chat);
    assert_eq!((history.len(), &history[0]["content"]), (1, &json!("")));
    stage.says("tere", None);
    assert_eq!(told::history(&stage.chat).len(), 1);
}
