//! Which form a person would fill in, and with what.

use super::elements::{Button, Decision, Field, Form, Kind};
use super::page::Page;
use super::wording::{decision, refuses};

/// What to do on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Move {
    /// Submit a form.
    Submit {
        /// As written; empty means the page's own URL.
        action: String,
        method: String,
        parameters: Vec<(String, String)>,
        stage: Stage,
    },
    /// Follow a link.
    Follow(String),
    /// Nothing is offered; why, in words that fit after "the page ... ".
    Stuck(String),
}

/// Which part of the way a submission belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Name and password, or the password alone.
    Password,
    /// The login name, on a page of its own.
    Username,
    /// The decision about the client.
    Consent,
}

/// The person at the browser.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person<'a> {
    pub(super) username: &'a str,
    pub(super) password: &'a str,
    pub(super) denies: bool,
}

/// What the person does on a page that has forms or links.
pub(super) fn choose(page: &Page, person: &Person<'_>) -> Move {
    if let Some(form) = page.forms.iter().find(|form| form.has_password()) {
        return submit(form, login_button(form, person), fill_login(form, person), Stage::Password);
    }
    if let Some(form) = page.forms.iter().find(|form| asks_for_username(form)) {
        return submit(form, login_button(form, person), fill_login(form, person), Stage::Username);
    }
    let wanted = if person.denies { Decision::Deny } else { Decision::Approve };
    for form in &page.forms {
        if let Some(button) = form.buttons.iter().find(|button| decision(button) == Some(wanted)) {
            return submit(form, Some(button), consent_fields(form), Stage::Consent);
        }
    }
    if person.denies {
        let link = page.links.iter().find(|(text, _)| refuses(text));
        return link.map_or_else(
            || {
                Move::Stuck(
                    "offers no way to refuse; name the button under [resource_owner.fields] deny"
                        .to_owned(),
                )
            },
            |(_, href)| Move::Follow(href.clone()),
        );
    }
    // A form whose only button says nothing either way can only be meant to be pressed.
    match page.forms.iter().find(|form| form.method == "POST" && form.buttons.len() <= 1) {
        Some(form) if form.buttons.first().is_none_or(|button| decision(button).is_none()) => {
            submit(form, form.buttons.first(), consent_fields(form), Stage::Consent)
        }
        _ => Move::Stuck(
            "offers no button to grant; name it under [resource_owner.fields] approve".to_owned(),
        ),
    }
}

fn submit(
    form: &Form,
    button: Option<&Button>,
    mut parameters: Vec<(String, String)>,
    stage: Stage,
) -> Move {
    if let Some(button) = button.filter(|button| !button.name.is_empty()) {
        parameters.push((button.name.clone(), button.value.clone()));
    }
    let action =
        button.and_then(|button| button.action.clone()).unwrap_or_else(|| form.action.clone());
    let method =
        button.and_then(|button| button.method.clone()).unwrap_or_else(|| form.method.clone());
    Move::Submit { action, method, parameters, stage }
}

/// A login form is submitted by its first button that does not refuse, unless it asks for the
/// decision too and the person refuses.
fn login_button<'f>(form: &'f Form, person: &Person<'_>) -> Option<&'f Button> {
    let says = |wanted: Decision| form.buttons.iter().find(|own| decision(own) == Some(wanted));
    if asks_for_decision(form) {
        return says(if person.denies { Decision::Deny } else { Decision::Approve });
    }
    form.buttons.iter().find(|own| decision(own) != Some(Decision::Deny)).or(form.buttons.first())
}

/// Login and consent on one page: a button that grants beside one that refuses.
fn asks_for_decision(form: &Form) -> bool {
    let has = |wanted: Decision| form.buttons.iter().any(|own| decision(own) == Some(wanted));
    form.has_password() && has(Decision::Deny) && has(Decision::Approve)
}

/// A page that asks for the login name alone: one text field with a telling name and no decision.
fn asks_for_username(form: &Form) -> bool {
    let telling = |field: &Field| {
        field.is_username
            || field.kind == Kind::Text && {
                let name = field.name.to_lowercase();
                ["user", "login", "email", "identifier", "account", "name"]
                    .iter()
                    .any(|word| name.contains(word))
            }
    };
    let decides = form.buttons.iter().any(|button| decision(button) == Some(Decision::Deny));
    form.fields.iter().any(telling) && !decides
}

fn fill_login(form: &Form, person: &Person<'_>) -> Vec<(String, String)> {
    let username = username_field(form);
    let filled = form.fields.iter().enumerate().filter_map(|(at, field)| {
        let value = match field.kind {
            Kind::Password => person.password.to_owned(),
            _ if Some(at) == username => person.username.to_owned(),
            Kind::Checkbox if asks_for_decision(form) => field.value.clone(),
            Kind::Checkbox | Kind::Radio if !field.checked => return None,
            _ => field.value.clone(),
        };
        Some((field.name.clone(), value))
    });
    filled.collect()
}

