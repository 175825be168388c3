//! Bodies of answers, of which only so much is read.

use reqwest::Response;

/// Where the end of a body is.
#[derive(Debug)]
pub enum End {
    Reached,
    /// Behind what was read.
    Beyond,
    /// It broke off.
    Broken(reqwest::Error),
}

/// A body, or its first `limit` bytes.
pub async fn front(mut response: Response, limit: usize) -> (Vec<u8>, End) {
    let mut read = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                let room = limit - read.len();
                read.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() > room {
                    return (read, End::Beyond);
                }
            }
            Ok(None) => return (read, End::Reached),
            Err(error) => return (read, End::Broken(error)),
        }
    }
}
