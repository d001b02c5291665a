//! What the resource owner does on a page: fills forms in, decides, follows links.

use secrecy::ExposeSecret as _;
use url::Url;

use super::browser::{Browser, parsed, shown};
use super::form::{Move, Person, Stage, choose, untick};
use super::page::Page;
use super::{forgery, submission};
use crate::exchange::{Ending, Request};
use crate::oauth::forms::Parameter;
use crate::scenario::Owner;
use crate::target::ResourceOwner;

/// A form as it is sent off.
struct Submission {
    action: String,
    method: String,
    parameters: Vec<Parameter>,
}

impl Browser<'_, '_> {
    /// Makes the one move that the page offers.
    pub(super) fn act(
        &mut self,
        url: &str,
        page: &Page,
        owner: &ResourceOwner,
    ) -> Result<Request, Ending> {
        let password = owner.password.as_ref().map(|own| own.expose_secret()).unwrap_or_default();
        let person =
            Person { username: &owner.username, password, denies: self.conduct == Owner::Denies };
        match choose(page, &person) {
            Move::Stuck(reason) => Err(dead_end(url, page, &reason)),
            Move::Follow(href) => {
                self.consents += 1;
                self.follow(&page.base(url), &href, "link")
            }
            Move::Submit { action, method, parameters, stage } => {
                let form = Submission { action, method, parameters };
                if stage == Stage::Consent && self.conduct == Owner::Forged {
                    self.forge(url, page, form)
                } else {
                    self.submit(url, page, form, stage)
                }
            }
        }
    }

    /// Another site has the browser send the consent.
    fn forge(&mut self, url: &str, page: &Page, form: Submission) -> Result<Request, Ending> {
        // Nobody is there any more: what follows is the answer.
        self.conduct = Owner::Absent;
        self.from_elsewhere = true;
        let to = self.destination(url, page, &form.action)?;
        Ok(forgery::request(page, &to, &form.method, form.parameters))
    }

    fn submit(
        &mut self,
        url: &str,
        page: &Page,
        mut form: Submission,
        stage: Stage,
    ) -> Result<Request, Ending> {
        self.left_out += untick(page, &mut form.parameters, &self.leaves);
        if stage == Stage::Password && page.decides() {
            self.consents += 1;
        }
        let (count, most) = match stage {
            Stage::Consent => (&mut self.consents, 2),
            Stage::Username => (&mut self.usernames, 1),
            // Once: servers lock accounts after a few wrong passwords.
            Stage::Password => (&mut self.passwords, 1),
        };
        *count += 1;
        if *count > most {
            let again = Ending::LOGIN_COMES_BACK;
            return Err(match stage {
                Stage::Consent => dead_end(url, page, "comes back after it was answered"),
                Stage::Username | Stage::Password => {
                    dead_end(url, page, &format!("{again}: are username and password right?"))
                }
            });
        }
        let to = self.destination(url, page, &form.action)?;
        Ok(submission::request(&parsed(url)?, &to, &form.method, &form.parameters))
    }

    /// Where a form of the page at `url` goes, unless that is no place for what stands in it.
    fn destination(&self, url: &str, page: &Page, action: &str) -> Result<Url, Ending> {
        let from = parsed(url)?;
        let base = parsed(&page.base(url))?;
        let to = if action.is_empty() { from } else { base.join(action).unwrap_or(from) };
        if self.is_allowed(&to) {
            return Ok(to);
        }
        let origin = to.origin().ascii_serialization();
        Err(Ending::DeadEnd(format!(
            "a form at {} would send the login to {origin}; list it under [[resource_owner]] origins",
            shown(url)
        )))
    }
}

fn dead_end(url: &str, page: &Page, reason: &str) -> Ending {
    Ending::DeadEnd(format!("the page \"{}\" at {} {reason}", page.name(), shown(url)))
}