/// The field named in the target file, else the text field with a telling name, else the first one.
fn username_field(form: &Form) -> Option<usize> {
    let position = |matches: &dyn Fn(&Field) -> bool| form.fields.iter().position(matches);
    let named = |words: &[&str], field: &Field| {
        let name = field.name.to_lowercase();
        field.kind == Kind::Text && words.iter().any(|word| name.contains(word))
    };
    position(&|field| field.is_username)
        .or_else(|| position(&|field| named(&["user", "login"], field)))
        .or_else(|| position(&|field| named(&["email", "identifier", "account", "name"], field)))
        .or_else(|| position(&|field| field.kind == Kind::Text))
}

/// Grants everything that is offered: every box is ticked, the first of a group of radio buttons is
/// chosen where none is.
fn consent_fields(form: &Form) -> Vec<(String, String)> {
    let mut sent: Vec<(String, String)> = Vec::new();
    for field in &form.fields {
        let chosen_elsewhere =
            || form.fields.iter().any(|own| own.name == field.name && own.checked);
        let already = sent.iter().any(|(name, _)| *name == field.name);
        let send = match field.kind {
            Kind::Radio => field.checked || !(chosen_elsewhere() || already),
            _ => true,
        };
        if send {
            sent.push((field.name.clone(), field.value.clone()));
        }
    }
    sent
}

/// Leaves boxes empty, by their value or name; tells how many there were.
pub(super) fn untick(page: &Page, sent: &mut Vec<(String, String)>, leaves: &[String]) -> usize {
    let fields = || page.forms.iter().flat_map(|form| &form.fields);
    let before = sent.len();
    sent.retain(|(name, value)| {
        let boxed =
            |own: &Field| own.kind == Kind::Checkbox && own.name == *name && own.value == *value;
        !leaves.iter().any(|left| left == name || left == value) || !fields().any(boxed)
    });
    before - sent.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::OwnerFields;

    fn act(html: &str, denies: bool) -> Move {
        let person = Person { username: "alice", password: "pw", denies };
        choose(&Page::parse(html, &OwnerFields::default()), &person)
    }

    fn parameters(made: Move) -> Vec<(String, String)> {
        match made {
            Move::Submit { parameters, .. } => parameters,
            other => panic!("{other:?}"),
        }
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_login_form_gets_name_and_password_and_keeps_its_hidden_fields() {
        let html = "<form method=post><input type=hidden name=csrf value=1><input name=search><input name=login>\
                    <input type=password name=pw><button name=cancel>Cancel</button><button name=go value=1>Sign in</button></form>";
        let sent =
            pairs(&[("csrf", "1"), ("search", ""), ("login", "alice"), ("pw", "pw"), ("go", "1")]);
        assert_eq!(parameters(act(html, false)), sent);
    }

    #[test]
    fn the_first_button_may_be_the_one_that_refuses() {
        let html = "<form method=post><input type=hidden name=scope value=read><input type=submit value=Cancel>\
                    <input type=submit name=allow value=Authorize></form>";
        assert_eq!(
            parameters(act(html, false)),
            pairs(&[("scope", "read"), ("allow", "Authorize")])
        );
        assert_eq!(parameters(act(html, true)), pairs(&[("scope", "read")]));
    }

    #[test]
    fn allow_and_deny_may_stand_in_forms_of_their_own() {
        let html = "<form action=/no method=post><button>Don't allow, go back: No</button></form>\
                    <form action=/yes method=post><input type=checkbox name=s value=read><button>Allow</button></form>";
        let Move::Submit { action, parameters, .. } = act(html, false) else {
            panic!("no submission")
        };
        assert_eq!((action.as_str(), parameters), ("/yes", pairs(&[("s", "read")])));
        assert!(matches!(act(html, true), Move::Submit { action, .. } if action == "/no"));
    }

    #[test]
    fn a_link_may_be_the_way_to_refuse() {
        let html =
            "<form method=post><button>Continue</button></form><a href=/abort>[ Cancel ]</a>";
        assert_eq!(act(html, true), Move::Follow("/abort".to_owned()));
    }

    #[test]
    fn what_is_left_out_is_a_box_and_not_sent() {
        let html = "<form method=post><input type=hidden name=all value=read>\
                    <input type=checkbox name=s value=read checked>\
                    <input type=checkbox name=s value=write checked><button>Allow</button></form>";
        let page = Page::parse(html, &OwnerFields::default());
        let left = |leaves: &[&str]| {
            let mut sent = parameters(act(html, false));
            let leaves: Vec<String> = leaves.iter().map(|own| (*own).to_owned()).collect();
            let count = untick(&page, &mut sent, &leaves);
            (count, sent)
        };
        assert_eq!(left(&["read"]), (1, pairs(&[("all", "read"), ("s", "write")])));
        assert_eq!(left(&["s"]), (2, pairs(&[("all", "read")])));
        assert_eq!(left(&["all"]).0, 0);
    }

    #[test]
    fn a_page_for_the_name_alone_is_no_consent() {
        let html = "<form method=post><input type=email name=email><button>Next</button></form>";
        assert!(matches!(act(html, false), Move::Submit { stage: Stage::Username, .. }));
    }

    #[test]
    fn a_page_without_a_way_on_says_so() {
        assert!(matches!(act("<p>Hello", false), Move::Stuck(_)));
        assert!(matches!(
            act("<form method=post><button>Continue</button></form>", true),
            Move::Stuck(_)
        ));
    }
}
