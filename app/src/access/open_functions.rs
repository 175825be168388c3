//! The server functions that are there for people who are not logged in.

use leptos::server_fn::ServerFn;

use super::calls::OfferOfInvite;
use crate::viewer::CurrentViewer;

/// Their addresses. The server refuses a call of any other before it reads what was sent along.
pub const OPEN_FUNCTIONS: [&str; 2] = [CurrentViewer::PATH, OfferOfInvite::PATH];
