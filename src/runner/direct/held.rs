//! The wire of a contender in a race: one of its requests is held at its last octet.

use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;

use super::dialler::{Dialler, exchange, failed};
use super::gate::Ticket;
use super::stream::HeldStream;
use crate::exchange::{Endpoint, Exchange, Request};
use crate::runner::wire::Wire;

/// Holds one request; what comes before and behind it takes the ordinary way.
#[derive(Debug)]
pub(super) struct HeldWire {
    ordinary: Arc<dyn Wire>,
    dialler: Dialler,
    /// Which of the contenders.
    number: usize,
    hold: Mutex<Hold>,
}

#[derive(Debug)]
struct Hold {
    /// How many requests pass before the one that is held.
    before: usize,
    ticket: Option<Ticket>,
}

impl HeldWire {
    pub(super) fn new(
        ordinary: Arc<dyn Wire>,
        dialler: Dialler,
        number: usize,
        before: usize,
        ticket: Ticket,
    ) -> Self {
        let hold = Mutex::new(Hold { before, ticket: Some(ticket) });
        Self { ordinary, dialler, number, hold }
    }

    /// No request will be held any more: the others need not wait.
    pub(super) fn leave(&self) {
        self.hold.lock().unwrap_or_else(PoisonError::into_inner).ticket = None;
    }

    /// The ticket, if it is the turn of the request that is held.
    fn turn(&self) -> Option<Ticket> {
        let mut hold = self.hold.lock().unwrap_or_else(PoisonError::into_inner);
        if hold.before == 0 {
            return hold.ticket.take();
        }
        hold.before -= 1;
        None
    }

    async fn hold(
        &self,
        endpoint: Endpoint,
        mut request: Request,
        label: &str,
        ticket: Ticket,
    ) -> Exchange {
        // The rate holds on the average: requests wait for their slots before they are gathered.
        self.ordinary.slot().await;
        self.ordinary.introduce(&mut request, label);
        let wrap = |stream| Box::new(HeldStream::new(stream, ticket)) as _;
        match self.dialler.connect(&request.url, self.number, wrap).await {
            Ok((address, mut connection)) => {
                exchange(&mut connection, &address, endpoint, request).await.0
            }
            Err(failure) => failed(endpoint, request, failure),
        }
    }
}

impl Wire for HeldWire {
    fn send<'a>(
        &'a self,
        endpoint: Endpoint,
        request: Request,
        label: &'a str,
    ) -> BoxFuture<'a, Exchange> {
        match self.turn() {
            Some(ticket) => Box::pin(self.hold(endpoint, request, label, ticket)),
            None => self.ordinary.send(endpoint, request, label),
        }
    }
}
