//! What a fresh token is good for: resources, introspection, revocation.

use super::request::{AskedScope, came, step, token};
use super::walk::{Round, only};
use crate::doctor::{self, Area, Examination, State};
use crate::oauth::{ClientAuthMethod, GrantType};
use crate::runner::Flow;
use crate::scenario::{Action, Step};
use crate::target::{Client, Resource, Role, Target};

impl Round<'_> {
    /// Tries the resource with a token of each kind, until one opens it.
    pub(super) async fn resource(&mut self, resource: &Resource) {
        if resource.open {
            return self.unprotected(resource).await;
        }
        let mut kinds = Vec::new();
        for (client, grant) in &self.working {
            if !kinds.iter().any(|(_, own)| own == grant) {
                kinds.push((client.clone(), *grant));
            }
        }
        let mut first = None;
        for (client, grant) in kinds {
            let (own, closed) = self.call(resource, &client, grant).await;
            let opened = own.is_right();
            first = Some(first.filter(|_| !opened).unwrap_or((own, closed)));
            if opened {
                break;
            }
        }
        match first {
            Some((own, closed)) => self.told.extend([Some(own), closed].into_iter().flatten()),
            None => {
                let reason = "no client could get a token";
                self.told.push(Examination::left_out(Area::Resource, &resource.url, reason));
            }
        }
    }

    /// Calls what needs no token.
    async fn unprotected(&mut self, resource: &Resource) {
        let resources = vec![resource.clone()];
        let context = self.context.regarding(Target { resources, ..self.target().clone() });
        let label = self.label();
        let mut call = Step::conforming(Action::Resource);
        call.resource = Some("open".to_owned());
        let record = Flow::new(&context, &label).step(&call).await;
        self.tell(doctor::unprotected(resource, &record), &[record]);
    }

    /// Calls it with a fitting token, and without any.
    async fn call(
        &mut self,
        resource: &Resource,
        client: &Client,
        grant: GrantType,
    ) -> (Examination, Option<Examination>) {
        let mut target = only(self.target(), client);
        target.resources = vec![resource.clone()];
        let context = self.context.regarding(target);
        let label = self.label();
        let mut flow = Flow::new(&context, &label);
        let scope = resource.scope.as_deref().map_or(AskedScope::Usual, AskedScope::Named);
        let mut records = token(&mut flow, client, grant, scope).await;
        if !came(&records) {
            let own = records.last().map(|last| doctor::unasked(resource, last));
            let none = || Examination::left_out(Area::Resource, &resource.url, "nothing was sent");
            return (self.clean(own.unwrap_or_else(none), &records), None);
        }
        let call = step(Action::Resource, client);
        let mut bare = call.clone();
        bare.drop_header.push("authorization".to_owned());
        records.push(flow.step(&call).await);
        let own = doctor::open(resource, &records[records.len() - 1]);
        if own.state == State::Unreachable {
            return (self.clean(own, &records), None);
        }
        records.push(flow.step(&bare).await);
        let closed = doctor::closed(resource, &records[records.len() - 1]);
        (self.clean(own, &records), Some(self.clean(closed, &records)))
    }

    /// A fresh token is asked about, and then taken back.
    pub(super) async fn tokens(&mut self) {
        let target = self.target();
        let Some((client, grant)) = self.working.first().cloned() else { return };
        let endpoints = &target.endpoints;
        if endpoints.introspection.is_none() && endpoints.revocation.is_none() {
            return;
        }
        let asking = target.client("resource-server", None).unwrap_or(&client).clone();
        let mut own = only(target, &client);
        own.clients.extend(Some(asking.clone()).filter(|own| own.role == Role::ResourceServer));
        let context = self.context.regarding(own);
        let label = self.label();
        let mut flow = Flow::new(&context, &label);
        let mut records = token(&mut flow, &client, grant, AskedScope::Usual).await;
        if !came(&records) {
            return;
        }
        if endpoints.introspection.is_some() {
            if asking.auth == ClientAuthMethod::None {
                let reason = "no client with a secret could ask";
                let own = Examination::left_out(Area::Introspection, &asking.id, reason);
                self.told.push(own);
            } else {
                let record = flow.step(&step(Action::Introspect, &asking)).await;
                records.push(record.clone());
                self.tell(doctor::introspected(&asking, &record), &records);
            }
        }
        if endpoints.revocation.is_some() {
            let record = flow.step(&step(Action::Revoke, &client)).await;
            records.push(record.clone());
            self.tell(doctor::revoked(&client, &record), &records);
        }
    }
}
