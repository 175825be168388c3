//! Who gets in, and what they may do, asked of the real router on real databases.

#![allow(clippy::unwrap_used, reason = "a test ends where its setting fails")]

mod clouds;
mod doors;
mod guessing;
mod invites;
mod login;
mod powers;
mod site;
mod strangers;
mod texts;
