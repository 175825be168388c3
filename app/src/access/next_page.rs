//! Where a login leads.

/// `next` if it is an address on this site, else where the tasks open. An address such as `//evil.example`
/// or `/\evil.example` would leave it.
pub fn local_path(next: Option<&str>) -> &str {
    match next {
        Some(path)
            if path.starts_with('/')
                && !path[1..].starts_with(['/', '\\'])
                && !path.contains(char::is_control) =>
        {
            path
        }
        _ => "/",
    }
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_addresses_on_this_site_are_followed() {
        for kept in ["/", "/tasks?status=redo#x", "/tasks/1"] {
            assert_eq!(local_path(Some(kept)), kept);
        }
        for left in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "tasks",
            "",
            "/\t/evil.example",
        ] {
            assert_eq!(local_path(Some(left)), "/", "{left}");
        }
        assert_eq!(local_path(None), "/");
    }
}
