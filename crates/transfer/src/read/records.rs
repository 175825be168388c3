//! One task record after the other.

use std::io::{self, Read};

use serde_json::value::RawValue;

use super::error::{Problem, ReadError};
use super::input::{Input, Place};
use super::scanner::{Scan, Scanner, is_space};

/// A larger record is refused; no database keeps one well.
pub const MAX_RECORD_BYTES: usize = 256 << 20;

/// One JSON value of a file, byte for byte as it is written there.
#[derive(Debug)]
pub struct Record {
    /// The line it begins in, from 1.
    pub line: u64,
    pub raw: Box<RawValue>,
}

/// The records of a file: a JSON array's items, or values one after the other (JSONL, or a single
/// one over many lines), packed with gzip or not. Holds one record at a time.
///
/// ```
/// let file = "{\"task_id\": 1.0}\n{broken\n{}\n";
/// let records: Vec<_> = transfer::read::Records::open(file.as_bytes()).unwrap().collect();
/// assert_eq!(records[0].as_ref().unwrap().raw.get(), "{\"task_id\": 1.0}");
/// assert_eq!(records[1].as_ref().unwrap_err().line(), Some(2));
/// assert_eq!(records[2].as_ref().unwrap().line, 3);
/// ```
pub struct Records {
    input: Input,
    form: Form,
    /// Bytes; [`MAX_RECORD_BYTES`] outside tests.
    limit: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Unknown,
    /// Before the first item.
    ArrayStart,
    /// Behind an item.
    Array,
    Lines,
    Ended,
}

/// What came of a value: its text, nothing because it is too large, or where it breaks.
enum Value {
    Whole(Vec<u8>),
    TooLarge,
    /// With what was read of it, to go back in.
    Broken(Vec<u8>, Problem),
}

type Next = Result<Option<Record>, ReadError>;

impl Records {
    /// Looks at the beginning of `source`. What is wrong with it comes as the first item; an error
    /// here means that it can't be read at all.
    pub fn open(source: impl Read + Send + 'static) -> io::Result<Self> {
        Ok(Self {
            input: Input::open(source)?,
            form: Form::Unknown,
            limit: MAX_RECORD_BYTES,
        })
    }

    fn next_record(&mut self) -> Next {
        let next = self.skip_space()?;
        match (self.form, next) {
            (Form::Unknown, Some(b'[')) => {
                self.input.consume(1);
                self.form = Form::ArrayStart;
                self.next_record()
            }
            (Form::Unknown, Some(b'{')) => {
                self.form = Form::Lines;
                self.next_record()
            }
            (Form::Unknown, Some(byte)) => {
                let found = format!("`{}`", byte.escape_ascii());
                Err(ReadError::NotJson { found })
            }
            (Form::Unknown | Form::Lines, None) | (Form::Ended, _) => Ok(None),
            (Form::Lines, Some(_)) => self.line_record().map(Some),
            (Form::ArrayStart | Form::Array, Some(b']')) => self.end_array(),
            (Form::ArrayStart, Some(_)) => self.array_record().map(Some),
            (Form::Array, Some(b',')) => {
                self.input.consume(1);
                self.skip_space()?;
                self.array_record().map(Some)
            }
            (Form::Array, Some(_)) => Err(self.array_error(Problem::ExpectedCommaOrBracket)),
            (_, None) => Err(self.array_error(Problem::EndOfArray)),
        }
    }

    fn array_record(&mut self) -> Result<Record, ReadError> {
        let start = self.input.place();
        self.form = Form::Array;
        match self.value()? {
            Value::Whole(text) => record(start, text),
            Value::TooLarge => Err(self.too_large(start)),
            Value::Broken(_, problem) => Err(self.array_error(problem)),
        }
    }

    fn end_array(&mut self) -> Next {
        self.input.consume(1);
        match self.skip_space()? {
            Some(_) => Err(self.array_error(Problem::AfterArray)),
            None => Ok(None),
        }
    }

