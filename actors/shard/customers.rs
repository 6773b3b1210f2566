//! Which session is a customer's: one open session for each customer of a platform, whoever writes first.

use std::collections::BTreeMap;

use actix::{AsyncContext, Context, Message};
use switchboard_core::session::Opening;
use switchboard_core::{AnyCommand, CustomerKey, PlatformId, SessionId, ShardId, Subject};
use switchboard_journal::{JournalError, Request};

use super::Shard;
use crate::answer::{Answer, ReplyTo};
use crate::ask::{Ask, CustomerAsk, CustomerWord};

/// A customer of a platform.
pub(super) type Customer = (PlatformId, CustomerKey);

/// What waits while the journal is asked for one customer, at most.
const MOST_WAITING: usize = 64;

/// What is known of a customer's open session. What is rare and passes is kept by its address: of each open session one
/// stands here.
enum Known {
    /// This one is theirs, or will be once it opens; so many of their commands are under way to it.
    Session { session: SessionId, under_way: u32, opened: bool },
    /// It is over.
    Ending(Box<Ending>),
    /// The journal is being asked.
    Asking(Box<Asking>),
}

/// A session that is over. What is still under way to it comes back first, then those who wait go on, so that a customer
/// who writes quickly is heard in order.
struct Ending {
    session: SessionId,
    under_way: u32,
    back: Vec<CustomerAsk>,
    waiting: Vec<CustomerAsk>,
}

/// A question to the journal, after this session ended; these wait.
struct Asking {
    ended: Option<SessionId>,
    waiting: Vec<CustomerAsk>,
}

/// The shard's (platform, customer) → open session.
#[derive(Default)]
pub(super) struct OpenSessions(BTreeMap<Customer, Known>);

impl OpenSessions {
    /// The customer's open session, if it is known here.
    pub(super) fn session(&self, customer: &Customer) -> Option<SessionId> {
        match self.0.get(customer) {
            Some(Known::Session { session, .. }) => Some(*session),
            Some(Known::Ending(_) | Known::Asking(_)) | None => None,
        }
    }

    /// Whether it will be known only in a moment which session is theirs.
    pub(super) fn is_unsettled(&self, customer: &Customer) -> bool {
        matches!(self.0.get(customer), Some(Known::Ending(_) | Known::Asking(_)))
    }

    /// Notes a customer's open session, or one that is about to open.
    pub(super) fn note(&mut self, customer: Customer, session: SessionId, opened: bool) {
        self.0.entry(customer).or_insert(Known::Session { session, under_way: 0, opened });
    }

    /// Whether nothing that went to this session opened it, and nothing is under way any more that could.
    fn never_opened(&self, customer: &Customer, noted: SessionId) -> bool {
        matches!(
            self.0.get(customer),
            Some(Known::Session { session, under_way: 0, opened: false }) if *session == noted
        )
    }

    /// No more goes to this session. True when nothing is under way to it, and those who wait can go on.
    fn end(&mut self, customer: &Customer, ended: SessionId) -> bool {
        let Some(known) = self.0.get_mut(customer) else { return false };
        if let Known::Session { session, under_way, .. } = *known
            && session == ended
        {
            let ending = Ending { session, under_way, back: Vec::new(), waiting: Vec::new() };
            *known = Known::Ending(Box::new(ending));
        }
        matches!(known, Known::Ending(ending) if ending.session == ended && ending.under_way == 0)
    }

    /// A command came back from this session, answered or (some) to be carried to another.
    fn came_back(
        &mut self,
        customer: &Customer,
        from: SessionId,
        opens: bool,
        again: Option<CustomerAsk>,
    ) -> Option<CustomerAsk> {
        match self.0.get_mut(customer) {
            Some(Known::Session { session, under_way, opened }) if *session == from => {
                *under_way = under_way.saturating_sub(1);
                *opened |= opens;
                again
            }
            Some(Known::Ending(ending)) if ending.session == from => {
                ending.under_way = ending.under_way.saturating_sub(1);
                ending.back.extend(again);
                None
            }
            _ => again,
        }
    }
}

