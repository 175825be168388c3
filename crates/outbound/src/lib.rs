//! HTTP to addresses that strangers name: attachments are fetched from them, callbacks sent to them.
//!
//! Such a URL may not reach this machine, its network or its cloud's metadata. A [`Guard`] makes
//! clients that check every address before anything connects to it, and that follow no redirect by
//! themselves: whoever follows one checks where it leads.

mod addresses;
mod allow;
mod failure;
mod front;
mod guard;
mod resolver;

pub use allow::{AllowRule, InvalidAllowRule};
pub use failure::{cause, reason, shown};
pub use front::{End, front};
pub use guard::Guard;
pub use resolver::ForbiddenAddress;
