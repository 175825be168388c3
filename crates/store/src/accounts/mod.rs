//! People, their teams, and how they and their programs get in.
//!
//! The only module of the store that works across teams: who somebody is comes before whose tasks
//! they may see. Secrets (session tokens, links, keys) are kept as SHA-256; passwords as argon2id.

mod account;
mod api_key;
mod device;
mod guesses;
mod invite;
mod login;
mod login_link;
mod member;
mod password;
mod powers;
mod session;
mod sweep;
#[cfg(test)]
mod tests;
mod token;

pub use account::{
    Account, account_of, add_account, disable_account, enable_account, find_account, list_accounts,
    rename_account, set_password,
};
pub use api_key::{KeyHolder, NewKey, api_keys, key_holder, new_api_key, revoke_api_key};
pub use invite::{
    Invited, Newcomer, invite_by_address, invite_offer, join_as, join_as_new, new_invite,
    pending_addresses, pending_invites, revoke_invite, set_invited_role,
};
pub use login::{Attempt, change_password, has_password, log_in};
pub use login_link::{log_in_by_link, new_login_link};
pub use member::{
    add_member, ensure_member, ensure_team, find_team, is_verified_member, members, remove_member,
    set_role,
};
pub use powers::powers_in_team;
pub use session::{
    LoggedIn, Origin, Person, begin_session, end_other_sessions, end_session, open_sessions,
    person_of_session, session_stands, switch_team, teams_of,
};
pub use sweep::sweep;
pub use token::{Token, TokenHash, random_password, token_hash};