/// The journal's answer about a customer's open session.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Found {
    customer: Customer,
    open: Result<Option<SessionId>, JournalError>,
}

/// A customer's command came back from a session.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Back {
    customer: Customer,
    session: SessionId,
    outcome: Outcome,
}

/// How it came back.
enum Outcome {
    /// Answered; whether it went into this session, which is open then.
    Answered { opened: bool },
    /// The session is over: the text is for another one.
    Again(Box<CustomerAsk>),
}

/// The customer an opening speaks of.
pub(super) fn customer_of(opening: &Opening) -> Customer {
    (opening.platform.clone(), opening.customer.clone())
}

impl Shard {
    /// A customer's command: to their open session, which the journal is asked for once.
    pub(super) fn customer(&mut self, ask: CustomerAsk, ctx: &mut Context<Self>) {
        let customer = customer_of(&ask.opening);
        if matches!(ask.what, CustomerWord::Text { .. }) {
            self.preview_over(&customer);
        }
        let waiting = match self.open.0.get_mut(&customer) {
            Some(Known::Session { session, .. }) => {
                let session = *session;
                return self.deliver_to(session, false, ask, ctx);
            }
            Some(Known::Ending(ending)) => &mut ending.waiting,
            Some(Known::Asking(asking)) => &mut asking.waiting,
            None => return self.find(customer, None, ask, ctx),
        };
        if waiting.len() < MOST_WAITING {
            waiting.push(ask);
        } else {
            ask.reply.answer(Answer::busy());
        }
    }

    fn find(
        &mut self,
        customer: Customer,
        ended: Option<SessionId>,
        ask: CustomerAsk,
        ctx: &mut Context<Self>,
    ) {
        let address = ctx.address();
        let (platform, key) = customer.clone();
        let asked = customer.clone();
        let request = Request::FindOpen {
            platform,
            customer: key,
            reply: Box::new(move |open| address.do_send(Found { customer: asked, open })),
        };
        if self.common.journal.submit(request).is_err() {
            if let Some(session) = ended {
                self.open.note(customer, session, true);
            }
            return ask.reply.answer(Answer::busy());
        }
        let asking = Asking { ended, waiting: vec![ask] };
        self.open.0.insert(customer, Known::Asking(Box::new(asking)));
    }

    pub(super) fn found(&mut self, found: Found, ctx: &mut Context<Self>) {
        let Some(Known::Asking(asking)) = self.open.0.remove(&found.customer) else { return };
        let Asking { ended, waiting } = *asking;
        match found.open {
            // Its end did not become durable: to try there at once would go round in a circle. It is theirs still, also
            // for the wheel, which would tell nobody that they are gone.
            Ok(Some(session)) if ended == Some(session) => {
                self.open.note(found.customer, session, true);
                waiting.into_iter().for_each(|ask| ask.reply.answer(Answer::busy()));
            }
            // Nobody can say. If it is over, whoever asks there is told so, and the journal is asked again.
            Err(_) => {
                if let Some(session) = ended {
                    self.open.note(found.customer, session, true);
                }
                waiting.into_iter().for_each(|ask| ask.reply.answer(Answer::busy()));
            }
            Ok(Some(session)) => {
                self.open.note(found.customer, session, true);
                waiting.into_iter().for_each(|ask| self.customer(ask, ctx));
            }
            Ok(None) => waiting.into_iter().for_each(|ask| self.without_session(ask, ctx)),
        }
    }

    /// No session is open: a text or a handover opens one, anything else has nothing to act on.
    fn without_session(&mut self, ask: CustomerAsk, ctx: &mut Context<Self>) {
        let customer = customer_of(&ask.opening);
        if let Some(session) = self.open.session(&customer) {
            return self.deliver_to(session, false, ask, ctx);
        }
        if !ask.what.opens() {
            return self.nothing_open(ask);
        }
        let Opening { workspace, platform, customer: key } = &ask.opening;
        let session = SessionId::placed(ask.fresh, ShardId::of_customer(workspace, platform, key));
        self.open.note(customer, session, false);
        self.deliver_to(session, true, ask, ctx);
    }

