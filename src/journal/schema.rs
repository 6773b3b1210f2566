//! The tables as `migrations/` makes them, in Rust's types. Numbers of streams, events and rows are 64 bits wide.
//!
//! Changed together with the migrations; the tests read and write every table.

#![allow(missing_docs)]

mod standing;

pub use standing::{all_places, client_messages, places, young_places};

diesel::table! {
    streams (id) {
        id -> BigInt,
        name -> Text,
    }
}

diesel::table! {
    events (position) {
        position -> BigInt,
        stream -> BigInt,
        seq -> BigInt,
        public -> Nullable<BigInt>,
        kind -> Text,
        version -> Integer,
        at -> BigInt,
        facts -> Text,
        content -> Nullable<Text>,
        salt -> Nullable<Binary>,
        content_hash -> Nullable<Binary>,
        chain -> Binary,
        actor -> Text,
        cause -> Nullable<Text>,
        client_sender -> Nullable<BigInt>,
        client_id -> Nullable<BigInt>,
        client_body -> Nullable<BigInt>,
    }
}

diesel::table! {
    snapshots (stream) {
        stream -> BigInt,
        seq -> BigInt,
        public -> BigInt,
        version -> Integer,
        state -> Text,
    }
}

diesel::table! {
    wakeups (stream) {
        stream -> BigInt,
        at -> BigInt,
    }
}

diesel::table! {
    outbox (id) {
        id -> BigInt,
        source -> Text,
        seq -> BigInt,
        ordinal -> Integer,
        target -> Text,
        told -> Text,
        tries -> Integer,
        due -> BigInt,
        set_aside -> Bool,
    }
}

diesel::table! {
    quarantine (stream) {
        stream -> BigInt,
        cause -> Text,
    }
}

diesel::table! {
    parked (id) {
        id -> BigInt,
        stream -> BigInt,
        command -> Text,
        client_sender -> Nullable<BigInt>,
        client_id -> Nullable<BigInt>,
        client_body -> Nullable<BigInt>,
        source -> Nullable<Text>,
        seq -> Nullable<BigInt>,
        ordinal -> Nullable<Integer>,
    }
}

diesel::table! {
    session_rows (stream) {
        stream -> BigInt,
        position -> BigInt,
        session -> Text,
        workspace -> Text,
        platform -> Text,
        customer -> Text,
        standing -> Text,
        queue -> Nullable<Text>,
        agent -> Nullable<Text>,
        since -> BigInt,
        opened_at -> BigInt,
        presence -> Text,
        open -> Bool,
        channel -> Text,
        in_words -> Bool,
    }
}

diesel::table! {
    agent_rows (stream) {
        stream -> BigInt,
        position -> BigInt,
        workspace -> Text,
        agent -> Text,
        ready -> Bool,
        reachable -> Bool,
        reason -> Nullable<Text>,
        since -> BigInt,
        loads -> Text,
        capacities -> Text,
    }
}

diesel::table! {
    queue_rows (stream) {
        stream -> BigInt,
        position -> BigInt,
        workspace -> Text,
        queue -> Text,
        waiting -> Integer,
        oldest -> Nullable<BigInt>,
        open -> Bool,
        changes_at -> Nullable<BigInt>,
        working -> Integer,
        max_length -> Nullable<Integer>,
        estimated_wait_ms -> Nullable<BigInt>,
        estimate_ends -> Nullable<BigInt>,
        answer_within_ms -> BigInt,
        ended -> Text,
    }
}

diesel::table! {
    platforms (platform) {
        platform -> Text,
        workspace -> Text,
        version -> BigInt,
        settings -> Text,
    }
}

diesel::table! {
    queues (workspace, queue) {
        workspace -> Text,
        queue -> Text,
        version -> BigInt,
        settings -> Text,
    }
}

diesel::table! {
    agents (workspace, agent) {
        workspace -> Text,
        agent -> Text,
        version -> BigInt,
        settings -> Text,
        given -> BigInt,
    }
}

diesel::table! {
    workspaces (workspace) {
        workspace -> Text,
        version -> BigInt,
        settings -> Text,
    }
}

diesel::table! {
    teams (workspace, team) {
        workspace -> Text,
        team -> Text,
        version -> BigInt,
        settings -> Text,
        retired -> Bool,
    }
}

