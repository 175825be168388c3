//! Servers of others: slow ones, ones that hang, and honest ones. They live as long as the program.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// A small image.
const PICTURE: &[u8] = include_bytes!("../../../crates/media/tests/media/data/rgb.png");

/// How a listener answers.
#[derive(Debug, Clone, Copy)]
pub enum Manner {
    /// A byte a second of an image that never ends.
    Slow,
    /// Not at all.
    Hangs,
    /// An image, or the success of a callback.
    Honest,
}

/// Starts a listener. The receiver hears when each request came.
pub async fn listen(
    manner: Manner,
) -> anyhow::Result<(SocketAddr, mpsc::UnboundedReceiver<Instant>)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, manner, sender.clone()));
        }
    });
    Ok((address, receiver))
}

async fn answer(
    mut stream: TcpStream,
    manner: Manner,
    heard: mpsc::UnboundedSender<Instant>,
) -> std::io::Result<()> {
    // One read holds the head; what follows does not matter here.
    let mut request = vec![0; 64 << 10];
    stream.read(&mut request).await?;
    // Nobody may be listening.
    let _ = heard.send(Instant::now());
    match manner {
        Manner::Hangs => loop {
            if stream.read(&mut request).await? == 0 {
                return Ok(());
            }
        },
        Manner::Slow => {
            stream.write_all(&head(100_000)).await?;
            loop {
                stream.write_all(b"a").await?;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        Manner::Honest => {
            stream.write_all(&head(PICTURE.len())).await?;
            stream.write_all(PICTURE).await?;
            stream.shutdown().await
        }
    }
}

fn head(length: usize) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    )
    .into_bytes()
}