    /// Perhaps the very word that closed the session, sent again because its answer was lost: then it is answered so.
    fn nothing_open(&self, ask: CustomerAsk) {
        let nothing_open = || Answer::no("not_open", "there is no open conversation");
        let Some(stamp) = ask.client else { return ask.reply.answer(nothing_open()) };
        let reply = ask.reply;
        let request = Request::FindClient {
            sender: stamp.sender,
            id: stamp.id,
            reply: Box::new(move |hit| {
                reply.answer(match hit {
                    Ok(Some(hit)) if hit.body == stamp.body => {
                        Answer::Accepted { subject: hit.subject, seq: hit.seq, public: hit.public }
                    }
                    Ok(Some(_)) => Answer::id_reused(),
                    Ok(None) => nothing_open(),
                    Err(_) => Answer::busy(),
                });
            }),
        };
        // Not taken in, the request takes the way back with it, which then says that nobody knows.
        let _ = self.common.journal.submit(request);
    }

    /// Delivers to a session. A text that finds it over opens another; a new session that did not open is forgotten.
    fn deliver_to(&mut self, session: SessionId, new: bool, ask: CustomerAsk, ctx: &mut Context<Self>) {
        let CustomerAsk { opening, what, fresh, client, reply } = ask;
        let command = what.command(&opening);
        let customer = customer_of(&opening);
        if let Some(Known::Session { under_way, .. }) = self.open.0.get_mut(&customer) {
            *under_way += 1;
        }
        let address = ctx.address();
        let reply = ReplyTo::new(move |answer| {
            let outcome = match answer {
                Answer::Refused(refused) if refused.code == "closed" && !new => {
                    Outcome::Again(Box::new(CustomerAsk { opening, what, fresh, client, reply }))
                }
                answer => {
                    let opened = match &answer {
                        Answer::Accepted { subject, .. } => *subject == Subject::Session(session),
                        Answer::Delayed | Answer::Unknown => true,
                        Answer::Refused(_) => false,
                    };
                    reply.answer(answer);
                    Outcome::Answered { opened }
                }
            };
            address.do_send(Back { customer, session, outcome });
        });
        self.ask(Subject::Session(session), Ask::from_client(AnyCommand::Session(command), client, reply));
    }

    /// A command came back. One that found its session over goes on to the next, in the order in which they were sent.
    pub(super) fn came_back(&mut self, back: Back, ctx: &mut Context<Self>) {
        let Back { customer, session, outcome } = back;
        let (opened, again) = match outcome {
            Outcome::Answered { opened } => (opened, None),
            Outcome::Again(ask) => (false, Some(*ask)),
        };
        if again.is_some() {
            self.open.end(&customer, session);
        }
        if let Some(lost) = self.open.came_back(&customer, session, opened, again) {
            return self.customer(lost, ctx);
        }
        let ending = matches!(self.open.0.get(&customer), Some(Known::Ending(_)));
        if ending || self.open.never_opened(&customer, session) {
            self.end(&customer, session, ctx);
        }
    }

    /// The customer's session is over.
    pub(super) fn session_closed(&mut self, opening: &Opening, session: SessionId, ctx: &mut Context<Self>) {
        self.end(&customer_of(opening), session, ctx);
    }

    /// Nothing more goes there; when nothing is under way to it, those who wait go on to the next session.
    fn end(&mut self, customer: &Customer, session: SessionId, ctx: &mut Context<Self>) {
        if !self.open.end(customer, session) {
            return;
        }
        self.presence_ended(customer);
        if let Some(Known::Ending(ending)) = self.open.0.remove(customer) {
            let mut asks = ending.back.into_iter().chain(ending.waiting);
            if let Some(first) = asks.next() {
                self.find(customer.clone(), Some(session), first, ctx);
            }
            asks.for_each(|ask| self.customer(ask, ctx));
        }
    }
}
