//! One numbered stream on its way to one reader, gap-free and in order, whatever arrives live meanwhile.
//!
//! Subscribe first, then read pages, then drop the overlap. While a feed is behind, live events are not kept: they are
//! committed, so the next page holds them. A reader with a huge backlog thus costs one page of memory, no more.

use switchboard_core::planted::{self, Defect};

/// Pages that brought nothing although more was seen live; after so many the stream and its readers disagree.
const EMPTY_PAGES: u32 = 20;

/// Where a reader stands in a stream whose numbers are dense from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Feed {
    last: u64,
    seen: u64,
    behind: bool,
    empty_pages: u32,
}

impl Feed {
    /// A reader who has everything up to `last` and must first read on from there.
    pub(crate) fn after(last: u64) -> Self {
        let last = last + u64::from(planted::is(Defect::ResumeOffByOne));
        Self { last, seen: last, behind: true, empty_pages: 0 }
    }

    /// A reader at the beginning of a stream that begins only now.
    pub(crate) fn beginning() -> Self {
        Self { behind: false, ..Self::after(0) }
    }

    /// The last number passed on.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    /// Whether a page must be read.
    pub(crate) fn is_behind(&self) -> bool {
        self.behind
    }

    /// A live event came: whether to pass it on now. If not, it is old, or a page will bring it.
    pub(crate) fn live(&mut self, number: u64) -> bool {
        self.seen = self.seen.max(number);
        if number <= self.last {
            return false;
        }
        if self.behind || number != self.last.saturating_add(1) {
            self.behind = true;
            return false;
        }
        self.last = number;
        true
    }

    /// A live event came that only a page can bring, because there is more to it than was shown.
    pub(crate) fn by_page(&mut self, number: u64) {
        self.seen = self.seen.max(number);
        self.behind |= number > self.last;
    }

    /// Something may have been missed.
    pub(crate) fn lagged(&mut self) {
        self.behind = true;
    }

    /// An event of a page: whether to pass it on.
    pub(crate) fn paged(&mut self, number: u64) -> bool {
        if number != self.last.saturating_add(1) {
            return false;
        }
        self.last = number;
        self.empty_pages = 0;
        true
    }

    /// The page is over; a full one means there is more. False when the journal does not hold what was shown live.
    pub(crate) fn page_over(&mut self, full: bool) -> bool {
        self.behind = full || self.seen > self.last;
        if self.behind && !full {
            self.empty_pages = self.empty_pages.saturating_add(1);
        }
        self.empty_pages <= EMPTY_PAGES
    }

    /// Whether the last page brought nothing although more is known: wait a moment before the next.
    pub(crate) fn should_wait(&self) -> bool {
        self.behind && self.empty_pages > 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn live_events_pass_in_order_and_once() {
        let mut feed = Feed::beginning();
        assert!(feed.live(1) && feed.live(2));
        assert!(!feed.live(2), "a repetition");
        assert!(!feed.live(4), "a gap");
        assert!(feed.is_behind());
        assert!(!feed.live(5), "the page will bring it");
        assert!(feed.paged(3) && feed.paged(4));
        assert!(feed.page_over(false));
        assert!(feed.is_behind(), "5 was seen and is not there yet");
        assert!(feed.should_wait());
        assert!(feed.paged(5) && feed.page_over(false) && !feed.is_behind());
    }

    #[test]
    fn a_stream_that_never_holds_what_was_shown_is_given_up() {
        let mut feed = Feed::beginning();
        assert!(!feed.live(9));
        let tries = (0..100).take_while(|_| feed.page_over(false)).count();
        assert_eq!(tries, EMPTY_PAGES as usize);
    }

    #[derive(Debug, Clone)]
    enum Step {
        Commit,
        Show(u64),
        Lag,
        Page,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            3 => Just(Step::Commit),
            3 => (0u64..30).prop_map(Step::Show),
            1 => Just(Step::Lag),
            2 => Just(Step::Page),
        ];
        prop::collection::vec(step, 0..120)
    }

    fn page(feed: &mut Feed, committed: u64, size: u64, out: &mut Vec<u64>) {
        let from = feed.last() + 1;
        let until = committed.min(feed.last() + size);
        for number in from..=until {
            if feed.paged(number) {
                out.push(number);
            }
        }
        assert!(feed.page_over(until + 1 - from == size));
    }

    proptest! {
        /// Events are shown late, twice, out of order or not at all; the reader gets each committed one once, in order.
        #[test]
        fn the_reader_sees_each_event_once_and_in_order(steps in steps(), start in 0u64..5, size in 1u64..6) {
            let mut committed = start;
            let mut feed = Feed::after(start);
            let mut out = Vec::new();
            for step in steps {
                match step {
                    Step::Commit => committed += 1,
                    Step::Show(ago) => {
                        let number = committed.saturating_sub(ago);
                        if number > 0 && feed.live(number) {
                            out.push(number);
                        }
                    }
                    Step::Lag => feed.lagged(),
                    Step::Page => page(&mut feed, committed, size, &mut out),
                }
            }
            feed.lagged();
            while feed.is_behind() {
                page(&mut feed, committed, size, &mut out);
            }
            prop_assert_eq!(out, (start + 1..=committed).collect::<Vec<_>>());
        }
    }
}
