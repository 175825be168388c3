//! Who gets in, and what they may do, asked of the real router on real databases.

mod doors;
mod invites;
mod login;
mod site;
mod strangers;
