//! Agents who asked for it are told by mail that somebody waits: the program, a mail server of the test, and nothing between.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::center::{PLATFORM, agents, token, write, writes};
use super::server::Server;

/// Letters as they were handed over, commands and all.
type Taken = Arc<Mutex<Vec<String>>>;

/// Takes every letter it is brought.
fn post_office() -> (SocketAddr, Taken) {
    let (taken, listener) = (Taken::default(), TcpListener::bind("127.0.0.1:0").expect("a port"));
    let (address, brought) = (listener.local_addr().unwrap(), Arc::clone(&taken));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let brought = Arc::clone(&brought);
            std::thread::spawn(move || take(stream.expect("a connection"), &brought));
        }
    });
    (address, taken)
}

fn take(mut stream: TcpStream, taken: &Taken) {
    let lines = BufReader::new(stream.try_clone().expect("two ends")).lines();
    let (mut letter, mut is_letter) = (String::new(), false);
    let _ = stream.write_all(b"220 here\r\n");
    for line in lines.map_while(Result::ok) {
        letter.push_str(&line);
        letter.push('\n');
        let answer = match line.as_str() {
            "." if is_letter => {
                is_letter = false;
                taken.lock().unwrap().push(std::mem::take(&mut letter));
                "250 taken\r\n"
            }
            _ if is_letter => continue,
            "DATA" => {
                is_letter = true;
                "354 go on\r\n"
            }
            _ => "250 well\r\n",
        };
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

fn chooses(server: &Server, agent: &str, choice: &Value) -> Value {
    let (status, body) = server.call("POST", "/api/v1/me/letters", &token(agent), "", Some(choice));
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

/// A customer of the dialect's widget begins to wait.
fn waits(server: &Server) {
    let first = json!({
        "message": {"content": "My secret question", "authorTimestamp": "2023-01-13T14:23:52.953Z", "authorRole": "end-user"},
        "endUserTechnicalData": {"endUserUrl": "https://www.example.org/et", "endUserOs": "Mozilla/5.0"},
    });
    let (status, body) = server.call("POST", "/buerokratt/v1/init-chat", "", "", Some(&first));
    assert_eq!(status, 200, "{body}");
}

fn until_taken(taken: &Taken, count: usize) -> Vec<String> {
    let began = Instant::now();
    while taken.lock().unwrap().len() < count {
        assert!(began.elapsed() < Duration::from_secs(20), "no letter: {:?}", taken.lock().unwrap());
        std::thread::sleep(Duration::from_millis(20));
    }
    taken.lock().unwrap().clone()
}

#[test]
fn an_agents_choice_outlives_a_restart_and_brings_one_letter_to_their_address() {
    let (address, taken) = post_office();
    let folder = tempfile::tempdir().expect("a folder");
    let settings = format!(
        "[buerokratt]\nplatform = \"{PLATFORM}\"\nmail_server = \"smtp://{address}\"\nmail_from = \"chat@example.org\"\n\
         mail_subject = \"A chat waits\"\n[buerokratt.mail_to]\nagent-3 = \"listed@example.org\"\n"
    );
    write(folder.path(), &settings, writes(&agents(3), 3));
    let mut server = Server::over(folder, false);
    let wanted = chooses(&server, "agent-1", &json!({"wanted": true, "address": "own@example.org"}));
    assert_eq!((&wanted["sent"], &wanted["to"]), (&json!(true), &json!("own@example.org")));
    chooses(&server, "agent-3", &json!({"wanted": false}));
    server.kill_and_restart();
    waits(&server);
    waits(&server);
    until_taken(&taken, 1);
    std::thread::sleep(Duration::from_millis(500));
    let letters = taken.lock().unwrap().clone();
    assert_eq!(letters.len(), 1, "agent-2 never asked, agent-3 said no, and agent-1 was told: {letters:?}");
    let letter = letters.first().expect("one");
    for part in ["RCPT TO:<own@example.org>", "MAIL FROM:<chat@example.org>", "Subject: A chat waits"] {
        assert!(letter.contains(part), "{part} is not in {letter}");
    }
    assert!(!letter.contains("secret"), "nothing of what was said");
    server.stop();
    server.assert_sound();
}
