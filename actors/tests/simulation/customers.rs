//! What customers do: write, resend, begin, leave messages, leave, show themselves, and ask to be forgotten. And what an
//! outside bot and an outside desk say about them.

use switchboard_actors::{Answer, CustomerAsk, CustomerSign, CustomerWord, Eraser, ReplyTo};
use switchboard_core::session::AppWhat;
use switchboard_core::{Contact, CustomerId};
use switchboard_journal::ClientStamp;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::house::*;
use super::oracle::{Fate, fate_of};
use super::reading::Reader;
use super::setting::{AGENTS, BOT_KEY, CUSTOMERS, DESK_KEY, opening};
use super::world::World;

/// A client gives up after so many tries of one text.
const MOST_TRIES: u32 = 12;

/// A text under way.
pub struct UnderWay {
    text: String,
    stamp: ClientStamp,
    told: oneshot::Receiver<Answer>,
    tries: u32,
    doubtful: bool,
}

pub struct Customer {
    pub name: &'static str,
    next: u64,
    under_way: Option<UnderWay>,
    pub reader: Reader,
    /// Sends heartbeats, so that silence means something.
    beats: bool,
    last: Option<(String, ClientStamp)>,
    /// Being forgotten; says nothing meanwhile.
    erasure: Option<(CustomerId, JoinHandle<()>)>,
}

impl Customer {
    pub fn new(name: &'static str, reader: Reader) -> Self {
        Self { name, next: 0, under_way: None, reader, beats: false, last: None, erasure: None }
    }
}

/// A text sent once more under its id, while the first is under way or long after.
pub struct Echo {
    text: String,
    told: oneshot::Receiver<Answer>,
}

impl World {
    fn somebody(&mut self) -> usize {
        self.random.below(CUSTOMERS.len() as u64) as usize
    }

    pub fn customer_acts(&mut self) {
        match self.random.below(44) {
            0..28 => self.customer_says(),
            28..31 => self.customer_repeats(),
            31..33 => self.customer_words(CustomerWord::Left),
            33 => self.customer_words(CustomerWord::Start),
            34 => {
                let contact = Contact { name: None, email: Some("x@example.org".to_owned()), phone: None };
                let text = "ring mig".to_owned();
                self.customer_words(CustomerWord::LeaveMessage { text, contact });
            }
            _ => self.customer_signs(),
        }
    }

    /// A client sends its next text when the last one is settled, and the same one again when it was not.
    fn customer_says(&mut self) {
        let nth = self.somebody();
        if self.customers[nth].under_way.is_some() || self.customers[nth].erasure.is_some() {
            return;
        }
        let number = self.customers[nth].next;
        self.customers[nth].next += 1;
        let text = format!("{}-{number}.", self.customers[nth].name);
        let stamp = ClientStamp { sender: nth as u64 + 1, id: number, body: number };
        let told = self.send(nth, &text, stamp);
        self.customers[nth].last = Some((text.clone(), stamp));
        self.customers[nth].under_way = Some(UnderWay { text, stamp, told, tries: 1, doubtful: false });
    }

    /// A client that is not sure sends its last text again, be it under way, answered, or of a session long over.
    fn customer_repeats(&mut self) {
        let nth = self.somebody();
        if let Some((text, stamp)) = self.customers[nth].last.clone() {
            let told = self.send(nth, &text, stamp);
            self.echoes.push(Echo { text, told });
        }
    }

    /// To a server that is down nothing is sent, and nothing comes back.
    fn send(&self, nth: usize, text: &str, stamp: ClientStamp) -> oneshot::Receiver<Answer> {
        let Some(test) = &self.test else { return oneshot::channel().1 };
        let opening = opening(self.customers[nth].name);
        if self.customers[nth].beats {
            test.house().sign(opening.clone(), 1, CustomerSign::Alive);
        }
        let (reply, told) = reply_channel();
        let (what, client) = (CustomerWord::text(text), Some(stamp));
        test.house().customer(CustomerAsk { opening, what, fresh: fresh(), client, reply });
        told
    }

    fn customer_words(&mut self, what: CustomerWord) {
        let nth = self.somebody();
        self.word_of(nth, what);
    }

    fn word_of(&self, nth: usize, what: CustomerWord) {
        let opening = opening(self.customers[nth].name);
        let reply = ReplyTo::nobody();
        self.test().house().customer(CustomerAsk { opening, what, fresh: fresh(), client: None, reply });
    }

    fn customer_signs(&mut self) {
        let nth = self.somebody();
        let signs = [
            CustomerSign::Connected,
            CustomerSign::Alive,
            CustomerSign::Typing("hm".to_owned()),
            CustomerSign::Unloaded,
            CustomerSign::Disconnected,
        ];
        if let Some(sign) = self.random.pick(&signs) {
            self.customers[nth].beats |= matches!(sign, CustomerSign::Connected | CustomerSign::Alive);
            self.test().house().sign(opening(self.customers[nth].name), 1, sign.clone());
        }
    }

