//! Attack 10: strangers who lock people out.

use anyhow::ensure;
use futures::future::join_all;

use crate::client::Client;
use crate::ground::{Ground, PASSWORD, Server};
use crate::raw::Answer;
use crate::report::Row;

pub const NAME: &str = "10 strangers lock out";
const TEAM: &str = "Login";

/// Networks of the person: where their browser logged in before, and another one.
const HOME: &str = "198.51.100.9";
const TRAIN: &str = "192.0.2.77";

pub async fn attack(ground: &Ground) -> anyhow::Result<Vec<Row>> {
    let server = ground.serve().await?;
    let mut rows = Vec::new();
    for (round, (count, before)) in [(10, "429 for 15 minutes"), (50, "429 for 15 minutes")]
        .into_iter()
        .enumerate()
    {
        let stranger = format!("203.0.113.{}", 10 + round);
        let email = format!("victim{count}@example.com");
        ground.add_person(TEAM, &email).await?;
        let known = known_browser(&server, &email).await?;
        for _ in 0..count {
            wrong(&server, &stranger, &email).await;
        }
        let guess = wrong(&server, &stranger, &email).await;
        rows.push(Row {
            attack: NAME,
            figure: format!("the stranger's next guess after {count} wrong ones from one network"),
            before: "429",
            now: guess.told(),
            bound: "429".to_owned(),
            is_held: guess.status == Some(429),
        });
        let mut other = Client::browser(&server, TRAIN);
        let answer = other.log_in(&email, PASSWORD).await;
        let what = format!("right password from another network after {count} wrong ones");
        rows.push(passes(what, before, &answer));
        let answer = known.clone().log_in(&email, PASSWORD).await;
        let what = format!("right password from a browser known before, after {count} wrong ones");
        rows.push(passes(what, before, &answer));
    }

    let email = "victim@example.com";
    ground.add_person(TEAM, email).await?;
    let known = known_browser(&server, email).await?;
    let networks: Vec<String> = (0..100)
        .map(|place| format!("{}.7.0.1", 20 + place))
        .collect();
    join_all(networks.iter().map(|from| wrong(&server, from, email))).await;
    let answer = known.moved(TRAIN).log_in(email, PASSWORD).await;
    let what = "right password from a browser known before, after 100 wrong ones from 100 networks";
    rows.push(passes(what.to_owned(), "429 for 15 minutes", &answer));
    Ok(rows)
}

/// A browser in which the person logged in, and out again; what else it keeps is the server's.
async fn known_browser(server: &Server, email: &str) -> anyhow::Result<Client> {
    let mut browser = Client::browser(server, HOME);
    let answer = browser.log_in(email, PASSWORD).await;
    ensure!(answer.status == Some(303), "{}", answer.told());
    let answer = browser.form("/logout", "").await;
    ensure!(answer.status == Some(303), "{}", answer.told());
    Ok(browser)
}

async fn wrong(server: &Server, from: &str, email: &str) -> Answer {
    Client::browser(server, from)
        .log_in(email, "a-guess-that-is-wrong-5")
        .await
}

fn passes(figure: String, before: &'static str, answer: &Answer) -> Row {
    Row {
        attack: NAME,
        figure,
        before,
        now: answer.told(),
        bound: "303".to_owned(),
        is_held: answer.status == Some(303),
    }
}
