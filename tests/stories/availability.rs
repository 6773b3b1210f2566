//! Is anybody there? What the public is told of a platform, over a working day: by the real server.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use switchboard_core::Timestamp;
use switchboard_journal::accounts::{AccountWrite, PlatformValues, Role};

use crate::center::{self, workspace};
use crate::line::Line;
use crate::server::Server;

/// What does not come within this time never will.
const SOON: Duration = Duration::from_secs(30);

/// The date in so many days, in UTC.
fn date(days: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros();
    let then = i64::try_from(now).unwrap() + days * 24 * 60 * 60 * 1_000_000;
    Timestamp(then).to_rfc3339()[..10].to_owned()
}

/// A platform for each queue: `open-web` for `open`. The dates are the first day of the test's.
struct Day {
    server: Server,
    ends: String,
    opens: String,
}

fn begin() -> Day {
    let whole_day = json!([{"from": "00:00", "to": "24:00"}]);
    let open_days: Value =
        (-1..2).map(|day| (date(day), whole_day.clone())).collect::<serde_json::Map<_, _>>().into();
    let (ends, opens) = (format!("{}T00:00:00.000Z", date(2)), format!("{}T08:30:00.000Z", date(3)));
    let closed_days = json!({ date(3): [{"from": "08:30", "to": "17:00"}] });
    let queues = [
        ("open", json!({"name": "Open", "way": "assign", "hours": {"zone": "UTC", "exceptions": open_days}})),
        ("closed", json!({"name": "Closed", "hours": {"zone": "UTC", "exceptions": closed_days}})),
        ("full", json!({"name": "Full", "max_length": 1})),
        ("nobody", json!({"name": "Nobody"})),
    ];
    let mut writes = Vec::new();
    for (name, values) in queues {
        writes.push(center::queue(name, values));
        let values = PlatformValues::named(workspace(), name, name.parse().unwrap());
        let platform = format!("{name}-web").parse().unwrap();
        writes.push(AccountWrite::Platform { platform, values: Box::new(values) });
    }
    writes.extend(center::agent("ada", &["open", "closed"], 4, Role::Agent));
    let folder = tempfile::tempdir().unwrap();
    center::write(folder.path(), "", writes);
    let day = Day { server: Server::over(folder, false), ends, opens };
    ["open", "closed", "full", "nobody"].iter().for_each(|queue| day.await_board_of(queue));
    day
}

impl Day {
    /// A queue is told what it is once the server lives; until then nobody knows it.
    fn await_board_of(&self, queue: &str) {
        let by = Instant::now() + SOON;
        let path = format!("/sermo/platforms/{queue}-web/availability");
        while !self.server.get(&path).expect("an answer").starts_with("HTTP/1.1 200") {
            assert!(Instant::now() < by, "{queue} is never known");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn availability(&self, queue: &str) -> Value {
        let path = format!("/sermo/platforms/{queue}-web/availability");
        let answer = self.server.get(&path).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(head.to_lowercase().contains("cache-control: public, max-age=2"), "{head}");
        serde_json::from_str(body).expect("JSON")
    }

    /// Until it is so: the board follows what happens, a moment later.
    fn until(&self, queue: &str, what: &Value) -> Value {
        let by = Instant::now() + SOON;
        loop {
            let is = self.availability(queue);
            if what.as_object().unwrap().iter().all(|(field, value)| is[field] == *value) {
                return is;
            }
            assert!(Instant::now() < by, "{queue}: wanted {what}, is {is}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// A customer writes, and is still there.
    fn customer_writes(&self, queue: &str, user: &str) {
        let say = |path: &str, token: &str, body: Value| {
            let (status, answer) = self.server.call("POST", path, token, "", Some(&body));
            assert_eq!(status, 200, "{answer}");
            serde_json::from_str::<Value>(&answer).unwrap()
        };
        let platform = format!("{queue}-web");
        let hello = say("/sermo/hello", "", json!({"type": "hello", "platformId": platform, "userId": user}));
        let text = json!({"type": "text", "platformId": platform, "userId": user, "text": "hej", "id": user});
        say("/sermo/events", hello["token"].as_str().unwrap(), text);
    }
}

#[test]
fn the_public_is_told_who_is_there_how_long_it_takes_and_what_is_closed() {
    let mut day = begin();

    // Nobody works yet: the line is open all the same.
    let is = day.until("nobody", &json!({"available": true}));
    assert_eq!(
        is,
        json!({
            "platformId": "nobody-web", "queueId": "nobody", "open": true, "closed": false, "opensAt": null,
            "closesAt": null, "available": true, "hasWorkingAgents": false, "position": 1, "estimatedWait": null,
        })
    );
    let unknown = day.server.get("/sermo/platforms/nowhere/availability").expect("an answer");
    assert!(unknown.starts_with("HTTP/1.1 404") && unknown.contains("unknown_platform"), "{unknown}");

    // Closed, with the time at which it opens; and the same whoever works there.
    let closed =
        json!({"open": false, "closed": true, "available": false, "opensAt": day.opens, "closesAt": null});
    day.until("closed", &closed);

    // One waits where one may: the line is full.
    day.until("full", &json!({"available": true, "position": 1}));
    day.customer_writes("full", "u1");
    day.until("full", &json!({"open": true, "closed": false, "available": false, "position": 2}));

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut ada = Line::agent(day.server.url(), &center::token("ada"));
        ada.send(json!({"type": "ready", "id": "r1"})).await;
        while ada.next(SOON).await.is_none_or(|frame| frame["id"] != "r1") {}
        let is = day.until("open", &json!({"hasWorkingAgents": true}));
        assert_eq!(
            (&is["open"], &is["closesAt"], &is["available"], &is["position"], &is["estimatedWait"]),
            (&json!(true), &json!(day.ends), &json!(true), &json!(1), &Value::Null),
            "{is}"
        );
        day.until("closed", &json!({"hasWorkingAgents": true, "available": false}));

        // Who was given an agent waits no longer; from a few of them the wait of the next can be told.
        for user in ["u1", "u2", "u3", "u4"] {
            day.customer_writes("open", user);
            while ada.next(SOON).await.is_none_or(|frame| frame["type"] != "assigned") {}
        }
        let next = day.until("open", &json!({"position": 1, "hasWorkingAgents": true}));
        let wait = next["estimatedWait"].as_u64().expect("it can be told");
        for user in ["u5", "u6"] {
            day.customer_writes("open", user);
        }
        let behind = day.until("open", &json!({"position": 3, "available": true}));
        let longer = behind["estimatedWait"].as_u64().expect("it can be told");
        assert!((3 * wait..=3 * (wait + 1)).contains(&longer), "the place times as long: {wait}, {longer}");

        ada.send(json!({"type": "away", "id": "r2"})).await;
        day.until("open", &json!({"hasWorkingAgents": false, "position": 3}));
    });

    // All of it is in the journal.
    day.server.kill_and_restart();
    day.until("full", &json!({"available": false, "position": 2}));
    day.until("open", &json!({"hasWorkingAgents": false, "position": 3, "closesAt": day.ends}));
    day.until("closed", &closed);
    day.server.stop();
    day.server.assert_sound();
}
