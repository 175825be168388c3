//! Markdown as HTML that is safe to show.

use std::borrow::Cow;
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd, html};

/// The only site whose documents instructions may embed.
const DOCUMENTS: &str = "https://docs.google.com/";

/// The longest instruction that is rendered, in bytes; more than any labeler reads.
pub const MAX_INSTRUCTION_BYTES: usize = 128 << 10;

/// How deep quotes and lists are nested; deeper ones are joined, since cleaning HTML takes time that
/// grows with the square of its depth.
const MAX_DEPTH: usize = 50;

/// [`safe_html`] away from the threads that answer requests. Of a text that is too long, the
/// beginning.
pub async fn render(mut markdown: String) -> Result<String, crate::AppError> {
    let end = markdown.floor_char_boundary(MAX_INSTRUCTION_BYTES.min(markdown.len()));
    markdown.truncate(end);
    Ok(store::off_worker(markdown.len(), move |_| safe_html(&markdown)).await?)
}

/// Renders Markdown. Scripts, styles, forms and frames are dropped, except frames of Google
/// documents. Images from elsewhere would tell that site who reads: they become links.
fn safe_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES;
    let mut depth = 0;
    let is_shallow = |event: &Event<'_>| match event {
        Event::Start(_) => {
            depth += 1;
            depth <= MAX_DEPTH
        }
        Event::End(_) => {
            depth -= 1;
            depth < MAX_DEPTH
        }
        _ => true,
    };
    let events = Parser::new_ext(markdown, options)
        .filter(is_shallow)
        .map(link_images);
    let mut unsafe_html = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut unsafe_html, events);
    CLEANER.clean(&unsafe_html).to_string()
}

fn link_images(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(Tag::Image {
            dest_url,
            title,
            id,
            ..
        }) => Event::Start(Tag::Link {
            link_type: LinkType::Inline,
            dest_url,
            title,
            id,
        }),
        Event::End(TagEnd::Image) => Event::End(TagEnd::Link),
        other => other,
    }
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::default();
    cleaner
        .rm_tags(["img"])
        .add_tags(["iframe"])
        .add_tag_attributes("iframe", ["src", "title"])
        .set_tag_attribute_value("iframe", "loading", "lazy")
        .set_tag_attribute_value(
            "iframe",
            "sandbox",
            "allow-scripts allow-same-origin allow-popups",
        )
        .set_tag_attribute_value("iframe", "referrerpolicy", "no-referrer")
        .set_tag_attribute_value("a", "target", "_blank")
        .attribute_filter(|element, attribute, value| {
            let is_foreign =
                element == "iframe" && attribute == "src" && !value.starts_with(DOCUMENTS);
            (!is_foreign).then_some(Cow::Borrowed(value))
        });
    cleaner
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn very_deep_quotes_are_joined() {
        let html = safe_html(&(">".repeat(10_000) + " Deep."));
        assert_eq!(html.matches("<blockquote>").count(), MAX_DEPTH);
        assert!(html.contains("Deep."));
        assert_eq!(html.matches("</blockquote>").count(), MAX_DEPTH);
    }

    #[test]
    fn markdown_becomes_html() {
        let html = safe_html("# Boxes\n\nDraw **tight**.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
        assert!(html.contains("<h1>Boxes</h1>"), "{html}");
        assert!(html.contains("<strong>tight</strong>"), "{html}");
        assert!(html.contains("<td>1</td>"), "{html}");
    }

    #[test]
    fn nothing_in_it_runs() {
        let html = safe_html(
            "[x](javascript:alert(1))\n\n<script>alert(1)</script>\n\n<b onclick=\"alert(1)\">b</b> \
             <style>*{}</style><form action=\"/\"><input></form>",
        );
        assert!(html.contains(">x</a>"), "the link is not rendered: {html}");
        for bad in ["script", "onclick", "<style", "<form", "<input"] {
            assert!(!html.contains(bad), "{bad} is in {html}");
        }
    }

    #[test]
    fn only_google_documents_are_embedded() {
        let embedded = safe_html(
            "<iframe src=\"https://docs.google.com/document/d/1/pub?embedded=true\"></iframe>",
        );
        assert!(
            embedded.contains("src=\"https://docs.google.com/document/d/1/pub?embedded=true\""),
            "{embedded}"
        );
        for other in [
            "https://docs.google.com.evil.example/",
            "http://docs.google.com/x",
            "https://evil.example/?https://docs.google.com/",
            "//docs.google.com/x",
        ] {
            let html = safe_html(&format!("<iframe src=\"{other}\"></iframe>"));
            assert!(!html.contains("src="), "{html}");
        }
    }

    #[test]
    fn images_become_links() {
        let html = safe_html("![a car](https://pictures.example/car.png)");
        assert!(
            html.contains("<a href=\"https://pictures.example/car.png\""),
            "{html}"
        );
        assert!(
            html.contains("a car</a>") && !html.contains("<img"),
            "{html}"
        );
    }
}
