//! What is wrong with a task file, and where.

use std::io;

/// A problem with one record or with the whole file; [`ReadError::ends_the_file`] tells which.
/// Lines and columns count from 1, columns in bytes.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// One record is broken and left out; reading goes on behind it.
    #[error("line {line}, column {column}: {problem}; the record of line {start} is left out")]
    Record {
        /// Where the record begins.
        start: u64,
        line: u64,
        column: u64,
        problem: Problem,
    },
    /// In an array nobody can say where the next record begins.
    #[error(
        "line {line}, column {column}: {problem}; the records before it are read, nothing behind it is"
    )]
    Array {
        line: u64,
        column: u64,
        problem: Problem,
    },
    #[error(
        "line {line}: the record has more than {} MiB; split it or leave its largest part out",
        limit >> 20
    )]
    TooLarge { line: u64, limit: usize },
    #[error(
        "the file begins with {found}; it must be JSON: an array of tasks, one task, or one task a line"
    )]
    NotJson { found: String },
    #[error("the file cannot be read on: {0}")]
    Io(#[from] io::Error),
}

impl ReadError {
    /// The line of the problem, where it has one.
    pub const fn line(&self) -> Option<u64> {
        match self {
            Self::Record { line, .. } | Self::Array { line, .. } | Self::TooLarge { line, .. } => {
                Some(*line)
            }
            Self::NotJson { .. } | Self::Io(_) => None,
        }
    }

    /// Whether no record follows.
    pub const fn ends_the_file(&self) -> bool {
        matches!(
            self,
            Self::Array { .. } | Self::NotJson { .. } | Self::Io(_)
        )
    }
}

/// Why text is not JSON, or not a record we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("a value was expected: an object, array, text, number, true, false or null")]
    ExpectedValue,
    #[error("a name in double quotes was expected")]
    ExpectedName,
    #[error("a name in double quotes or `}}` was expected")]
    ExpectedNameOrEnd,
    #[error("`:` was expected")]
    ExpectedColon,
    #[error("`,` or `}}` was expected")]
    ExpectedCommaOrBrace,
    #[error("`,` or `]` was expected")]
    ExpectedCommaOrBracket,
    #[error("a digit was expected")]
    ExpectedDigit,
    #[error("`true`, `false` or `null` is misspelt")]
    Misspelt,
    #[error(
        "a text runs over the end of its line or holds a control character; write it as \\n or \\u00XX"
    )]
    ControlCharacter,
    #[error("`\\` must be followed by one of \" \\ / b f n r t or u and four hexadecimal digits")]
    Escape,
    #[error(
        "the record is nested more than {} levels deep; flatten it",
        super::scanner::MAX_DEPTH
    )]
    TooDeep,
    #[error("the text is not UTF-8; convert the file to UTF-8")]
    NotUtf8,
    #[error("the file ends in the middle of a record; it is cut short")]
    EndOfFile,
    #[error("the file ends before the array's `]`; it is cut short")]
    EndOfArray,
    #[error("something follows the end of the array")]
    AfterArray,
}
