//! A platform's feed: its own events only, in the order of the journal, never more of the journal than was asked for.

use switchboard_core::PlatformId;
use switchboard_core::machine::{Row, Standing};
use switchboard_journal::{FeedPage, Options, Views};

use crate::bench::{Pen, open, platform, row_of, talk};

fn read(views: &Views, platform: &PlatformId, after: u64, limit: u32, window: u32) -> (Vec<u64>, u64) {
    let FeedPage { events, until, more } = views.platform_page(platform, after, limit, window).unwrap();
    assert_eq!(more, until < 20);
    (events.into_iter().map(|(_, event)| event.position).collect(), until)
}

#[test]
fn a_platform_is_read_in_order_and_in_bounded_steps() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let mut here = Pen::load(journal.as_ref(), &talk(1));
    let mut there = Pen::load(journal.as_ref(), &talk(2));
    let mut foreign = row_of(2, "u2", Standing::Bot);
    foreign.platform = PlatformId::new("other-web").unwrap();
    here.write_row(journal.as_ref(), Row::Session(row_of(1, "u1", Standing::Bot))).unwrap();
    there.write_row(journal.as_ref(), Row::Session(foreign)).unwrap();
    for number in 3..=20 {
        let pen = if number % 5 == 0 { &mut here } else { &mut there };
        pen.write(journal.as_ref(), &["said"]).unwrap();
    }

    assert_eq!(read(&views, &platform(), 0, 10, 1_000), (vec![1, 5, 10, 15, 20], 20));
    assert_eq!(
        read(&views, &platform(), 0, 2, 1_000),
        (vec![1, 5], 5),
        "a full page ends with its last event"
    );
    assert_eq!(read(&views, &platform(), 5, 10, 7), (vec![10], 12), "no further than the window");
    assert_eq!(read(&views, &platform(), 11, 10, 2), (vec![], 13), "nothing there is a step too");
    assert_eq!(read(&views, &platform(), 20, 10, 10), (vec![], 20));
    assert_eq!(
        read(&views, &platform(), 99, 10, 10),
        (vec![], 99),
        "ahead of the journal one stays where one is"
    );

    let page = views.platform_page(&platform(), 0, 1, 10).unwrap();
    assert_eq!(page.events[0].0.as_str(), "u1");
    journal.stop();
}
