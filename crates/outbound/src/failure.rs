//! What messages say of a request that failed.

use std::error::Error;

use url::Url;

/// A URL as messages show it: without what may be secret.
pub fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    // URLs that cannot have a user refuse to have it removed.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

/// The innermost cause, which says most: "connection refused", "name not known".
pub fn reason(error: &reqwest::Error) -> String {
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// The cause of that type, such as [`ForbiddenAddress`](crate::ForbiddenAddress).
pub fn cause<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    std::iter::successors(error.source(), |&error| error.source())
        .find_map(|error| error.downcast_ref())
}
