//! What v2's widget asks besides what v1's did: its settings, its own sign of life, contacts.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use switchboard_core::session::{Command, Remark};
use switchboard_wire::buerokratt::{said, words};

use super::call::{Call, Outcome, Told};
use super::chatting::VALIDATED;
use super::cookies::{self, CHAT};
use super::customer::{self, BY};

/// The widget's settings as they are unless told otherwise; all of them texts (trap 24).
const WIDGET: &[(&str, &str)] = &[
    ("isBurokrattActive", "true"),
    ("isWidgetActive", "true"),
    ("chatActiveDuration", "30"),
    ("showIdleWarning", "false"),
    ("idleMessage", ""),
    ("showAutoCloseText", "false"),
    ("autoCloseText", ""),
    ("feedbackActive", "true"),
    ("feedbackQuestion", ""),
    ("feedbackNoticeActive", "false"),
    ("feedbackNotice", ""),
    ("isFiveRatingScale", "false"),
    ("instantlyOpenChatWidget", "false"),
    ("showSubTitle", "false"),
    ("subTitle", ""),
    ("responseWaitingTime", "30"),
    ("responseProcessingNotice", ""),
    ("widgetColor", "#003cff"),
    ("widgetAnimation", "jump"),
    ("widgetProactiveSeconds", "60"),
    ("widgetDisplayBubbleMessageSeconds", "60"),
    ("widgetBubbleMessageText", ""),
];

/// A notice to everybody, likewise.
const EMERGENCY: &[(&str, &str)] = &[
    ("emergencyNoticeText", ""),
    ("emergencyNoticeStartISO", ""),
    ("emergencyNoticeEndISO", ""),
    ("isEmergencyNoticeVisible", "false"),
];

fn settled(settings: &BTreeMap<String, String>, usual: &[(&str, &str)]) -> Value {
    let told = usual.iter().map(|(name, value)| {
        let value = settings.get(*name).map_or(*value, String::as_str);
        ((*name).to_owned(), Value::from(value))
    });
    Value::Object(told.collect())
}

/// The widget's settings.
pub(super) async fn widget(call: Call) -> Outcome {
    Ok(Told::new("response", settled(&call.doors.settings.buerokratt.widget, WIDGET)))
}

/// A notice to everybody.
pub(super) async fn emergency(call: Call) -> Outcome {
    Ok(Told::new("response", settled(&call.doors.settings.buerokratt.widget, EMERGENCY)))
}

/// Whether customers are shown agents' names: they always are, and no titles.
pub(super) async fn shows_names(_: Call) -> Outcome {
    Ok(Told::new("response", json!("true")))
}

/// There are no titles.
pub(super) async fn shows_titles(_: Call) -> Outcome {
    Ok(Told::new("response", json!("false")))
}

/// Keeps the customer's pass good while the page is open.
pub(super) async fn extend(call: Call) -> Outcome {
    let customer = customer::of(&call).await?;
    let pass = customer::pass_to(&call, customer.session)?;
    let shown = cookies::of(&call.request, CHAT).unwrap_or_default().to_owned();
    Ok(Told::new("response", json!(shown)).with(pass))
}

/// What the original kept for its own sign-in service: nothing to keep.
pub(super) async fn nothing(_: Call) -> Outcome {
    Ok(Told::done("response"))
}

/// How the customer can be reached.
pub(super) async fn contact(call: Call) -> Outcome {
    let contact = said::contact(&call.body)?;
    let customer = customer::of(&call).await?.open()?;
    let label = words::REACH.to_owned();
    let remark = Remark { label, contact: Some(contact), ..Remark::default() };
    call.ask(customer.session, Command::Remark { by: BY, name: None, remark }, None).await?;
    Ok(Told::done(VALIDATED))
}
