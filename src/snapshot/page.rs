//! HTML pages, told apart by their forms: login, consent, error.

use scraper::{ElementRef, Html, Selector};
use serde_json::{Map, Value, json};

use super::header::location;
use super::known::Known;
use crate::exchange::Response;

/// Login pages are far smaller, their scripts included.
const MOST_OCTETS: usize = 128 * 1024;

/// No page of a server needs more forms, and no form more fields.
const MOST: usize = 50;

/// The page as kind, title, text and forms; of fields only names and types.
pub(super) fn page(known: &Known, url: &str, response: &Response) -> Map<String, Value> {
    let document = Html::parse_document(beginning(&response.body));
    let forms: Vec<ElementRef<'_>> = select(document.root_element(), "form");
    let mut page = Map::new();
    page.insert("kind".to_owned(), json!(kind(response.status, &forms)));
    for name in ["title", "body"] {
        let words = select(document.root_element(), name).first().map(words).unwrap_or_default();
        let name = if name == "body" { "text" } else { name };
        page.insert(name.to_owned(), json!(known.text(&words)));
    }
    let forms: Vec<Value> = forms.iter().map(|own| form(known, url, own)).collect();
    if !forms.is_empty() {
        page.insert("forms".to_owned(), Value::Array(forms));
    }
    let refresh = select(document.root_element(), "meta[http-equiv]")
        .into_iter()
        .find(|meta| attribute(meta, "http-equiv").eq_ignore_ascii_case("refresh"));
    if let Some(refresh) = refresh {
        page.insert("refresh".to_owned(), json!(known.text(attribute(&refresh, "content"))));
    }
    page
}

/// A page with a field for a password asks for a login; one that can only be decided on, for consent.
fn kind(status: u16, forms: &[ElementRef<'_>]) -> &'static str {
    let any = |css: &str| forms.iter().any(|form| !select(*form, css).is_empty());
    let buttons = |form: &ElementRef<'_>| select(*form, BUTTONS).len();
    let posts = forms.iter().filter(|form| attribute(form, "method").eq_ignore_ascii_case("post"));
    let posts: Vec<_> = posts.collect();
    if any("input[type=password i]") {
        "login page"
    } else if status >= 400 {
        "error page"
    } else if !posts.is_empty()
        && (any("input[type=checkbox i]")
            || posts.iter().map(|own| buttons(own)).sum::<usize>() > 1)
    {
        "consent page"
    } else if posts.is_empty() {
        "page"
    } else {
        "page with a form"
    }
}

const BUTTONS: &str =
    "button:not([type=button i]):not([type=reset i]), input[type=submit i], input[type=image i]";

fn form(known: &Known, url: &str, form: &ElementRef<'_>) -> Value {
    let mut fields: Vec<(String, Value)> = Vec::new();
    for element in select(*form, "input[name], select[name], textarea[name]") {
        let name = known.text(attribute(&element, "name"));
        let tag = element.value().name();
        let kind = if tag == "input" { element.attr("type").unwrap_or("text") } else { tag };
        if !fields.iter().any(|(own, _)| *own == name) {
            fields.push((name, json!(known.text(&kind.to_ascii_lowercase()))));
        }
    }
    fields.truncate(MOST);
    fields.sort_by(|one, other| one.0.cmp(&other.0));
    let label = |own: &ElementRef<'_>| {
        let text = words(own);
        known.text(if text.is_empty() { attribute(own, "value") } else { &text })
    };
    let buttons: Vec<String> = select(*form, BUTTONS).iter().map(label).collect();
    let method =
        if attribute(form, "method").eq_ignore_ascii_case("post") { "POST" } else { "GET" };
    let action = location(known, url, attribute(form, "action"));
    json!({
        "action": action["to"],
        "buttons": buttons,
        "fields": Value::Object(fields.into_iter().collect()),
        "method": method,
    })
}

/// The words a person can read below an element.
fn words(element: &ElementRef<'_>) -> String {
    let mut words = Vec::new();
    for node in element.descendants() {
        let parent = node.parent().and_then(ElementRef::wrap);
        let hidden = parent.is_some_and(|own| {
            matches!(own.value().name(), "script" | "style" | "noscript" | "template")
        });
        if let Some(text) = node.value().as_text().filter(|_| !hidden) {
            words.extend(text.split_whitespace());
        }
    }
    words.join(" ")
}

fn select<'d>(element: ElementRef<'d>, css: &str) -> Vec<ElementRef<'d>> {
    let selector = Selector::parse(css);
    selector.map(|own| element.select(&own).take(MOST).collect()).unwrap_or_default()
}

fn attribute<'d>(element: &ElementRef<'d>, name: &str) -> &'d str {
    element.attr(name).unwrap_or_default()
}

fn beginning(html: &str) -> &str {
    let mut end = html.len().min(MOST_OCTETS);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    &html[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Transcript;
    use crate::target::Target;

    fn read(status: u16, html: &str) -> Value {
        let now = "2026-11-22T09:00:00Z".parse().expect("a time");
        let known = Known::of(&Target::of_issuer("https://h"), &Transcript::default(), now);
        let response = Response::received(status, [], html.as_bytes(), false);
        Value::Object(page(&known, "https://h/login", &response))
    }

    #[test]
    fn pages_are_told_apart_by_their_forms() {
        let login = read(
            200,
            "<title>Log in</title><form method=post action=/in><input name=csrf type=hidden value=x1>\
             <input name=user><input name=pw type=password><button>Go</button></form>",
        );
        assert_eq!(login["kind"], "login page");
        assert_eq!(login["forms"][0]["action"], "<issuer>/in");
        let fields = json!({"csrf": "hidden", "pw": "password", "user": "text"});
        assert_eq!(login["forms"][0]["fields"], fields);
        let consent = "<form method=post><button>Allow</button><button>Deny</button></form>";
        assert_eq!(read(200, consent)["kind"], "consent page");
        assert_eq!(read(400, "<p>No such client")["kind"], "error page");
        assert_eq!(read(400, "<p>No such client")["text"], "No such client");
        assert_eq!(
            read(200, "<form method=post><button>Next</button></form>")["kind"],
            "page with a form"
        );
    }

    #[test]
    fn the_value_of_a_hidden_field_is_nowhere() {
        let page = read(200, "<form method=post><input type=hidden name=csrf value=s3cr3t></form>");
        assert!(!page.to_string().contains("s3cr3t"), "{page}");
    }
}
