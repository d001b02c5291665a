//! The way of the round: endpoints, clients, scopes, and then what the tokens are good for.

use super::request::{AskedScope, bare, came, step, token};
use crate::doctor::{self, Area, Examination};
use crate::exchange::{Endpoint, StepRecord, Transcript};
use crate::oauth::{ClientAuthMethod, GrantType, Metadata};
use crate::runner::{Context, Flow};
use crate::scenario::Action;
use crate::target::{Client, Endpoints, Login, Role, Target};

/// Refused as a whole, scopes are asked for one by one; no more of them than this.
const MOST_SCOPES: usize = 12;

/// What was found so far, and what works.
#[derive(Debug)]
pub struct Round<'r> {
    pub(super) context: &'r Context,
    /// The endpoints that stand in the target file.
    given: Endpoints,
    pub(super) told: Vec<Examination>,
    /// Clients that got a token, with the grant.
    pub(super) working: Vec<(Client, GrantType)>,
    /// Why nobody logs in any more.
    no_login: Option<&'static str>,
    flows: usize,
}

impl<'r> Round<'r> {
    /// A round of the probed target; `given` are the endpoints as its file has them.
    #[must_use]
    pub fn new(context: &'r Context, given: Endpoints) -> Self {
        let none = context.target.owners.is_empty();
        let no_login = none.then_some("there is no [[resource_owner]] to log in");
        Self { context, given, told: Vec::new(), working: Vec::new(), no_login, flows: 0 }
    }

    /// Examines everything, in the order of what depends on what.
    pub async fn all(mut self, metadata: Option<&Metadata>) -> Vec<Examination> {
        let target = self.target();
        self.told.push(doctor::metadata(target, metadata));
        if self.endpoints().await {
            self.clients().await;
            self.scopes().await;
            for resource in &target.resources {
                self.resource(resource).await;
            }
            self.tokens().await;
        }
        self.told
    }

