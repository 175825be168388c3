//! Somebody else, who asks whether the server is well.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Asks over and over from a thread of its own, with a new connection each time.
pub struct Health {
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<Duration>,
}

impl Health {
    pub fn watch(address: SocketAddr) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&is_over);
        let thread = std::thread::spawn(move || {
            let mut slowest = Duration::ZERO;
            loop {
                let begin = Instant::now();
                ask(address);
                slowest = slowest.max(begin.elapsed());
                if over.load(Ordering::Relaxed) {
                    return slowest;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        Self { is_over, thread }
    }

    /// The longest that an answer took.
    pub fn slowest(self) -> Duration {
        self.is_over.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

fn ask(address: SocketAddr) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"));
}
