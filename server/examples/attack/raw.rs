//! HTTP/1.1 on bare sockets: requests that a client library would not send, each on a connection of
//! its own.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::report::{seconds, size};

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Absent where the connection ended, or time ran out, without an answer.
    pub status: Option<u16>,
    /// With its body to the end.
    pub took: Duration,
    pub head: String,
    pub body: Vec<u8>,
    pub is_timed_out: bool,
}

impl Answer {
    /// `413 in 0.02 s, 84 B`
    pub fn told(&self) -> String {
        let time = seconds(self.took);
        match self.status {
            _ if self.is_timed_out => format!("no end of an answer in {time}"),
            Some(status) => format!("{status} in {time}, {}", size(self.body.len())),
            None => format!("connection closed after {time}"),
        }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Whether the body came to its end, as far as its length was told before or by chunks.
    pub fn is_whole(&self) -> bool {
        if self.headers("transfer-encoding").next().is_some() {
            return self.body.ends_with(b"0\r\n\r\n");
        }
        let length = self.headers("content-length").next();
        length.is_some_and(|length| length.parse() == Ok(self.body.len()))
    }

    /// The values of a header.
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        self.head.lines().skip(1).filter_map(move |line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// The head of a request, without the empty line that ends it.
pub fn head(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)]) -> String {
    use std::fmt::Write;
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\n");
    for (name, value) in headers {
        // Writing to a String cannot fail.
        let _ = write!(text, "{name}: {value}\r\n");
    }
    text
}

pub async fn get(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    limit: Duration,
) -> Answer {
    send(address, "GET", path, headers, b"", limit).await
}

/// Sends a request and reads the answer to its end, for at most `limit`.
pub async fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    limit: Duration,
) -> Answer {
    let begun = Instant::now();
    let request = request(address, method, path, headers, body);
    let mut received = Vec::new();
    let exchange = async {
        let stream = TcpStream::connect(address).await?;
        let (mut reading, mut writing) = stream.into_split();
        // A server may answer before it has read all, and then close.
        let writing = async { writing.write_all(&request).await };
        let reading = async { reading.read_to_end(&mut received).await };
        let (_, read) = tokio::join!(writing, reading);
        read
    };
    let is_timed_out = tokio::time::timeout(limit, exchange).await.is_err();
    let took = begun.elapsed();
    let end = received
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .map(|end| end + 4);
    let (head, body) = match end {
        Some(end) => {
            let body = received.split_off(end);
            (String::from_utf8_lossy(&received).into_owned(), body)
        }
        None => (String::new(), Vec::new()),
    };
    Answer {
        status: head.split(' ').nth(1).and_then(|code| code.parse().ok()),
        took,
        head,
        body,
        is_timed_out,
    }
}

/// The bytes of a request whose answer ends its connection.
pub fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Vec<u8> {
    let mut head = head(address, method, path, headers);
    head.push_str("connection: close\r\n");
    if method != "GET" {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    let mut request = head.into_bytes();
    request.extend_from_slice(body);
    request
}

/// A connection from the `place`-th of several addresses of this machine, all but the one that honest
/// clients come from.
pub async fn connect_from(place: usize, address: SocketAddr) -> std::io::Result<TcpStream> {
    const ADDRESSES: usize = 20;
    let socket = TcpSocket::new_v4()?;
    let last = 2 + (place % ADDRESSES) as u8;
    socket.bind(SocketAddr::from((Ipv4Addr::new(127, 0, 0, last), 0)))?;
    socket.connect(address).await
}

/// A connection that takes in as little as the system allows before somebody reads.
pub async fn connect_narrow(address: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0))?;
    socket.set_recv_buffer_size(4096)?;
    socket.connect(address).await
}
