//! Who may report: whoever knows the secret, whoever comes from an address that is believed, and on loopback everybody
//! but pages of somebody else (protocols/teravoz 5.7).

use actix_web::HttpRequest;
use subtle::ConstantTimeEq;
use switchboard_wire::teravoz;

use crate::caller;
use crate::doors::Doors;
use crate::limits::address;
use crate::origin;
use crate::tokens;

/// Where a sender may put the secret besides `Authorization: Bearer` and the last segment of the path.
const HEADER: &str = "x-teravoz-secret";

/// Whether this is a report: those are let in by their own rules, since nobody sends one twice.
pub(crate) fn is_report(path: &str) -> bool {
    path == teravoz::WEBHOOK || path.strip_prefix(teravoz::WEBHOOK).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether this request may report. A page of somebody else's is never believed for its address alone: it is a browser
/// that was led there.
pub(super) fn may_report(doors: &Doors, request: &HttpRequest) -> bool {
    let telephony = &doors.settings.telephony;
    let from = address(request, &doors.settings.trusted);
    let knows = telephony.secret.is_some_and(|secret| {
        shown(request).iter().any(|shown| bool::from(tokens::hash(shown).ct_eq(&secret)))
    });
    let is_foreign_page =
        origin::page(request).is_some_and(|page| !origin::is_own(request, &page, doors.settings.secure));
    let is_believed = telephony.allow.contains(&from) || (telephony.is_local && telephony.secret.is_none());
    knows || (is_believed && (!is_foreign_page || telephony.strict))
}

/// Every place where a secret may stand.
fn shown(request: &HttpRequest) -> Vec<&str> {
    let header = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
    let segment = request.match_info().get("secret");
    [header, segment, caller::bearer(request)].into_iter().flatten().collect()
}
