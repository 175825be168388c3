//! Getting in: login, account, team, invites.

mod account_page;
mod calls;
mod confirm_button;
mod field;
mod form_before;
mod invite_page;
mod invites;
mod keys;
mod login_page;
mod members;
mod next_page;
#[cfg(feature = "ssr")]
mod open_functions;
mod password_form;
mod said;
mod secret;
mod sentence;
mod sessions;
mod team_page;

pub use account_page::AccountPage;
pub(crate) use account_page::chosen_zone;
pub use calls::{ChangeTeam, InviteSomebody, MakeApiKey};
pub(crate) use confirm_button::ConfirmButton;
pub use form_before::FailedForm;
pub use invite_page::InvitePage;
pub use login_page::LoginPage;
pub use next_page::local_path;
#[cfg(feature = "ssr")]
pub use open_functions::OPEN_FUNCTIONS;
pub(crate) use said::{Outcome, Said};
pub use sentence::sentence;
pub use team_page::TeamPage;
