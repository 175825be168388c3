//! How many tests passed and failed, read from what the test runners print.

/// A whole check (formatting, a lint run) counts as one test.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl Tally {
    /// Adds a check that passed or failed as a whole.
    pub fn add_check(&mut self, passed: bool) {
        if passed {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
    }

    /// Adds what a closing line of cargo's test harness counts:
    /// `test result: ok. 12 passed; 0 failed; 1 ignored; …`
    pub fn read_cargo(&mut self, line: &str) {
        if line.starts_with("test result: ") {
            self.passed += number_before(line, " passed;");
            self.failed += number_before(line, " failed;");
        }
    }

    /// Adds what a closing line of Playwright counts: `  12 passed (3.4s)`, `  1 failed`. A flaky
    /// test passed in the end.
    pub fn read_playwright(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        let (Some(number), Some(kind)) = (words.next(), words.next()) else {
            return;
        };
        let Ok(number) = number.parse::<u64>() else {
            return;
        };
        if words.next().is_some_and(|rest| !rest.starts_with('(')) {
            return;
        }
        match kind {
            "passed" | "flaky" => self.passed += number,
            "failed" | "interrupted" => self.failed += number,
            _ => {}
        }
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

fn number_before(line: &str, word: &str) -> u64 {
    line.find(word)
        .and_then(|end| line[..end].rsplit(' ').next()?.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_of_cargo_add_up() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.10s",
            "test it_says_7 passed; loudly ... ok",
        ] {
            tally.read_cargo(line);
        }
        assert_eq!(tally.to_string(), "15 passed, 2 failed");
    }

    #[test]
    fn the_closing_lines_of_playwright_add_up() {
        let mut tally = Tally::default();
        for line in [
            "  ok 3 [tests] › smoke.spec.ts:3:1 › 2 failed tries are counted (1.2s)",
            "  2 failed",
            "    [tests] › smoke.spec.ts:3:1 › a page opens",
            "  1 flaky",
            "  4 skipped",
            "  31 passed (1.2m)",
        ] {
            tally.read_playwright(line);
        }
        assert_eq!(tally.to_string(), "32 passed, 2 failed");
    }
}
