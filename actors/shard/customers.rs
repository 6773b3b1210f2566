//! Which session is a customer's: one open session for each customer of a platform, whoever writes first.

use std::collections::BTreeMap;

use actix::{AsyncContext, Context, Message};
use switchboard_core::session::{Command, Opening};
use switchboard_core::{AnyCommand, CustomerKey, PlatformId, SessionId, ShardId, Subject};
use switchboard_journal::{JournalError, Request};

use super::Shard;
use crate::answer::{Answer, ReplyTo};
use crate::ask::{Ask, CustomerAsk, CustomerWord, ShardMessage};

/// A customer of a platform.
pub(super) type Customer = (PlatformId, CustomerKey);

/// What waits while the journal is asked for one customer, at most.
const MOST_WAITING: usize = 64;

/// What is known of a customer's open session.
enum Known {
    /// This one is theirs.
    Session(SessionId),
    /// The journal is being asked; these wait.
    Asking(Vec<CustomerAsk>),
}

/// The shard's (platform, customer) → open session.
#[derive(Default)]
pub(super) struct OpenSessions(BTreeMap<Customer, Known>);

impl OpenSessions {
    /// The customer's open session, if it is known here.
    pub(super) fn session(&self, customer: &Customer) -> Option<SessionId> {
        match self.0.get(customer) {
            Some(Known::Session(session)) => Some(*session),
            Some(Known::Asking(_)) | None => None,
        }
    }

    /// Notes a customer's open session.
    pub(super) fn note(&mut self, customer: Customer, session: SessionId) {
        self.0.entry(customer).or_insert(Known::Session(session));
    }
}

/// The journal's answer about a customer's open session.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Found {
    customer: Customer,
    open: Result<Option<SessionId>, JournalError>,
}

/// The customer an opening speaks of.
pub(super) fn customer_of(opening: &Opening) -> Customer {
    (opening.platform.clone(), opening.customer.clone())
}

impl Shard {
    /// A customer's command: to their open session, which the journal is asked for once.
    pub(super) fn customer(&mut self, ask: CustomerAsk, ctx: &mut Context<Self>) {
        let customer = customer_of(&ask.opening);
        match self.open.0.get_mut(&customer) {
            Some(Known::Session(session)) => {
                let session = *session;
                self.deliver_to(session, false, ask, ctx);
            }
            Some(Known::Asking(waiting)) if waiting.len() < MOST_WAITING => waiting.push(ask),
            Some(Known::Asking(_)) => ask.reply.answer(Answer::busy()),
            None => self.find(customer, ask, ctx),
        }
    }

    fn find(&mut self, customer: Customer, ask: CustomerAsk, ctx: &mut Context<Self>) {
        let address = ctx.address();
        let (platform, key) = customer.clone();
        let asked = customer.clone();
        let request = Request::FindOpen {
            platform,
            customer: key,
            reply: Box::new(move |open| address.do_send(Found { customer: asked, open })),
        };
        if self.common.journal.submit(request).is_err() {
            return ask.reply.answer(Answer::busy());
        }
        self.open.0.insert(customer, Known::Asking(vec![ask]));
    }

    pub(super) fn found(&mut self, found: Found, ctx: &mut Context<Self>) {
        let Some(Known::Asking(waiting)) = self.open.0.remove(&found.customer) else { return };
        match found.open {
            Err(_) => waiting.into_iter().for_each(|ask| ask.reply.answer(Answer::busy())),
            Ok(Some(session)) => {
                self.open.note(found.customer, session);
                waiting.into_iter().for_each(|ask| self.customer(ask, ctx));
            }
            Ok(None) => waiting.into_iter().for_each(|ask| self.without_session(ask, ctx)),
        }
    }

    /// No session is open: a text opens one, anything else has nothing to act on.
    fn without_session(&mut self, ask: CustomerAsk, ctx: &mut Context<Self>) {
        let customer = customer_of(&ask.opening);
        if let Some(session) = self.open.session(&customer) {
            return self.deliver_to(session, false, ask, ctx);
        }
        if ask.what == CustomerWord::Left {
            return self.left_without_session(ask);
        }
        let Opening { workspace, platform, customer: key } = &ask.opening;
        let session = SessionId::placed(ask.fresh, ShardId::of_customer(workspace, platform, key));
        self.open.note(customer, session);
        self.deliver_to(session, true, ask, ctx);
    }

    /// Perhaps the very leaving that closed the session, sent again because its answer was lost: then it is answered so.
    fn left_without_session(&self, ask: CustomerAsk) {
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
        let command = match &what {
            CustomerWord::Text(text) => {
                Command::CustomerText { opening: opening.clone(), text: text.clone() }
            }
            CustomerWord::Left => Command::CustomerLeft,
        };
        let address = ctx.address();
        let reply = ReplyTo::new(move |answer| match answer {
            Answer::Refused(refused) if refused.code == "closed" && !new => {
                let ask = CustomerAsk { opening, what, fresh, client, reply };
                address.do_send(ShardMessage::Reopen { ask, closed: session });
            }
            answer => {
                let opened = match &answer {
                    Answer::Accepted { subject, .. } => *subject == Subject::Session(session),
                    Answer::Delayed | Answer::Unknown => true,
                    Answer::Refused(_) => false,
                };
                if new && !opened {
                    address.do_send(ShardMessage::SessionClosed { opening, session });
                }
                reply.answer(answer);
            }
        });
        self.ask(Subject::Session(session), Ask::from_client(AnyCommand::Session(command), client, reply));
    }

    /// The session the text went to is over: forget it, and open another.
    pub(super) fn reopen(&mut self, ask: CustomerAsk, closed: SessionId, ctx: &mut Context<Self>) {
        self.session_closed(&ask.opening, closed);
        self.without_session(ask, ctx);
    }

    /// The customer's session is over.
    pub(super) fn session_closed(&mut self, opening: &Opening, session: SessionId) {
        let customer = customer_of(opening);
        if self.open.session(&customer) == Some(session) {
            self.open.0.remove(&customer);
            self.wheel.session_ended(&customer);
        }
    }
}
