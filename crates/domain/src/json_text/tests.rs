//! The viewer's engine against generated JSON, random text and another parser.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::*;

fn index(text: &str) -> Document {
    let mut indexer = Indexer::new(text.to_owned());
    assert!(indexer.step(text.len()).unwrap().finished);
    indexer.into_document()
}

fn error(text: &str) -> JsonError {
    Indexer::new(text.to_owned()).step(text.len()).unwrap_err()
}

/// JSON with whitespace wherever it may be, and the same without any.
fn json() -> impl Strategy<Value = (String, String)> {
    let spelled = select(vec![
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1.0",
        "1e5",
        "-12.50E-3",
        "9007199254740993",
        "\"\"",
        "\"a b\"",
        "\"\\u00e9\\n\\\"\"",
        "\"{[,:]}\"",
        "\"é🚗\"",
    ]);
    let leaf = spelled.prop_map(|text| (text.to_owned(), text.to_owned()));
    let spaces = || select(vec!["", "", " ", "\n\t", " \r\n "]);
    leaf.prop_recursive(5, 60, 6, move |value| {
        let entry = ("[a-z]{0,3}", value.clone(), spaces(), spaces());
        let object = (vec(entry, 0..5), spaces()).prop_map(|(entries, space)| {
            let (spaced, compact): (Vec<_>, Vec<_>) = (0..)
                .zip(entries)
                .map(|(place, (key, (value, short), before, after))| {
                    // Keys are numbered, for a parser keeps only one of equal ones.
                    let key = format!("\"{key}{place}\"");
                    (
                        format!("{before}{key}{after}:{before}{value}{after}"),
                        format!("{key}:{short}"),
                    )
                })
                .unzip();
            wrap('{', space, &spaced, &compact, '}')
        });
        let array = (vec((value, spaces()), 0..5), spaces()).prop_map(|(items, space)| {
            let (spaced, compact): (Vec<_>, Vec<_>) = items
                .into_iter()
                .map(|((value, short), around)| (format!("{around}{value}{around}"), short))
                .unzip();
            wrap('[', space, &spaced, &compact, ']')
        });
        prop_oneof![object, array]
    })
}

fn wrap(
    open: char,
    space: &str,
    spaced: &[String],
    compact: &[String],
    close: char,
) -> (String, String) {
    (
        format!("{open}{space}{}{close}", spaced.join(",")),
        format!("{open}{}{close}", compact.join(",")),
    )
}

proptest! {
    #[test]
    fn pretty_json_means_the_same((text, _) in json()) {
        let pretty = pretty(&text).unwrap();
        let (before, after): (Value, Value) =
            (serde_json::from_str(&text).unwrap(), serde_json::from_str(&pretty).unwrap());
        prop_assert_eq!(before, after);
        prop_assert_eq!(index(&pretty).line_count() as usize, pretty.lines().count());
    }

    #[test]
    fn the_tokens_of_all_lines_are_the_source_without_whitespace((text, compact) in json()) {
        let document = index(&text);
        let tokens: String = (0..document.line_count())
            .flat_map(|line| document.line_tokens(line))
            .map(|(_, token)| token)
            .collect();
        prop_assert_eq!(tokens, compact);
    }

    #[test]
    fn small_steps_find_the_same_lines((text, _) in json(), budget in 1_usize..9) {
        let mut indexer = Indexer::new(text.clone());
        while !indexer.step(budget).unwrap().finished {}
        prop_assert_eq!(&indexer.document().lines, &index(&text).lines);
    }

    #[test]
    fn what_is_json_is_agreed_with_another_parser(text in r#"[\[\]{},:"a10.eE+\-\\u trufalsn]{0,16}"#) {
        let ours = Indexer::new(text.clone()).step(text.len());
        let theirs = serde_json::from_str::<IgnoredAny>(&text);
        prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?} {:?}", ours, theirs);
    }

    #[test]
    fn random_bytes_never_panic(bytes in vec(any::<u8>(), 0..200), budget in 1_usize..50) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut indexer = Indexer::new(text);
        while matches!(indexer.step(budget), Ok(progress) if !progress.finished) {}
        let document = indexer.document();
        for line in 0..=document.line_count() {
            document.line_tokens(line);
        }
    }

    #[test]
    fn broken_json_never_panics((text, _) in json(), at in any::<prop::sample::Index>(), with in ".{0,3}") {
        let replaced = at.index(text.chars().count());
        let text: String = text
            .chars()
            .enumerate()
            .map(|(place, kept)| if place == replaced { with.clone() } else { kept.to_string() })
            .collect();
        let mut folds = Folds::default();
        let mut indexer = Indexer::new(text);
        let _ = indexer.step(usize::MAX);
        folds.fold_from_depth(indexer.document(), 0);
        let _ = pretty(indexer.document().text());
    }

    #[test]
    fn rows_and_lines_answer_each_other((text, _) in json(), toggled in vec(any::<prop::sample::Index>(), 0..6)) {
        let document = index(&text);
        let mut folds = Folds::default();
        for line in toggled {
            folds.toggle(&document, line.index(document.line_count() as usize) as u32);
        }
        // The plain definition: a line is hidden if it lies in a folded range.
        let folded: Vec<_> = (0..document.line_count())
            .filter(|line| folds.is_folded(*line))
            .map(|line| line + 1..=document.line(line).unwrap().close.unwrap())
            .collect();
        let visible: Vec<u32> = (0..document.line_count())
            .filter(|line| !folded.iter().any(|range| range.contains(line)))
            .collect();
        prop_assert_eq!(folds.row_count(&document) as usize, visible.len());
        for (row, line) in (0..).zip(visible.iter().copied()) {
            prop_assert_eq!(folds.line_at(row), line);
            prop_assert_eq!(folds.row_of(line), row);
        }
        for line in 0..document.line_count() {
            let shown = folds.line_at(folds.row_of(line));
            prop_assert!(shown <= line);
            folds.clone().reveal(&document, line);
        }
    }
}

