//! Callbacks by mail.

use std::time::Duration;

use domain::batch_list::BatchesLink;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message as Mail, Tokio1Executor};

use crate::due::About;
use crate::sender::{Message, Refused};

/// A mail program takes attachments up to about this size; above it the mail tells without.
const MAX_ATTACHED_BYTES: usize = 10 << 20;

/// Sends mails through an SMTP server.
#[derive(Debug, Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    base_url: String,
}

/// Settings that no mail can be sent by.
#[derive(Debug, thiserror::Error)]
pub enum InvalidMail {
    #[error(
        "`smtp_url` is wrong ({0}); write one such as smtps://USER:PASSWORD@smtp.example.com or \
         smtp://127.0.0.1:25"
    )]
    Url(#[from] smtp::Error),
    #[error("`mail_from` is `{from}` ({why}); write one such as Tasklens <tasks@example.com>")]
    From {
        from: String,
        why: lettre::address::AddressError,
    },
}

impl Mailer {
    /// `url` names the SMTP server, `smtp://HOST:PORT` or `smtps://USER:PASSWORD@HOST`, with
    /// `?tls=required` for STARTTLS; mails link to the site at `base_url`.
    ///
    /// # Errors
    /// Where `url` or `from` cannot be read.
    pub fn new(
        url: &str,
        from: &str,
        base_url: &str,
        timeout: Duration,
    ) -> Result<Self, InvalidMail> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?
            .timeout(Some(timeout))
            .build();
        let from = from.parse().map_err(|why| InvalidMail::From {
            from: from.to_owned(),
            why,
        })?;
        Ok(Self {
            transport,
            from,
            base_url: base_url.to_owned(),
        })
    }

    pub(crate) async fn send(&self, to: &str, message: Message<'_>) -> Result<(), Refused> {
        let mail = self.mail(to, message).map_err(Refused::unsent)?;
        match self.transport.send(mail).await {
            Ok(_) => Ok(()),
            Err(error) => Err(Refused::unsent(format!(
                "the mail server did not take it: {error}"
            ))),
        }
    }

    fn mail(&self, to: &str, message: Message<'_>) -> Result<Mail, String> {
        let to: Mailbox = to
            .parse()
            .map_err(|error| format!("`{to}` is no address of mail ({error})"))?;
        let Words {
            title,
            noun,
            path,
            file,
        } = Words::about(message.about);
        let link = format!("{}{path}", self.base_url);
        let builder = Mail::builder()
            .from(self.from.clone())
            .to(to)
            .subject(format!("{title}: {}", message.event))
            // The same over all tries, so that mail programs know a repeated one.
            .message_id(Some(format!("<{}@tasklens>", message.delivery_id)));
        let mail = if message.body.len() <= MAX_ATTACHED_BYTES {
            let json = ContentType::parse("application/json").map_err(|error| error.to_string())?;
            let attached = Attachment::new(file).body(message.body.to_owned(), json);
            let words = format!("{link}\n\nThe {noun} as JSON is attached.\n");
            builder.multipart(
                MultiPart::mixed()
                    .singlepart(SinglePart::plain(words))
                    .singlepart(attached),
            )
        } else {
            builder.singlepart(SinglePart::plain(format!(
                "{link}\n\nThe {noun} is too large to be attached; the API gives its JSON.\n"
            )))
        };
        mail.map_err(|error| format!("the mail cannot be written: {error}"))
    }
}

/// What a mail calls what it is about, and where that is seen.
struct Words {
    title: String,
    noun: &'static str,
    path: String,
    file: String,
}

impl Words {
    fn about(about: &About) -> Self {
        match about {
            About::Task(task_id) => Self {
                title: format!("Task {task_id}"),
                noun: "task",
                path: format!("/tasks/{task_id}"),
                file: format!("task-{task_id}.json"),
            },
            About::Batch(name) => Self {
                // A name may hold any character, and a subject is one line.
                title: format!("Batch {}", name.replace(char::is_control, " ")),
                noun: "batch",
                path: BatchesLink {
                    text: name.clone(),
                    ..BatchesLink::default()
                }
                .path(),
                file: "batch.json".to_owned(),
            },
        }
    }
}
