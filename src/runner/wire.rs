//! The seam between what is sent and how it travels.

use std::fmt;

use futures::future::BoxFuture;

use crate::exchange::{Endpoint, Exchange, Request};

/// Carries one request to the target and brings back what came.
///
/// The conformance side uses [`super::Transport`]; a virtual user under load brings a connection of
/// its own.
pub trait Wire: fmt::Debug + Send + Sync {
    /// Sends a request and reads its answer to the end; `label` names the scenario or journey.
    fn send<'a>(
        &'a self,
        endpoint: Endpoint,
        request: Request,
        label: &'a str,
    ) -> BoxFuture<'a, Exchange>;

    /// Waits until the rate limit, if there is one, lets another request leave: for those who share
    /// the limit but send by themselves.
    fn slot(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    /// Adds the header fields by which assay says who it is.
    fn introduce(&self, _: &mut Request, _: &str) {}
}