diesel::table! {
    published_flows (flow) {
        flow -> Text,
        workspace -> Text,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    repeats (sender, key) {
        sender -> BigInt,
        key -> BigInt,
        body -> BigInt,
        at -> BigInt,
        answer -> Nullable<Text>,
    }
}

diesel::table! {
    flows (flow, version) {
        flow -> Text,
        version -> BigInt,
        workspace -> Text,
        script -> Text,
    }
}

diesel::table! {
    counters (name) {
        name -> Text,
        last -> BigInt,
    }
}

diesel::table! {
    customer_tokens (hash) {
        hash -> Binary,
        platform -> Text,
        customer -> Text,
        origin -> Nullable<Text>,
        minted_at -> BigInt,
    }
}

diesel::table! {
    credentials (hash) {
        hash -> Binary,
        workspace -> Text,
        agent -> Text,
        role -> Text,
    }
}

diesel::table! {
    notes (name) {
        name -> Text,
        text -> Text,
    }
}

diesel::table! {
    attachments (hash) {
        hash -> Binary,
        media -> Text,
        bytes -> Binary,
    }
}

diesel::table! {
    audit (id) {
        id -> BigInt,
        workspace -> Text,
        seq -> BigInt,
        at -> BigInt,
        who -> Text,
        what -> Text,
        subject -> Text,
        details -> Nullable<Text>,
        details_hash -> Binary,
        chain -> Binary,
    }
}

diesel::table! {
    people (workspace, agent) {
        workspace -> Text,
        agent -> Text,
        login -> Text,
        role -> Text,
        disabled -> Bool,
        version -> BigInt,
        created_at -> BigInt,
        password -> Nullable<Text>,
        totp -> Nullable<Binary>,
        totp_pending -> Nullable<Binary>,
        totp_step -> BigInt,
    }
}

diesel::table! {
    recovery_codes (workspace, agent, hash) {
        workspace -> Text,
        agent -> Text,
        hash -> Binary,
    }
}

diesel::table! {
    choices (workspace, agent) {
        workspace -> Text,
        agent -> Text,
        letters -> Nullable<Bool>,
        address -> Nullable<Text>,
        page -> Text,
    }
}

diesel::table! {
    links (hash) {
        hash -> Binary,
        workspace -> Text,
        agent -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sign_ins (hash) {
        hash -> Binary,
        id -> Text,
        workspace -> Text,
        agent -> Text,
        created_at -> BigInt,
        used_at -> BigInt,
        address -> Text,
        client -> Text,
    }
}

diesel::table! {
    api_keys (hash) {
        hash -> Binary,
        id -> Text,
        workspace -> Text,
        name -> Text,
        scopes -> Text,
        created_at -> BigInt,
        created_by -> Text,
        expires_at -> Nullable<BigInt>,
        used_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    customers (customer) {
        customer -> Text,
        workspace -> Text,
        version -> BigInt,
        created_at -> BigInt,
        external -> Nullable<Text>,
        name -> Nullable<Text>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        attributes -> Text,
    }
}

diesel::table! {
    identities (platform, key) {
        platform -> Text,
        key -> Text,
        workspace -> Text,
        customer -> Text,
        home -> Text,
        proof -> Text,
        since -> BigInt,
    }
}

diesel::table! {
    site_keys (id) {
        id -> Text,
        workspace -> Text,
        platform -> Text,
        name -> Text,
        algorithm -> Text,
        material -> Binary,
        created_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    used_tokens (hash) {
        hash -> Binary,
        until -> BigInt,
    }
}

diesel::table! {
    attachment_uses (hash, stream) {
        hash -> Binary,
        stream -> BigInt,
    }
}

diesel::table! {
    erasures (customer) {
        customer -> Text,
        workspace -> Text,
        asked_at -> BigInt,
        emptied -> Bool,
    }
}

diesel::table! {
    retention (workspace) {
        workspace -> Text,
        version -> BigInt,
        text_days -> Integer,
        attachment_days -> Integer,
        audit_days -> Integer,
    }
}

diesel::table! {
    uploads (hash, platform, customer) {
        hash -> Binary,
        platform -> Text,
        customer -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    staff_uploads (hash, session, agent) {
        hash -> Binary,
        session -> Text,
        agent -> Text,
        at -> BigInt,
    }
}

diesel::joinable!(events -> streams (stream));
diesel::joinable!(events -> session_rows (stream));
diesel::joinable!(snapshots -> streams (stream));
diesel::joinable!(wakeups -> streams (stream));
diesel::joinable!(quarantine -> streams (stream));
diesel::joinable!(parked -> streams (stream));
diesel::joinable!(session_rows -> streams (stream));
diesel::joinable!(agent_rows -> streams (stream));
diesel::joinable!(queue_rows -> streams (stream));
diesel::table! {
    call_rows (stream) {
        stream -> BigInt,
        position -> BigInt,
        workspace -> Text,
        id -> BigInt,
        call -> Text,
        state -> Text,
        queue -> Nullable<Text>,
        agents -> Text,
        their_number -> Nullable<Text>,
        created_at -> BigInt,
        since -> BigInt,
        delegate_by -> Nullable<BigInt>,
        open -> Bool,
        line -> Text,
    }
}

diesel::table! {
    call_reports (position) {
        position -> BigInt,
        workspace -> Text,
        id -> BigInt,
    }
}

diesel::joinable!(call_rows -> streams (stream));
diesel::joinable!(call_reports -> events (position));
diesel::allow_tables_to_appear_in_same_query!(events, call_reports, all_places, attachment_uses);
diesel::allow_tables_to_appear_in_same_query!(young_places, places, client_messages);
diesel::allow_tables_to_appear_in_same_query!(streams, call_rows);
diesel::allow_tables_to_appear_in_same_query!(
    events,
    streams,
    snapshots,
    wakeups,
    quarantine,
    parked,
    outbox,
    session_rows,
    agent_rows,
    queue_rows
);
diesel::allow_tables_to_appear_in_same_query!(customers, identities, session_rows, attachment_uses);
diesel::allow_tables_to_appear_in_same_query!(staff_uploads, session_rows);
