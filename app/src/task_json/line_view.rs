//! One line on the screen.

use domain::json_text::{Document, Line, Match, Search, TokenKind};
use leptos::prelude::*;

/// A longer line is cut here, in bytes: a browser that lays out a megabyte in one line freezes.
const SHOWN_BYTES: usize = 4000;

/// Deeper levels stay at this indentation.
const MOST_LEVELS: u32 = 40;

/// A line's text in pieces of one look each.
pub fn line_view(
    document: &Document,
    number: u32,
    search: Option<&Search>,
    current: Option<Match>,
) -> AnyView {
    let Some(Line { depth, .. }) = document.line(number) else {
        return ().into_any();
    };
    let indent = "  ".repeat(depth.min(MOST_LEVELS) as usize);
    let found = search.map_or(&[][..], |search| search.on_line(number));
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut is_cut = false;
    for (kind, token) in document.line_tokens(number) {
        let room = SHOWN_BYTES.saturating_sub(at);
        let shown = cut(token, room);
        push_pieces(&mut pieces, class(kind), shown, at, found, current);
        at += token.len();
        if shown.len() < token.len() {
            is_cut = true;
            break;
        }
        if kind == TokenKind::Punctuation && token == ":" {
            pieces.push(view! { <span>" "</span> }.into_any());
            at += 1;
        }
    }
    view! {
        <span class="json-indent">{indent}</span>
        {pieces}
        {is_cut.then(|| view! { <span class="json-cut">" … cut here; download the file to see all of it"</span> })}
    }
    .into_any()
}

/// Pushes a token that begins at `at` of the line, split where matches begin and end.
fn push_pieces(
    pieces: &mut Vec<AnyView>,
    class: &'static str,
    token: &str,
    at: usize,
    found: &[Match],
    current: Option<Match>,
) {
    let mut from = 0;
    for hit in found {
        let start = (hit.start as usize).saturating_sub(at).min(token.len());
        let end = (hit.end as usize).saturating_sub(at).min(token.len());
        if end <= start || start < from {
            continue;
        }
        let (Some(before), Some(marked)) = (token.get(from..start), token.get(start..end)) else {
            continue;
        };
        if !before.is_empty() {
            pieces.push(view! { <span class=class>{before.to_owned()}</span> }.into_any());
        }
        let mark = if current == Some(*hit) {
            "json-found current"
        } else {
            "json-found"
        };
        pieces.push(view! { <mark class=mark>{marked.to_owned()}</mark> }.into_any());
        from = end;
    }
    if from < token.len() {
        pieces.push(view! { <span class=class>{token[from..].to_owned()}</span> }.into_any());
    }
}

fn cut(token: &str, room: usize) -> &str {
    if token.len() <= room {
        return token;
    }
    let end = (0..=room).rev().find(|end| token.is_char_boundary(*end));
    &token[..end.unwrap_or_default()]
}

const fn class(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Key => "json-key",
        TokenKind::String => "json-string",
        TokenKind::Number => "json-number",
        TokenKind::Literal => "json-literal",
        TokenKind::Punctuation => "json-mark",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_cut_between_characters() {
        assert_eq!(cut("\"ééé\"", 4), "\"é");
        assert_eq!(cut("true", 4), "true");
        assert_eq!(cut("é", 1), "");
    }
}
