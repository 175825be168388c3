//! The steps of the whole check, cheapest first.

use clap::ValueEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// rustfmt leaves every file as it is
    Format,
    /// clippy finds nothing for server and browser; `.sqlx` is what the migrations give
    Lint,
    /// Unit, property and store tests, on a PostgreSQL server started for them
    Unit,
    /// The Python package of Scale's API, against a real server, also with its files in a bucket
    Sdk,
    /// What the API's OpenAPI document promises, tried by schemathesis
    Contract,
    /// A few hundred callbacks, while servers are killed and their receiver fails
    Fault,
    /// Tests in a real browser, against a real server with the sample set
    Browser,
}

impl Step {
    pub const ALL: [Self; 7] = [
        Self::Format,
        Self::Lint,
        Self::Unit,
        Self::Sdk,
        Self::Contract,
        Self::Fault,
        Self::Browser,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Format => "formatting",
            Self::Lint => "lints",
            Self::Unit => "unit, property and store tests",
            Self::Sdk => "tests of the API by its Python package",
            Self::Contract => "the API against its document",
            Self::Fault => "callbacks over killed servers",
            Self::Browser => "browser tests",
        }
    }
}
