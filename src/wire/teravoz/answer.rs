//! What the sender of a report is told (protocols/teravoz 2.2). Field by field in the reference's order.

use serde::Serialize;

use super::board::ReportLine;

/// What the reference says with every answer, so that any page may ask.
pub const CORS: [(&str, &str); 2] = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Headers", "Origin, X-Requested-With, Authorization, Content-Type, Accept"),
];

#[derive(Serialize)]
struct Accepted<'a> {
    success: bool,
    code: u16,
    data: &'a ReportLine,
    message: &'a str,
}

#[derive(Serialize)]
struct Later {
    success: bool,
    code: u16,
    message: &'static str,
}

#[derive(Serialize)]
struct Refused<E> {
    success: bool,
    code: u16,
    errors: E,
    message: &'static str,
}

/// The report is stored.
pub fn accepted(line: &ReportLine) -> String {
    json(&Accepted { success: true, code: 200, data: line, message: "" })
}

/// The report is stored, and its call set aside: it takes effect when that is released.
pub fn stored_for_later() -> String {
    json(&Later { success: true, code: 202, message: "stored, and shown later" })
}

/// The report is not stored. The reference says why in a list, except of a call that exists already.
pub fn refused(code: u16, why: &str, bare: bool) -> String {
    let (success, message) = (false, "");
    if bare {
        return json(&Refused { success, code, errors: why, message });
    }
    json(&Refused { success, code, errors: [why], message })
}

/// The body is none.
pub fn malformed(why: &str) -> String {
    refused(400, why, false)
}

/// The same as the reference's framework says it: a page.
pub fn malformed_page() -> &'static str {
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n<body>\n\
     <pre>Bad Request</pre>\n</body>\n</html>\n"
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_the_references_byte_for_byte() {
        let line = ReportLine::new(
            6,
            "1463669263.30038",
            "be7d7b70-ec0f-11e9-90fb-0f172d2e84ac".parse().unwrap(),
            Some(r#"{"type":"call.new","call_id":"1463669263.30038"}"#),
        );
        assert_eq!(
            accepted(&line),
            r#"{"success":true,"code":200,"data":{"id":6,"aggregate_id":"1463669263.30038","uuid":"be7d7b70-ec0f-11e9-90fb-0f172d2e84ac","event":{"type":"call.new","call_id":"1463669263.30038"}},"message":""}"#
        );
        assert_eq!(
            refused(500, "call not registered", false),
            r#"{"success":false,"code":500,"errors":["call not registered"],"message":""}"#
        );
        assert_eq!(
            refused(500, "wrong type or duplicate", true),
            r#"{"success":false,"code":500,"errors":"wrong type or duplicate","message":""}"#
        );
    }
}
