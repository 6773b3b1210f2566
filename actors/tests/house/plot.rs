//! Panics planted in a house, and what happens at that very moment.

use std::sync::Mutex;

use switchboard_actors::probe::{Point, Probe};
use switchboard_actors::{CustomerAsk, CustomerWord, House, ReplyTo};
use switchboard_core::Subject;

use super::{fresh, opening};

/// Panics planted one after another; each may have a customer write at that very moment.
#[derive(Default)]
pub struct Plot {
    panics: Mutex<Vec<(Point, Subject)>>,
    pub meanwhile: Mutex<Option<House>>,
}

impl Plot {
    pub fn plant(&self, point: Point, subject: &Subject, times: usize) {
        let panics = std::iter::repeat_n((point, subject.clone()), times);
        self.panics.lock().unwrap().extend(panics);
    }

    pub fn left(&self) -> usize {
        self.panics.lock().unwrap().len()
    }
}

impl Probe for Plot {
    fn at(&self, point: Point, subject: &Subject) {
        let planted = {
            let mut panics = self.panics.lock().unwrap();
            let here = panics.iter().position(|(p, s)| *p == point && s == subject);
            here.map(|nth| panics.remove(nth))
        };
        if planted.is_none() {
            return;
        }
        if let Some(house) = self.meanwhile.lock().unwrap().take() {
            let what = CustomerWord::Text("meanwhile".to_owned());
            let reply = ReplyTo::nobody();
            house.customer(CustomerAsk { opening: opening("u1"), what, fresh: fresh(), client: None, reply });
        }
        std::panic::panic_any("planted");
    }
}
