//! Readers of a customer's conversations, by the very rules the doors read by: live events in order, pages where there is a
//! gap, and resumed at any number.

use std::collections::BTreeMap;

use switchboard_actors::{Shown, ShownEvent};
use switchboard_core::{SessionId, Subject};
use switchboard_journal::memory::MemoryJournal;

use super::feed::Feed;
use super::house::Looker;
use super::oracle::Oracle;
use super::random::Random;

/// Events of one page.
const PAGE: usize = 3;

/// One who looks at one customer's conversations.
pub struct Reader {
    view: Looker,
    sessions: BTreeMap<SessionId, (Feed, u64)>,
}

impl Reader {
    pub fn new(view: Looker) -> Self {
        Self { view, sessions: BTreeMap::new() }
    }

    /// The house is another; what was read stays read.
    pub fn look_anew(&mut self, view: Looker) {
        self.view = view;
        self.sessions.values_mut().for_each(|(feed, _)| feed.lagged());
    }

    /// Takes in what was shown, and reads on where something is missing.
    pub fn read(&mut self, journal: &MemoryJournal, oracle: &mut Oracle) {
        for shown in self.view.news() {
            match shown {
                Shown::Event(event) => self.live(&event, journal, oracle),
                Shown::Lagged => self.sessions.values_mut().for_each(|(feed, _)| feed.lagged()),
                _ => {}
            }
        }
        for (session, (feed, got)) in &mut self.sessions {
            if feed.is_behind() {
                page(*session, feed, got, journal, oracle);
            }
        }
    }

    fn live(&mut self, event: &ShownEvent, journal: &MemoryJournal, oracle: &mut Oracle) {
        oracle.shown(journal, event);
        let (Subject::Session(session), Some(number)) = (&event.subject, event.recorded.public()) else {
            return oracle.broken.push(format!(
                "S20 {} #{} is not for the customer",
                event.subject,
                event.recorded.seq()
            ));
        };
        let (feed, got) = self.sessions.entry(*session).or_insert_with(|| (Feed::after(0), 0));
        if feed.live(number) {
            pass_on(*session, number, got, oracle);
        }
    }

    /// A client forgets what came after some number, and resumes from there.
    pub fn resume_somewhere(&mut self, random: &mut Random) {
        for (feed, got) in self.sessions.values_mut() {
            *got = random.below(feed.last() + 1);
            *feed = Feed::after(*got);
        }
    }

    /// I08: at rest everything public was passed on.
    pub fn finish(&mut self, journal: &MemoryJournal, oracle: &mut Oracle) {
        self.read(journal, oracle);
        for (session, (feed, got)) in &mut self.sessions {
            feed.lagged();
            for _ in 0..1_000 {
                if feed.is_behind() {
                    page(*session, feed, got, journal, oracle);
                }
            }
            let head = journal.head(&Subject::Session(*session)).public;
            if *got != head {
                oracle.broken.push(format!("I08 a reader of {session} has {got} of {head}"));
            }
        }
    }
}

fn page(session: SessionId, feed: &mut Feed, got: &mut u64, journal: &MemoryJournal, oracle: &mut Oracle) {
    let events = journal.events_of(&Subject::Session(session));
    let after = feed.last();
    let numbers = events.iter().filter_map(|event| event.public).filter(|number| *number > after);
    let numbers: Vec<u64> = numbers.take(PAGE).collect();
    for number in &numbers {
        if feed.paged(*number) {
            pass_on(session, *number, got, oracle);
        }
    }
    if !feed.page_over(numbers.len() == PAGE) {
        oracle.broken.push(format!("I11 {session} never holds what was shown of it"));
    }
}

/// I09, I10: never twice, no gap, in order.
fn pass_on(session: SessionId, number: u64, got: &mut u64, oracle: &mut Oracle) {
    if number != *got + 1 {
        oracle.broken.push(format!("I10 a reader of {session} got {number} after {got}"));
    }
    *got = number;
}