    pub(super) fn target(&self) -> &'r Target {
        &self.context.target
    }

    /// Whether it makes sense to go on: nothing works where a token endpoint does not, unless there is
    /// none, as in some dialects.
    async fn endpoints(&mut self) -> bool {
        let mut speaks = self.target().endpoints.token.is_none();
        for (endpoint, request) in bare(&self.target().endpoints) {
            let exchange = self.context.wire.send(endpoint, request, "doctor").await;
            let by_hand = match endpoint {
                Endpoint::Authorization => &self.given.authorization,
                Endpoint::Token => &self.given.token,
                Endpoint::Revocation => &self.given.revocation,
                _ => &self.given.introspection,
            };
            let own = doctor::endpoint(&exchange, by_hand.is_some());
            speaks |= endpoint == Endpoint::Token && own.is_right();
            self.told.push(own);
        }
        speaks
    }

    async fn clients(&mut self) {
        let target = self.target();
        if target.clients.is_empty() {
            let reason = "there is no [[client]]: only the metadata can be tested";
            self.told.push(Examination::left_out(Area::Client, "none", reason));
        }
        for client in &target.clients {
            if client.grants.contains(&GrantType::ClientCredentials) {
                self.by_itself(client).await;
            }
            if client.grants.contains(&GrantType::AuthorizationCode) {
                self.by_code(client).await;
            }
            if client.grants.is_empty() {
                self.credentials(client).await;
            }
        }
    }

    async fn by_itself(&mut self, client: &Client) {
        let grant = GrantType::ClientCredentials;
        let records = self.obtain(client, grant, AskedScope::Usual).await;
        self.issued(client, grant, &records);
    }

    async fn by_code(&mut self, client: &Client) {
        if let Some(reason) = self.no_login {
            self.told.push(Examination::left_out(Area::Login, &client.id, reason));
            return;
        }
        let records = self.obtain(client, GrantType::AuthorizationCode, AskedScope::Usual).await;
        let Some(login) = records.first().map(|own| doctor::login(client, own)) else { return };
        if login.blames_owner() {
            // Servers lock accounts after a few wrong passwords.
            self.no_login = Some("the login has failed once, and is not tried again");
        } else if self.target().owners.first().is_some_and(|own| own.login == Login::Manual) {
            self.no_login = Some("a person logs in, and would be asked again");
        }
        self.tell(login, &records);
        if records.len() > 1 {
            self.issued(client, GrantType::AuthorizationCode, &records);
        } else if came(&records) && self.no_login.is_none() {
            self.works(client, GrantType::AuthorizationCode);
        }
    }

    /// What comes later takes all scopes: a limited client cannot be asked.
    fn works(&mut self, client: &Client, grant: GrantType) {
        if client.role != Role::Limited {
            self.working.push((client.clone(), grant));
        }
    }

    fn issued(&mut self, client: &Client, grant: GrantType, records: &[StepRecord]) {
        let Some(last) = records.last() else { return };
        let scope = self.target().scope_for(client).map_or("", String::as_str);
        let own = doctor::issued(client, grant, scope, last);
        if came(records) && (grant == GrantType::ClientCredentials || self.no_login.is_none()) {
            self.works(client, grant);
        }
        self.tell(own, records);
    }

    /// A client without grants can only be asked to introspect.
    async fn credentials(&mut self, client: &Client) {
        let target = self.target();
        if target.endpoints.introspection.is_none() || client.auth == ClientAuthMethod::None {
            let reason = "it has no grant, and nothing else to try it with";
            self.told.push(Examination::left_out(Area::Client, &client.id, reason));
            return;
        }
        let context = self.context.regarding(only(target, client));
        let label = self.label();
        let mut flow = Flow::new(&context, &label);
        let mut asked = step(Action::Introspect, client);
        asked.set.insert("token".to_owned(), "${fresh.token}".to_owned());
        let record = flow.step(&asked).await;
        self.tell(doctor::credentials(client, &record), &[record]);
    }

    async fn scopes(&mut self) {
        let model = &self.target().scopes;
        let none = |reason: &str| Examination::left_out(Area::Scopes, "allowed", reason);
        let Some((client, grant)) = self.working.first().cloned() else {
            self.told.push(none("no client could get a token"));
            return;
        };
        if model.allowed.is_empty() {
            self.told.push(none("[scopes] allowed names none"));
        } else {
            self.allowed(&client, grant).await;
        }
        if let Some(default) = &model.default {
            let records = self.obtain(&client, grant, AskedScope::Left).await;
            if let Some(last) = records.last() {
                self.tell(doctor::asked_for_nothing(model, default, last), &records);
            }
        }
    }

    async fn allowed(&mut self, client: &Client, grant: GrantType) {
        let model = &self.target().scopes;
        let all = model.join(&model.allowed);
        let records = self.obtain(client, grant, AskedScope::Named(&all)).await;
        let Some(last) = records.last() else { return };
        let together = match doctor::allowed(model, &model.allowed, last) {
            Ok(own) => return self.tell(own, &records),
            Err(own) => *own,
        };
        let before = self.told.len();
        for scope in model.allowed.iter().take(MOST_SCOPES) {
            let records = self.obtain(client, grant, AskedScope::Named(scope)).await;
            let asked = std::slice::from_ref(scope);
            if let Some(Ok(own)) = records.last().map(|last| doctor::allowed(model, asked, last)) {
                self.tell(own, &records);
            }
        }
        // Each for itself is granted, but not all at once.
        if self.told[before..].iter().all(Examination::is_right) {
            self.tell(together, &records);
        }
    }

    async fn obtain(
        &mut self,
        client: &Client,
        grant: GrantType,
        scope: AskedScope<'_>,
    ) -> Vec<StepRecord> {
        let context = self.context.regarding(only(self.target(), client));
        let label = self.label();
        token(&mut Flow::new(&context, &label), client, grant, scope).await
    }

    /// Each flow has a label, and so random values, of its own.
    pub(super) fn label(&mut self) -> String {
        self.flows += 1;
        format!("doctor/{}", self.flows)
    }

    pub(super) fn tell(&mut self, own: Examination, records: &[StepRecord]) {
        let own = self.clean(own, records);
        self.told.push(own);
    }

    /// The examination without what is secret in the target file or in these records.
    pub(super) fn clean(&self, own: Examination, records: &[StepRecord]) -> Examination {
        let transcript = Transcript { steps: records.to_vec() };
        own.redacted(&self.target().redactor().knowing(&transcript))
    }
}

/// The target with this client alone, so that a flow acts as no other.
pub(super) fn only(target: &Target, client: &Client) -> Target {
    Target { clients: vec![client.clone()], ..target.clone() }
}
