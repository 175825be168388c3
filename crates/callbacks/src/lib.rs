//! Delivery of callbacks.
//!
//! The store keeps what is to be sent (`store::callbacks`), `domain::callback` says what calls back
//! and how often it is tried. Here a [`Courier`] takes what is due and a [`Sender`] brings it to its
//! address, by HTTP through the guard that attachments are fetched through, or by mail. Of several
//! servers each may run one.

mod courier;
mod deliver;
mod due;
mod lanes;
mod mail;
mod news;
mod sender;
mod sign;
mod tally;

pub use courier::{Courier, Pace};
pub use lanes::Lanes;
pub use mail::{InvalidMail, Mailer};
pub use sender::{Refused, Sender};
pub use sign::signature;
