//! Where events stand and which client messages were recorded: tables beside the events (`sqlite/places.rs`).

diesel::table! {
    places (stream, seq) {
        stream -> BigInt,
        seq -> BigInt,
        position -> BigInt,
    }
}

diesel::table! {
    young_places (stream, seq) {
        stream -> BigInt,
        seq -> BigInt,
        position -> BigInt,
        sender -> Nullable<BigInt>,
        id -> Nullable<BigInt>,
    }
}

// A view over both.
diesel::table! {
    all_places (stream, seq) {
        stream -> BigInt,
        seq -> BigInt,
        position -> BigInt,
    }
}

diesel::table! {
    client_messages (sender, id) {
        sender -> BigInt,
        id -> BigInt,
        position -> BigInt,
    }
}
