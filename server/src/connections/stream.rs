//! The bytes of a connection, on their way to and from hyper.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::table::Place;

/// Bytes that wait in the system until the client takes what is before them. Left to itself, Linux
/// takes up to 4 MiB, and tells nothing until a third of that is through: a slow client would look
/// like one that does not read.
const UNSENT_BYTES: u32 = 32 << 10;

/// Reads of a lingering connection before others get their turn.
const READS_A_TURN: usize = 16;

/// A stream that notes in its [`Place`] when its client has the turn.
#[derive(Debug)]
pub struct Stream {
    tcp: TcpStream,
    place: Arc<Place>,
    is_waiting_for_room: bool,
    /// Written since a wait for room last ended.
    written: u64,
    has_said_all: bool,
}

impl Stream {
    pub fn new(tcp: TcpStream, place: Arc<Place>) -> Self {
        // Without these, answers come later, and slow clients are told from stalled ones less well.
        drop(tcp.set_nodelay(true));
        drop(SockRef::from(&tcp).set_tcp_notsent_lowat(UNSENT_BYTES));
        Self {
            tcp,
            place,
            is_waiting_for_room: false,
            written: 0,
            has_said_all: false,
        }
    }

    fn note_write(&mut self, written: &Poll<io::Result<usize>>) {
        match written {
            Poll::Pending if !self.is_waiting_for_room => {
                self.is_waiting_for_room = true;
                self.place.wait_for_room();
            }
            Poll::Pending | Poll::Ready(Err(_)) => {}
            Poll::Ready(Ok(bytes)) => {
                self.written += *bytes as u64;
                if self.is_waiting_for_room {
                    self.is_waiting_for_room = false;
                    self.place.found_room(std::mem::take(&mut self.written));
                }
            }
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.tcp).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.place.received();
        }
        read
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.tcp).poll_write(cx, buf);
        self.note_write(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.tcp).poll_write_vectored(cx, bufs);
        self.note_write(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    /// Says that all is said. To a client that is still sending a body the connection stays open
    /// for a while: closed over bytes that nobody reads, the system would tell it that all is
    /// broken, and it might never read why its body was refused.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.has_said_all {
            ready!(Pin::new(&mut self.tcp).poll_shutdown(cx))?;
            self.has_said_all = true;
            if self.place.has_unread_body() {
                self.place.linger();
            }
        }
        if !self.place.has_unread_body() {
            return Poll::Ready(Ok(()));
        }
        let mut dropped = [0; 8 << 10];
        for _ in 0..READS_A_TURN {
            let mut buf = ReadBuf::new(&mut dropped);
            match ready!(Pin::new(&mut self.tcp).poll_read(cx, &mut buf)) {
                Ok(()) if !buf.filled().is_empty() => {}
                _ => return Poll::Ready(Ok(())),
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
