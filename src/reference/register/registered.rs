//! Clients that registered themselves: a few, kept until the server ends.

use std::sync::OnceLock;

use crate::reference::settings::Client;

/// Whoever may register without asking may register too often.
const ROOM: usize = 64;

/// Room for clients, filled one after the other.
#[derive(Debug)]
pub(crate) struct Registered {
    places: Box<[OnceLock<Client>]>,
}

impl Default for Registered {
    fn default() -> Self {
        Self { places: (0..ROOM).map(|_| OnceLock::new()).collect() }
    }
}

impl Registered {
    /// Keeps a client; false where there is no room any more.
    pub(crate) fn add(&self, client: Client) -> bool {
        let mut homeless = client;
        for place in &self.places {
            match place.set(homeless) {
                Ok(()) => return true,
                Err(own) => homeless = own,
            }
        }
        false
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Client> {
        self.places.iter().map_while(OnceLock::get)
    }
}