#[test]
fn an_error_says_where_it_is_and_what_to_do() {
    for (text, expected) in [
        (
            "",
            "line 1, column 1: the text holds no value; give an object, array, string or number",
        ),
        (
            "{\n  \"é\": 1,\n}",
            "line 3, column 1: an entry is missing after the comma; remove the comma",
        ),
        (
            "{\"é\" 1}",
            "line 1, column 6: a `:` is missing between key and value",
        ),
        (
            "[1 2]",
            "line 1, column 4: a `,` or `]` is missing after the value",
        ),
        (
            "[1,]",
            "line 1, column 4: a value is missing here; add it or remove the comma before",
        ),
        (
            "{\"a\": 1",
            "line 1, column 8: the text ends inside an object; add what is missing and `}`",
        ),
        (
            "{\"a\": 1]",
            "line 1, column 8: an object is closed by `]`; close it by `}`",
        ),
        (
            "{} x",
            "line 1, column 4: there is more text after the value; remove it",
        ),
        (
            "[NaN]",
            "line 1, column 2: no JSON value starts like this; give an object, array, string, number, true, false or null",
        ),
        (
            "[nan]",
            "line 1, column 2: an unknown word; use true, false or null, and quotes around text",
        ),
        (
            "{'a': 1}",
            "line 1, column 2: a single quote; write keys in double quotes",
        ),
        (
            "\"a\\x\"",
            "line 1, column 3: an unknown escape; use one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u with 4 hex digits",
        ),
        (
            "[007]",
            "line 1, column 2: a number starts with a needless 0; remove it or write a string",
        ),
    ] {
        assert_eq!(error(text).to_string(), expected, "{text}");
    }
}

#[test]
fn tokens_say_what_they_are() {
    let document = index(r#"{"a":"b" , "c": [1.0, null], "d": {}}"#);
    let kinds = |line| document.line_tokens(line);
    assert_eq!(
        kinds(1),
        [
            (TokenKind::Key, "\"a\""),
            (TokenKind::Punctuation, ":"),
            (TokenKind::String, "\"b\""),
            (TokenKind::Punctuation, ","),
        ]
    );
    assert_eq!(
        kinds(3),
        [(TokenKind::Number, "1.0"), (TokenKind::Punctuation, ",")]
    );
    assert_eq!(kinds(4), [(TokenKind::Literal, "null")]);
    assert_eq!(document.line_text(6), "\"d\": {}");
    assert_eq!(document.line(6).unwrap().close, None);
    assert_eq!(document.line(2).unwrap().close, Some(5));
    assert_eq!(document.line(3).unwrap().depth, 2);
}

#[test]
fn deep_nesting_is_no_problem() {
    let depth = 100_000;
    let text = "[".repeat(depth) + &"]".repeat(depth);
    let document = index(&text);
    assert_eq!(document.line_count() as usize, 2 * depth - 1);
    let mut folds = Folds::default();
    folds.fold_from_depth(&document, 0);
    assert_eq!(folds.row_count(&document), 1);
    assert!(pretty(&text).unwrap().len() < 20_000_000);
    assert!(error(&text[..depth]).message.contains("inside an array"));
}

#[test]
fn search_finds_what_is_shown_whatever_the_case() {
    let document = index(r#"{"Label":"Car","b":["CAR","scar car"]}"#);
    let find = |text: &str| {
        let mut search = Search::new(text);
        while !search.step(&document, 3) {}
        let found = search.matches().iter();
        found
            .map(|found| (found.line, found.start, found.end))
            .collect::<Vec<_>>()
    };
    assert_eq!(find("car"), [(1, 10, 13), (3, 1, 4), (4, 2, 5), (4, 6, 9)]);
    assert_eq!(find("\"label\": \"car\""), [(1, 0, 14)]);
    assert_eq!(find("bus"), []);
    assert_eq!(find(""), []);
}

#[test]
fn a_match_in_a_fold_can_be_revealed() {
    let document = index("[[1,[2,3]],[4]]");
    let mut folds = Folds::default();
    folds.fold_from_depth(&document, 1);
    assert_eq!(folds.row_count(&document), 4);
    folds.reveal(&document, 5);
    assert!(!folds.is_folded(1));
    assert!(!folds.is_folded(3));
    assert!(folds.is_folded(8));
    assert_eq!(folds.line_at(folds.row_of(5)), 5);
}