    /// The outside bot or desk of some platform says or does something, whether it serves or not.
    pub fn application_speaks(&mut self) {
        let nth = self.somebody();
        let text = "utifrån".to_owned();
        let words = [
            AppWhat::Say {
                text: text.clone(),
                name: None,
                speaker: None,
                typing_ms: 0,
                choices: Vec::new(),
                attachment: None,
            },
            AppWhat::System { text },
            AppWhat::HandToAgent { queue: None },
            AppWhat::HandToNamed { agent: agent_id(self.random.pick(&AGENTS).unwrap()) },
            AppWhat::HandToBot { group: None },
            AppWhat::Done,
            AppWhat::QueueNumber { number: 2 },
            AppWhat::PlatformClosed,
            AppWhat::End { reason: String::new() },
        ];
        let what = self.random.pick(&words).unwrap().clone();
        let key = if self.random.percent(50) { BOT_KEY } else { DESK_KEY };
        self.word_of(nth, CustomerWord::Application { key: key.to_owned(), what });
    }

    /// A customer asks to be forgotten. What they said before is theirs to take back.
    pub fn customer_is_erased(&mut self) {
        let nth = self.somebody();
        let customer = &mut self.customers[nth];
        let theirs = format!("{}-", customer.name);
        // What is still on its way is said after they were forgotten, and stays.
        let on_its_way =
            customer.under_way.is_some() || self.echoes.iter().any(|echo| echo.text.starts_with(&theirs));
        if on_its_way || customer.erasure.is_some() {
            return;
        }
        customer.last = None;
        let opening = opening(customer.name);
        let person = self.journal.begin_erasure(&opening.platform, &opening.customer);
        self.oracle.taken_back(customer.name);
        self.erase(nth, person);
    }

    fn erase(&mut self, nth: usize, person: CustomerId) {
        let eraser = Eraser::new(self.test().house().clone(), self.test().line());
        let carried = tokio::task::spawn_local(async move { drop(eraser.carry_out(person).await) });
        self.customers[nth].erasure = Some((person, carried));
    }

    /// What a crash broke off, or what failed, is carried out anew; what is complete left nothing.
    pub fn erase_on(&mut self) {
        for nth in 0..self.customers.len() {
            let Some((person, carried)) = self.customers[nth].erasure.take() else { continue };
            if !carried.is_finished() {
                self.customers[nth].erasure = Some((person, carried));
            } else if self.journal.begun_erasures().contains(&person) {
                self.erase(nth, person);
            } else {
                self.oracle.forgotten(&self.journal, self.customers[nth].name);
            }
        }
    }

    /// Nobody is being erased any more.
    pub fn nobody_is_erased(&self) -> bool {
        self.customers.iter().all(|customer| customer.erasure.is_none())
    }

    /// Clients read their answers, and what they were shown is held against the journal.
    pub fn collect(&mut self) {
        for nth in 0..self.customers.len() {
            self.customers[nth].reader.read(&self.journal, &mut self.oracle);
            self.collect_answer(nth);
        }
        self.provider.look(&self.journal, &mut self.oracle);
        let oracle = &mut self.oracle;
        self.echoes.retain_mut(|echo| match echo.told.try_recv() {
            Ok(answer) => {
                fate_of(&answer).iter().for_each(|fate| oracle.acknowledged(&echo.text, fate));
                false
            }
            Err(oneshot::error::TryRecvError::Empty) => true,
            Err(oneshot::error::TryRecvError::Closed) => false,
        });
    }

    fn collect_answer(&mut self, nth: usize) {
        let Some(mut under_way) = self.customers[nth].under_way.take() else { return };
        let answer = match under_way.told.try_recv() {
            Ok(answer) => answer,
            Err(oneshot::error::TryRecvError::Empty) => {
                self.customers[nth].under_way = Some(under_way);
                return;
            }
            Err(oneshot::error::TryRecvError::Closed) => Answer::Unknown,
        };
        under_way.doubtful |= matches!(answer, Answer::Unknown | Answer::Delayed);
        let given_up = under_way.tries >= MOST_TRIES;
        let fate = match fate_of(&answer) {
            Some(Fate::Refused) if under_way.doubtful => Some(Fate::Unknown),
            None if given_up && under_way.doubtful => Some(Fate::Unknown),
            None if given_up => Some(Fate::Refused),
            known => known,
        };
        match fate {
            Some(fate) => self.oracle.settled(self.customers[nth].name, &under_way.text, fate),
            None => {
                under_way.tries += 1;
                under_way.told = self.send(nth, &under_way.text, under_way.stamp);
                self.customers[nth].under_way = Some(under_way);
            }
        }
    }
}
