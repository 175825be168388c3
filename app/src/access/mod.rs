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
mod password_form;
mod said;
mod secret;
mod sentence;
mod sessions;
mod team_page;

pub use account_page::AccountPage;
pub use calls::{ChangeTeam, InviteSomebody, MakeApiKey};
pub use form_before::FailedForm;
pub use invite_page::InvitePage;
pub use login_page::LoginPage;
pub use next_page::local_path;
pub use sentence::sentence;
pub use team_page::TeamPage;
