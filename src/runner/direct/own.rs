//! A wire with one kept-alive connection of its own.

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;
use tokio::sync::Mutex;

use super::dialler::{After, Dialler, exchange, failed};
use crate::exchange::{Endpoint, Exchange, Request};
use crate::runner::connect::{Address, Connection};
use crate::runner::wire::Wire;

/// Sends everything over one connection to each place, opened when it is needed: a server behind a
/// balancer is seen as one client sees it.
pub struct OwnWire {
    ordinary: Arc<dyn Wire>,
    dialler: Dialler,
    number: usize,
    open: Mutex<Vec<(Address, Connection)>>,
}

impl OwnWire {
    /// A wire beside the ordinary one, whose manners it shares; `number` tells it from others.
    #[must_use]
    pub fn new(ordinary: Arc<dyn Wire>, dialler: Dialler, number: usize) -> Self {
        Self { ordinary, dialler, number, open: Mutex::default() }
    }

    async fn exchange(&self, endpoint: Endpoint, mut request: Request, label: &str) -> Exchange {
        self.ordinary.slot().await;
        self.ordinary.introduce(&mut request, label);
        let mut open = self.open.lock().await;
        let known = Address::of(&request.url).ok().map(|(address, _)| address);
        let known = open.iter().position(|(own, _)| Some(own) == known.as_ref());
        if let Some((address, mut connection)) = known.map(|place| open.swap_remove(place)) {
            let (own, after) = exchange(&mut connection, &address, endpoint, request).await;
            match after {
                After::Usable => open.push((address, connection)),
                After::Spent => {}
                // The server closed it in the meantime, as it may.
                After::Unsent => return self.anew(&mut open, endpoint, own.request).await,
            }
            return own;
        }
        self.anew(&mut open, endpoint, request).await
    }

    /// The same over a new connection.
    async fn anew(
        &self,
        open: &mut Vec<(Address, Connection)>,
        endpoint: Endpoint,
        request: Request,
    ) -> Exchange {
        match self.dialler.connect(&request.url, self.number, |own| own).await {
            Ok((address, mut connection)) => {
                let (own, after) = exchange(&mut connection, &address, endpoint, request).await;
                if after == After::Usable {
                    open.push((address, connection));
                }
                own
            }
            Err(failure) => failed(endpoint, request, failure),
        }
    }
}

impl Wire for OwnWire {
    fn send<'a>(
        &'a self,
        endpoint: Endpoint,
        request: Request,
        label: &'a str,
    ) -> BoxFuture<'a, Exchange> {
        Box::pin(self.exchange(endpoint, request, label))
    }
}

impl fmt::Debug for OwnWire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnWire").field("number", &self.number).finish_non_exhaustive()
    }
}
