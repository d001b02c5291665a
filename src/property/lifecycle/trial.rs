//! The trial: look at the server's choices, then explore.

use futures::future::BoxFuture;

use super::drive::Lives;
use super::observe::{Seen, observe};
use super::outline::Abilities;
use super::policy::Policy;
use super::story::Cast;
use super::transition::Party;
use crate::oauth::GrantType;
use crate::property::explore::explore;
use crate::runner::{Conducted, Field, Trial};
use crate::target::{Capabilities, Target};

/// `lifecycle/model`.
#[derive(Debug)]
pub(super) struct Model;

impl Trial for Model {
    fn conduct<'a>(&'a self, field: Field<'a>) -> BoxFuture<'a, Conducted> {
        Box::pin(conduct(field))
    }
}

async fn conduct(field: Field<'_>) -> Conducted {
    let mut can = abilities(field.capabilities, &field.context.target);
    let Seen { book, transcript, reason } = observe(field.context, &can).await;
    if reason.is_some() {
        return Conducted { transcript, reason, ..Conducted::default() };
    }
    can.parties.retain(|party| book.contains_key(party));
    let cast = Cast::of(&field.context.target, &can.parties);
    let told = |(party, own): (&Party, &Policy)| (cast.name(*party).to_owned(), own.in_words());
    let policies: Vec<_> = book.iter().map(told).collect();
    let mut own = explore(field, &Lives::new(field.context, can, book)).await;
    own.experiment.requests += transcript.exchanges().count() as u64;
    for (client, words) in policies {
        own.experiment.figure(format!("choices seen or declared for {client}"), words);
    }
    own
}

fn abilities(capabilities: &Capabilities, target: &Target) -> Abilities {
    let parties = [Party::Confidential, Party::Public];
    let parties: Vec<Party> =
        parties.into_iter().filter(|party| takes_part(target, *party)).collect();
    let second = target.client("second", None).map(|own| &own.id);
    let foreign = parties
        .iter()
        .all(|party| target.client(party.selector(), None).map(|own| &own.id) != second);
    Abilities {
        second: second.is_some() && foreign,
        two_scopes: capabilities.has("scopes:two"),
        revocation: capabilities.has("revocation"),
        introspection: capabilities.has("introspection"),
        resource: capabilities.has("protected-resource"),
        parties,
    }
}

/// Whether one and the same client of that role gets codes and refresh tokens.
fn takes_part(target: &Target, party: Party) -> bool {
    let id = |grant| target.client(party.selector(), grant).map(|own| own.id.as_str());
    let own = id(None);
    let grants = [GrantType::AuthorizationCode, GrantType::RefreshToken];
    own.is_some() && grants.into_iter().all(|grant| id(Some(grant)) == own)
}