    fn line_record(&mut self) -> Result<Record, ReadError> {
        let start = self.input.place();
        match self.value()? {
            Value::Whole(text) => record(start, text),
            Value::TooLarge => Err(self.too_large(start)),
            Value::Broken(text, problem) => {
                let Place { line, column } = self.input.place();
                self.resume(start, text)?;
                Err(ReadError::Record {
                    start: start.line,
                    line,
                    column,
                    problem,
                })
            }
        }
    }

    /// Goes to where the next record can begin: the next line, and if the broken record ran over
    /// lines, the next one with `{` at its beginning; the broken record may have swallowed it.
    fn resume(&mut self, start: Place, text: Vec<u8>) -> io::Result<()> {
        if self.input.place().line == start.line {
            self.skip_line()?;
            return Ok(());
        }
        if let Some(at) = text.windows(2).position(|pair| pair == b"\n{") {
            let place = start.after(&text[..=at]);
            self.input.take_back(text[at + 1..].to_vec(), place);
            return Ok(());
        }
        while !(self.input.place().column == 1 && matches!(self.peek()?, None | Some(b'{'))) {
            if self.skip_line()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Moves to the next line; `None` at the end of the file.
    fn skip_line(&mut self) -> io::Result<Option<()>> {
        let end = self.input.skip_while(|byte| byte != b'\n')?;
        Ok(end.map(|_| self.input.consume(1)))
    }

    fn skip_space(&mut self) -> io::Result<Option<u8>> {
        self.input.skip_while(is_space)
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        self.input.skip_while(|_| false)
    }

    /// Reads the value that begins here.
    fn value(&mut self) -> io::Result<Value> {
        let mut scanner = Scanner::new();
        let mut text = Vec::new();
        let mut is_too_large = false;
        loop {
            let bytes = self.input.fill()?;
            if bytes.is_empty() && !scanner.ends_with_file() {
                return Ok(Value::Broken(text, Problem::EndOfFile));
            }
            let scan = if bytes.is_empty() {
                Scan::End(0)
            } else {
                scanner.scan(bytes)
            };
            let length = match scan {
                Scan::More => bytes.len(),
                Scan::End(length) | Scan::Broken(length, _) => length,
            };
            if text.len() + length > self.limit {
                is_too_large = true;
                text = Vec::new();
            }
            if !is_too_large {
                text.extend_from_slice(&bytes[..length]);
            }
            self.input.consume(length);
            match scan {
                Scan::More => {}
                Scan::End(_) if is_too_large => return Ok(Value::TooLarge),
                Scan::End(_) => return Ok(Value::Whole(text)),
                Scan::Broken(_, problem) => return Ok(Value::Broken(text, problem)),
            }
        }
    }

    const fn too_large(&self, start: Place) -> ReadError {
        ReadError::TooLarge {
            line: start.line,
            limit: self.limit,
        }
    }

    const fn array_error(&self, problem: Problem) -> ReadError {
        let Place { line, column } = self.input.place();
        ReadError::Array {
            line,
            column,
            problem,
        }
    }
}

impl Iterator for Records {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.form == Form::Ended {
            return None;
        }
        let next = self.next_record().transpose();
        let goes_on = match &next {
            Some(Err(error)) => !error.ends_the_file(),
            Some(Ok(_)) => true,
            None => false,
        };
        if !goes_on {
            self.form = Form::Ended;
        }
        next
    }
}

fn record(start: Place, text: Vec<u8>) -> Result<Record, ReadError> {
    let broken = |place: Place, problem| ReadError::Record {
        start: start.line,
        line: place.line,
        column: place.column,
        problem,
    };
    let text = String::from_utf8(text).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        broken(start.after(valid), Problem::NotUtf8)
    })?;
    // The scanner has checked the grammar; this check is the one that other code relies on.
    let raw = RawValue::from_string(text).map_err(|_| broken(start, Problem::ExpectedValue))?;
    Ok(Record {
        line: start.line,
        raw,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: impl Into<Vec<u8>>) -> Vec<Result<Record, ReadError>> {
        let source = io::Cursor::new(bytes.into());
        Records::open(source).unwrap().collect()
    }

    /// Each item in short: the record's line and text, or `!` and the problem's line and column.
    fn short(bytes: impl Into<Vec<u8>>) -> Vec<String> {
        let item = |item: Result<Record, ReadError>| match item {
            Ok(record) => format!("{} {}", record.line, record.raw.get()),
            Err(ReadError::Record { line, column, .. }) => format!("!{line}:{column}"),
            Err(ReadError::Array { line, column, .. }) => format!("!!{line}:{column}"),
            Err(error) => format!("!{error}"),
        };
        read(bytes).into_iter().map(item).collect()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn an_array_lines_and_a_single_task_are_told_apart_and_kept_byte_for_byte() {
        assert_eq!(
            short("[ {\"a\":1.0},\n\n {\"b\" : 1e2, \"a\":0}\n]\n"),
            ["1 {\"a\":1.0}", "3 {\"b\" : 1e2, \"a\":0}"]
        );
        assert_eq!(
            short("{\"a\":1}\n\n{\"b\":2}"),
            ["1 {\"a\":1}", "3 {\"b\":2}"]
        );
        assert_eq!(
            short("\n{\n \"a\": [\n 1]\n}\n"),
            ["2 {\n \"a\": [\n 1]\n}"]
        );
        assert_eq!(short("[]"), [""; 0]);
        assert_eq!(short(" \n"), [""; 0]);
    }

    #[test]
    fn gzip_is_known_by_its_first_bytes_and_may_have_several_members() {
        let packed = [gzip(b"{\"a\":1}\n{\"b\""), gzip(b":2}\n")].concat();
        assert_eq!(short(packed), ["1 {\"a\":1}", "2 {\"b\":2}"]);
    }

    #[test]
    fn a_gzip_file_that_is_cut_short_is_reported() {
        let packed = gzip("{\"a\":\"0123456789\"}\n".repeat(1000).as_bytes());
        let items = read(&packed[..packed.len() - 12]);
        assert!(matches!(items.last(), Some(Err(ReadError::Io(_)))));
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        assert_eq!(short("\u{feff}[{}]"), ["1 {}"]);
        assert_eq!(short(gzip("\u{feff}{}".as_bytes())), ["1 {}"]);
    }

    #[test]
    fn a_broken_line_is_reported_and_the_next_one_is_read() {
        assert_eq!(
            short("{\"a\": tru}\n{\"b\":2}\n{\"c\":\"\n{\"d\":4}"),
            ["!1:10", "2 {\"b\":2}", "!3:7", "4 {\"d\":4}"]
        );
    }

    #[test]
    fn a_line_that_is_cut_short_does_not_swallow_the_lines_behind_it() {
        assert_eq!(short("{\"a\":1,\n{\"b\":2}\n"), ["!2:1", "2 {\"b\":2}"]);
        assert_eq!(
            short("{\"a\":[1,\n{\"b\":2}\n{\"c\":3}\n{\"d\":4"),
            ["!3:1", "2 {\"b\":2}", "3 {\"c\":3}", "!4:7"]
        );
    }

    #[test]
    fn a_broken_record_over_many_lines_is_one_problem() {
        assert_eq!(
            short("{\n \"a\": 1\n \"b\": 2,\n \"c\": 3\n}\n{\n \"d\": 4\n}\n"),
            ["!3:2", "6 {\n \"d\": 4\n}"]
        );
    }

    #[test]
    fn a_broken_array_is_reported_and_ends_the_reading() {
        assert_eq!(
            short("[{\"a\":1},\n{\"b\" 2},{}]"),
            ["1 {\"a\":1}", "!!2:6"]
        );
        assert_eq!(short("[{},]"), ["1 {}", "!!1:5"]);
        assert_eq!(short("[{}"), ["1 {}", "!!1:4"]);
        assert_eq!(short("[{}] x"), ["1 {}", "!!1:6"]);
        assert_eq!(short("[{} {}]"), ["1 {}", "!!1:5"]);
        let message = read("[{\"a\" 1}]").remove(0).unwrap_err().to_string();
        assert_eq!(
            message,
            "line 1, column 7: `:` was expected; the records before it are read, nothing behind it is"
        );
    }

    #[test]
    fn what_is_no_json_is_one_problem_however_long_it_is() {
        let items = short("task_id,status\n1,completed\n2,completed\n");
        assert_eq!(items.len(), 1);
        assert!(items[0].contains("begins with `t`"), "{items:?}");
    }

    #[test]
    fn a_record_that_is_not_utf_8_is_left_out() {
        assert_eq!(short(b"{\"a\":\"\xff\"}\n{}".as_slice()), ["!1:7", "2 {}"]);
        assert_eq!(short(b"[{\"a\":\"\xff\"},{}]".as_slice()), ["!1:8", "1 {}"]);
    }

    #[test]
    fn a_record_over_the_limit_is_refused_and_the_rest_is_read() {
        for text in [
            "[{\"a\":1},{\"a\":\"0123456789\"},{\"c\":3}]",
            "{\"a\":1}\n{\"a\":\"0123456789\"}\n{\"c\":3}",
        ] {
            let mut records = Records::open(text.as_bytes()).unwrap();
            records.limit = 10;
            let items: Vec<_> = records.collect();
            assert_eq!(items.len(), 3, "{text}");
            assert!(matches!(items[1], Err(ReadError::TooLarge { .. })));
            assert_eq!(items[2].as_ref().unwrap().raw.get(), "{\"c\":3}");
        }
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            ".{0,8}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 12, 3, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..3).prop_map(Into::into),
                proptest::collection::btree_map(".{0,4}", inner, 0..3)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn object() -> impl Strategy<Value = serde_json::Value> {
        json().prop_map(|value| serde_json::json!({ "value": value }))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn what_serde_json_writes_is_read_back_byte_for_byte(
            values in proptest::collection::vec(object(), 1..6),
            packed: bool,
        ) {
            let compact: Vec<_> = values.iter().map(ToString::to_string).collect();
            let pretty: Vec<_> =
                values.iter().map(|value| serde_json::to_string_pretty(value).unwrap()).collect();
            for (file, written) in [
                (format!("[{}]", compact.join(",")), &compact),
                (format!("[\n{}\n]\n", pretty.join(",\n")), &pretty),
                (compact.join("\n"), &compact),
                (pretty.join("\n"), &pretty),
            ] {
                let bytes = if packed { gzip(file.as_bytes()) } else { file.into_bytes() };
                let read: Vec<_> =
                    read(bytes).into_iter().map(|item| item.unwrap().raw.get().to_owned()).collect();
                prop_assert_eq!(&read, written);
            }
        }

        #[test]
        fn no_bytes_make_the_reader_panic_or_run_on(
            start in prop_oneof![Just("["), Just("{"), Just("\u{feff}{"), Just("\u{1f}\u{8b}"), Just("")],
            bytes: Vec<u8>,
        ) {
            let file = [start.as_bytes(), &bytes].concat();
            let items = read(file.clone());
            prop_assert!(items.len() <= file.len() + 1);
        }

        #[test]
        fn lines_are_read_as_serde_json_reads_each_alone(
            lines in proptest::collection::vec(
                prop_oneof![
                    object().prop_map(|value| value.to_string()),
                    Just("{\"a\": }".to_owned()),
                    Just("{\"a\": \"".to_owned()),
                    Just("{\"a\": 1".to_owned()),
                    Just("nonsense".to_owned()),
                ],
                1..8,
            ),
        ) {
            let file = format!("{{}}\n{}", lines.join("\n"));
            let good: Vec<_> = lines
                .iter()
                .filter(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
                .cloned()
                .collect();
            let read: Vec<_> = read(file)
                .into_iter()
                .filter_map(|item| Some(item.ok()?.raw.get().to_owned()))
                .skip(1)
                .collect();
            prop_assert_eq!(read, good);
        }
    }
}
