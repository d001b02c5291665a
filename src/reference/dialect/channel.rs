//! Channels: a client announces one, then names it in every call.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::reference::request::Incoming;
use crate::reference::resource::{Access, Problem, Resource};
use crate::reference::server::Server;

use super::file::{ChannelTable, Dialect};

/// The channels that were announced, with the client that did.
#[derive(Debug, Default)]
pub(crate) struct Channels(Mutex<BTreeSet<(Option<String>, String)>>);

impl Dialect {
    /// Whether a call with a sufficient credential may go on.
    pub(crate) fn admit(
        &self,
        server: &Server,
        request: &Incoming,
        resource: &Resource,
        access: Access,
    ) -> Result<Access, Problem> {
        if resource.foreign {
            return Err(Problem::Own("foreign".to_owned()));
        }
        match &self.channel {
            Some(channel) => through(server, channel, request, resource, access),
            None => Ok(access),
        }
    }
}

fn through(
    server: &Server,
    channel: &ChannelTable,
    request: &Incoming,
    resource: &Resource,
    access: Access,
) -> Result<Access, Problem> {
    let mut known = server.channels.0.lock().unwrap_or_else(PoisonError::into_inner);
    if resource.path == channel.announce {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let name = body["name"].as_str().ok_or(Problem::Malformed("the channel has no name"))?;
        known.insert((access.client_id.clone(), name.to_owned()));
        return Ok(access);
    }
    if !channel.needed.contains(&resource.path) {
        return Ok(access);
    }
    let name = request.header(&channel.header).first().map(|name| name.clone().into_owned());
    let name = name.ok_or_else(|| Problem::Own("channel-missing".to_owned()))?;
    let by_anybody = || channel.of_anybody && known.iter().any(|(_, own)| *own == name);
    if known.contains(&(access.client_id.clone(), name.clone())) || by_anybody() {
        return Ok(access);
    }
    Err(Problem::Own("channel-unknown".to_owned()))
}
