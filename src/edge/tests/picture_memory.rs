//! What clients send is never more than the room there is for it. A binary of its own: memory is the whole process's.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use doors::{Center, settings};

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// S41, F29: twenty megabytes in a frame cost none. The client writes what it sends from one small buffer.
#[actix_web::test]
async fn s41_memory_is_flat_under_what_is_too_large() {
    let center = Center::open(settings()).await;
    let attack = async |bytes: u64| {
        let (mut customer, _) = center.customer("u1").await;
        customer.send_head(bytes).await;
        customer.send_zeros(bytes).await;
        assert!(matches!(customer.next_or_close().await, Err(1006 | 1009) | Ok(_)));
    };
    // The allocator keeps what it once had, for each of its threads: measured from when it has had it.
    for _ in 0..5 {
        attack(20 * 1024 * 1024).await;
        attack(6 * 1024 * 1024).await;
    }
    let before = resident_kib();
    for _ in 0..20 {
        attack(20 * 1024 * 1024).await;
        attack(6 * 1024 * 1024).await;
    }
    let grown = resident_kib().saturating_sub(before);
    assert!(grown < 520 * 1024 / 16, "{grown} KiB more after 520 MB of frames");
    center.close().await;
}
