//! Other servers, as the Bürokratt dialect's door reaches them: over HTTP by our own client, by mail over SMTP.

use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use switchboard_edge::buerokratt::outside::{Later, Letter, Outside, Unreached};

use crate::client::http;
use crate::settings::Buerokratt;

/// The world.
pub(super) struct World {
    post: Option<(AsyncSmtpTransport<Tokio1Executor>, Mailbox)>,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("World(..)")
    }
}

impl World {
    /// With the mail server of the settings, if they name one; they were checked before.
    pub(super) fn of(settings: &Buerokratt) -> Self {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.mail_server).ok();
        let from: Option<Mailbox> = settings.mail_from.parse().ok();
        Self { post: server.map(lettre::transport::smtp::AsyncSmtpTransportBuilder::build).zip(from) }
    }
}

fn unreached(why: &dyn std::fmt::Display) -> Unreached {
    Unreached(why.to_string())
}

/// The mail server's code; what it says besides may name the address.
fn refused(why: &lettre::transport::smtp::Error) -> Unreached {
    match why.status() {
        Some(code) => Unreached(format!("the mail server answered {code}")),
        None => unreached(why),
    }
}

impl Outside for World {
    fn fetch(&self, url: String, json: Option<String>) -> Later<Vec<u8>> {
        Box::pin(async move {
            let body = http::fetch(&url, json).await.map_err(|why| unreached(&why))?;
            Ok(body.to_vec())
        })
    }

    fn exchange(&self, url: String, form: String, authorization: String) -> Later<Vec<u8>> {
        Box::pin(async move {
            let body = http::exchange(&url, form, &authorization).await.map_err(|why| unreached(&why))?;
            Ok(body.to_vec())
        })
    }

    fn send(&self, letter: Letter) -> Later<()> {
        let post = self.post.clone();
        Box::pin(async move {
            let (server, from) = post.ok_or_else(|| unreached(&"no mail server is set"))?;
            let to: Mailbox = letter.to.parse().map_err(|why| unreached(&why))?;
            let message = Message::builder().from(from).to(to).subject(letter.subject).body(letter.text);
            let message = message.map_err(|why| unreached(&why))?;
            server.send(message).await.map_err(|why| refused(&why))?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    use tokio::net::TcpListener;

    use super::*;

    /// A throw-away mail server: takes one letter and gives it back as it was written.
    async fn post_office(to_recipients: &'static str) -> (String, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("smtp://{}", listener.local_addr().unwrap());
        let taking = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let (reading, mut writing) = stream.into_split();
            let mut lines = BufReader::new(reading).lines();
            let (mut letter, mut is_letter) = (String::new(), false);
            writing.write_all(b"220 here\r\n").await.unwrap();
            while let Some(line) = lines.next_line().await.unwrap() {
                letter.push_str(&line);
                letter.push('\n');
                let answer = match line.as_str() {
                    "." if is_letter => {
                        is_letter = false;
                        "250 taken\r\n"
                    }
                    _ if is_letter => continue,
                    "DATA" => {
                        is_letter = true;
                        "354 go on\r\n"
                    }
                    "QUIT" => return letter,
                    _ if line.starts_with("RCPT") => to_recipients,
                    _ => "250 well\r\n",
                };
                writing.write_all(answer.as_bytes()).await.unwrap();
                if answer == "250 taken\r\n" {
                    return letter;
                }
            }
            letter
        });
        (address, taking)
    }

    fn letter() -> Letter {
        let to = "anna@example.org".to_owned();
        Letter { to, subject: "A chat waits".to_owned(), text: "Somebody waits.".to_owned() }
    }

    #[actix_rt::test]
    async fn a_letter_reaches_the_mail_server() {
        let (mail_server, taking) = post_office("250 well\r\n").await;
        let mail_from = "Switchboard <chat@example.org>".to_owned();
        let world = World::of(&Buerokratt { mail_server, mail_from, ..Buerokratt::default() });
        world.send(letter()).await.unwrap();
        let taken = taking.await.unwrap();
        for part in
            ["<chat@example.org>", "RCPT TO:<anna@example.org>", "Subject: A chat waits", "Somebody waits."]
        {
            assert!(taken.contains(part), "{part} is not in {taken}");
        }
    }

    #[actix_rt::test]
    async fn what_a_mail_server_refuses_is_told_without_the_address() {
        let (mail_server, _) = post_office("550 5.1.1 <anna@example.org> is unknown\r\n").await;
        let mail_from = "chat@example.org".to_owned();
        let world = World::of(&Buerokratt { mail_server, mail_from, ..Buerokratt::default() });
        let why = world.send(letter()).await.unwrap_err();
        assert_eq!(why.0, "the mail server answered 550");
    }

    #[actix_rt::test]
    async fn without_a_mail_server_nothing_is_sent() {
        assert!(World::of(&Buerokratt::default()).send(letter()).await.is_err());
    }
}
