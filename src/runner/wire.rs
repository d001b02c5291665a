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
}
