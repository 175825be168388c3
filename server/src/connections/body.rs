//! The body of a request, which must come at a least speed, and of its answer, whose end is noted.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::Sleep;

use super::table::Place;
use super::too_slow::{TooSlow, WasTooSlow};

/// A request's body. Where the server waits for its client for too long, it ends in [`TooSlow`].
/// Only waiting counts: a server that is slow to read takes no time from its client.
pub struct Sent {
    inner: Incoming,
    place: Arc<Place>,
    was_too_slow: WasTooSlow,
    /// How much longer the client may take at the present speed.
    credit: Duration,
    waits_since: Option<Instant>,
    /// Until when the client has time; made when it is first waited for.
    timer: Option<Pin<Box<Sleep>>>,
    has_ended: bool,
}

impl Sent {
    pub fn new(inner: Incoming, place: Arc<Place>, was_too_slow: WasTooSlow) -> Self {
        Self {
            inner,
            was_too_slow,
            credit: place.limits().patience,
            place,
            waits_since: None,
            timer: None,
            has_ended: false,
        }
    }

    /// Whether the client's time is over, else wakes the task when it is.
    fn poll_overdue(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.waits_since.is_none() {
            let now = Instant::now();
            self.waits_since = Some(now);
            self.place.wait_for_body(self.waits_since);
            let until = now + self.credit.min(self.place.limits().stall);
            match &mut self.timer {
                Some(timer) => timer.as_mut().reset(until.into()),
                None => self.timer = Some(Box::pin(tokio::time::sleep_until(until.into()))),
            }
        }
        match &mut self.timer {
            Some(timer) => timer.as_mut().poll(cx),
            None => Poll::Pending,
        }
    }

    fn note_frame(&mut self, frame: Option<&Frame<Bytes>>) {
        if let Some(since) = self.waits_since.take() {
            self.credit = self.credit.saturating_sub(since.elapsed());
            self.place.wait_for_body(None);
        }
        let bytes = frame.and_then(Frame::data_ref).map_or(0, Bytes::len);
        let limits = self.place.limits();
        self.credit = (self.credit + limits.time_for(bytes as u64)).min(limits.patience);
    }
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        if self.was_too_slow.get() {
            return Poll::Ready(Some(Err(TooSlow.into())));
        }
        match Pin::new(&mut self.inner).poll_frame(cx) {
            Poll::Ready(frame) => {
                let ok = frame.as_ref().and_then(|frame| frame.as_ref().ok());
                self.note_frame(ok);
                self.has_ended = frame.is_none();
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
            Poll::Pending if self.poll_overdue(cx).is_ready() => {
                self.was_too_slow.set();
                self.place.wait_for_body(None);
                Poll::Ready(Some(Err(TooSlow.into())))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        if !self.has_ended && !self.inner.is_end_stream() {
            self.place.leave_body_unread();
        }
        self.place.wait_for_body(None);
    }
}

/// An answer's body: when hyper has taken all of it, the client has the turn.
pub struct Answered {
    inner: Body,
    place: Arc<Place>,
}

impl Answered {
    pub const fn new(inner: Body, place: Arc<Place>) -> Self {
        Self { inner, place }
    }
}

impl HttpBody for Answered {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Answered {
    fn drop(&mut self) {
        self.place.end_request();
    }
}
