//! Getting in: login, account, team, invites.

mod login_page;
mod login_try;
mod next_page;

pub use login_page::LoginPage;
pub use login_try::LoginTry;
pub use next_page::local_path;
