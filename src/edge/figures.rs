//! What the doors tell of themselves, as figures. No label holds an id, a name or an address: routes are templates, codes
//! are the stable words of refusals. With no reader they cost nothing.

use std::time::Duration;

/// A client of this kind connected.
pub(crate) fn connected(kind: &'static str) {
    metrics::gauge!("switchboard_connections", "kind" => kind).increment(1);
}

/// Its connection ended.
pub(crate) fn disconnected(kind: &'static str) {
    metrics::gauge!("switchboard_connections", "kind" => kind).decrement(1);
}

/// A TCP connection was accepted.
pub(crate) fn line_taken() {
    metrics::gauge!("switchboard_tcp_connections").increment(1);
}

/// It ended.
pub(crate) fn line_free() {
    metrics::gauge!("switchboard_tcp_connections").decrement(1);
}

/// A TCP connection was refused: `address` (too many from there) or `in_all`.
pub(crate) fn line_refused(why: &'static str) {
    metrics::counter!("switchboard_tcp_refusals_total", "why" => why).increment(1);
}

/// A frame came from a client.
pub(crate) fn frame_in(kind: &'static str) {
    metrics::counter!("switchboard_frames_total", "kind" => kind, "direction" => "in").increment(1);
}

/// A frame is on its way to a client.
pub(crate) fn frame_out(kind: &'static str) {
    metrics::counter!("switchboard_frames_total", "kind" => kind, "direction" => "out").increment(1);
}

/// A command was accepted so long after it came: what a client waits for its acknowledgement.
pub(crate) fn accepted_after(kind: &'static str, took: Duration) {
    metrics::histogram!("switchboard_ack_seconds", "kind" => kind).record(took.as_secs_f64());
}

/// Something was refused with this code.
pub(crate) fn refused(code: &'static str) {
    metrics::counter!("switchboard_refusals_total", "code" => code).increment(1);
}

/// A request was answered. The route is the template it matched, `unmatched` where it matched none.
pub(crate) fn answered(route: String, method: &'static str, status: u16, took: Duration) {
    let status = status.to_string();
    metrics::histogram!("switchboard_http_request_seconds", "route" => route.clone())
        .record(took.as_secs_f64());
    metrics::counter!(
        "switchboard_http_requests_total", "route" => route, "method" => method, "status" => status
    )
    .increment(1);
}

/// A report of a telephony provider, by its type, was `accepted`, `delayed` or `refused`.
pub(crate) fn reported(kind: &'static str, outcome: &'static str) {
    metrics::counter!("switchboard_call_reports_total", "type" => kind, "outcome" => outcome).increment(1);
}

/// Somebody failed to sign in: `wrong` (name, password or code, which of them nobody is told) or `limited`.
pub fn sign_in_failed(why: &'static str) {
    metrics::counter!("switchboard_sign_in_failures_total", "why" => why).increment(1);
}
