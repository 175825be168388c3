//! The connections of clients: how many there may be, and for how long one may keep the server
//! waiting.

mod body;
mod limits;
mod open_files;
mod serve;
mod stream;
mod table;
#[cfg(test)]
mod tests;
mod too_slow;

pub use limits::Limits;
pub use open_files::raise_open_files;
pub use serve::serve;
pub use too_slow::answer_too_slow;
