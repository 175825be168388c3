//! `server pull`, between two servers that are asked over the network.

#![allow(clippy::unwrap_used, reason = "a test ends where its setting fails")]

mod faults;
mod gate;
mod judged;
mod long_pages;
mod pulling;
mod since;
#[allow(dead_code, reason = "the tests of the API use all of it")]
#[path = "../api/site.rs"]
mod site;
mod two_servers;

/// These servers ask PostgreSQL itself; the tests of the API go through a pooler as well.
mod pooler {
    pub async fn through(pool: store::PgPool) -> store::PgPool {
        pool
    }
}
