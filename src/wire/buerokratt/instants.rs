//! Instants as the dialect spells them: ISO 8601 with milliseconds and `+00:00`; and as its clients send them back.

use switchboard_core::Timestamp;

/// As it stands in every object.
pub fn spelled(at: Timestamp) -> String {
    let mut text = at.to_rfc3339();
    if text.ends_with('Z') {
        text.pop();
        text.push_str("+00:00");
    }
    text
}

/// Reads what a client sends: with a zone, or without one, which means UTC (trap 9). A blank is a plus that an address lost.
pub fn read(text: &str) -> Option<Timestamp> {
    let text = text.trim().replace(' ', "+");
    Timestamp::parse_rfc3339(&text).or_else(|| Timestamp::parse_rfc3339(&format!("{text}Z")))
}

/// Whole milliseconds since 1970: what instants are compared by (trap 8).
pub fn millis(at: Timestamp) -> i64 {
    at.micros().div_euclid(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_go_out_with_milliseconds_and_an_offset() {
        let at = Timestamp(1_674_046_612_159_999);
        assert_eq!(spelled(at), "2023-01-18T12:56:52.159+00:00");
        assert_eq!(spelled(Timestamp(0)), "1970-01-01T00:00:00.000+00:00");
    }

    #[test]
    fn trap_9_an_instant_without_a_zone_is_utc() {
        let at = Some(Timestamp(1_674_046_612_159_000));
        for text in [
            "2023-01-18T12:56:52.159",
            "2023-01-18T12:56:52.159Z",
            "2023-01-18T12:56:52.159+00:00",
            "2023-01-18T12:56:52.159 00:00",
            "2023-01-18T14:56:52.159+02:00",
        ] {
            assert_eq!(read(text), at, "{text}");
        }
        for text in ["", "yesterday", "1674046612159"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
