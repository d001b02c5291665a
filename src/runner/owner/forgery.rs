//! A consent form as another site would submit it (RFC 6749 section 10.12).
//!
//! In: the page that the resource owner sees. Out: the request of a stranger who knows the form and
//! none of its secrets: no hidden field, no query, made-up words for values and parts of the path
//! that nobody could guess, and a foreign `Origin`.

use url::Url;

use super::elements::Kind;
use super::page::Page;
use super::submission;
use crate::exchange::Request;

/// Why an authorization shows nothing about forged forms.
pub(super) const NOTHING_TO_FORGE: &str =
    "no page of its own asked for consent, so none could be forged";

const ELSEWHERE: &str = "https://attacker.example/";

/// What a stranger puts in the place of a secret.
const GUESS: &str = "guessed";

/// A part of a path, or a value, that is at least so long, with letters and digits, is a secret.
const GUESSABLE: usize = 16;

/// The request that another site has the browser make.
pub(super) fn request(
    page: &Page,
    to: &Url,
    method: &str,
    mut parameters: Vec<(String, String)>,
) -> Request {
    let fields = page.forms.iter().flat_map(|form| &form.fields);
    let hidden: Vec<&str> =
        fields.filter(|own| own.kind == Kind::Hidden).map(|own| own.name.as_str()).collect();
    parameters.retain(|(name, _)| !hidden.contains(&name.as_str()));
    for (_, value) in parameters.iter_mut().filter(|(_, value)| is_secret(value)) {
        GUESS.clone_into(value);
    }
    let to = guessed(to);
    let from = Url::parse(ELSEWHERE).unwrap_or_else(|_| to.clone());
    let mut request = submission::request(&from, &to, method, &parameters);
    // So does a browser tell where a request comes from.
    request.headers.push(("sec-fetch-site".to_owned(), "cross-site".to_owned()));
    request
}

/// What nobody could guess: drawn at random, as far as one look can tell.
fn is_secret(part: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| part.as_bytes().iter().any(kind);
    part.len() >= GUESSABLE && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
}

fn guessed(to: &Url) -> Url {
    let mut guessed = to.clone();
    let part = |part: &str| if is_secret(part) { GUESS.to_owned() } else { part.to_owned() };
    let path: Vec<String> = to.path().split('/').map(part).collect();
    guessed.set_path(&path.join("/"));
    guessed.set_query(None);
    guessed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::OwnerFields;

    #[test]
    fn a_forger_knows_the_form_and_none_of_its_secrets() {
        let html = "<form method=post><input type=hidden name=csrf value=1>\
                    <input type=checkbox name=scope value=read><button name=allow value=yes>Allow</button></form>";
        let page = Page::parse(html, &OwnerFields::default());
        let to = Url::parse("https://h/consent/q7Zk2LmP0xRw9TtY4vB1/confirm?uid=1").expect("a URL");
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let filled = vec![own("csrf", "1"), own("scope", "read"), own("allow", "yes")];
        let request = request(&page, &to, "POST", filled);
        assert_eq!(request.url, "https://h/consent/guessed/confirm");
        assert_eq!(request.body.as_deref(), Some("scope=read&allow=yes"));
        let origin = request.headers.iter().find(|(name, _)| name == "origin");
        assert_eq!(origin.map(|(_, value)| value.as_str()), Some("https://attacker.example"));
    }
}
