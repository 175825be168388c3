//! Whose work it is.

/// Whom shares of fetches and of work on pixels are counted by: any number, such as a team's, or
/// nobody in particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Asker {
    /// A command, or work of the server's own.
    #[default]
    Nobody,
    Number(i32),
}
