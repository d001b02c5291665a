//! An HTML page, read into what a person would see and could do on it.

use scraper::{ElementRef, Html, Selector};

use crate::target::OwnerFields;

/// A page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) title: String,
    /// The words a person can read.
    pub(super) text: String,
    pub(super) forms: Vec<Form>,
    /// Text and target of each link.
    pub(super) links: Vec<(String, String)>,
    /// The target of a meta refresh.
    pub(super) refresh: Option<String>,
    /// All inline scripts.
    pub(super) scripts: String,
}

/// A form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// As written; empty means the page's own URL.
    pub(super) action: String,
    /// `GET` or `POST`.
    pub(super) method: String,
    pub(super) fields: Vec<Field>,
    pub(super) buttons: Vec<Button>,
}

/// What an element of a form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Hidden,
    Text,
    Password,
    Checkbox,
    Radio,
    /// `select` and `textarea`: sent with the value they show.
    Other,
}

/// A field with the value it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) kind: Kind,
    pub(super) checked: bool,
    /// A selector of the target file names it.
    pub(super) is_username: bool,
}

/// A button that submits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Button {
    pub(super) name: String,
    pub(super) value: String,
    /// What a person reads on it.
    pub(super) text: String,
    pub(super) action: Option<String>,
    pub(super) method: Option<String>,
    /// A selector of the target file names it as the one that grants, or refuses.
    pub(super) named: Option<Decision>,
}

/// What a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Approve,
    Deny,
}

impl Page {
    /// Reads HTML as a browser would: errors in it are mended, never refused.
    pub(super) fn parse(html: &str, own: &OwnerFields) -> Self {
        let document = Html::parse_document(html);
        let all = |css: &str| select(&document, css);
        let mut page = Self {
            title: all("title").first().map(text_of).unwrap_or_default(),
            text: readable(&document),
            links: all("a[href]")
                .iter()
                .map(|link| (text_of(link), attribute(link, "href")))
                .collect(),
            scripts: all("script")
                .iter()
                .map(|script| script.text().collect::<String>())
                .collect(),
            ..Self::default()
        };
        page.refresh = all("meta[http-equiv]")
            .iter()
            .filter(|meta| attribute(meta, "http-equiv").eq_ignore_ascii_case("refresh"))
            .find_map(|meta| refresh_target(&attribute(meta, "content")));
        page.forms = all("form")
            .iter()
            .map(|form| read_form(&document, form, own))
            .collect();
        page
    }

    /// Title, or else the first words, for messages.
    pub(super) fn name(&self) -> String {
        let words = if self.title.is_empty() {
            &self.text
        } else {
            &self.title
        };
        words
            .split_whitespace()
            .take(8)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

impl Form {
    pub(super) fn has_password(&self) -> bool {
        self.fields.iter().any(|field| field.kind == Kind::Password)
    }
}

fn read_form(document: &Html, form: &ElementRef<'_>, own: &OwnerFields) -> Form {
    let mut elements: Vec<ElementRef<'_>> = match Selector::parse("input, button, select, textarea")
    {
        Ok(selector) => form
            .select(&selector)
            .filter(|element| element.attr("form").is_none())
            .collect(),
        Err(_) => Vec::new(),
    };
    // Elements outside may belong to a form by its id.
    if let Some(id) = form.attr("id") {
        elements.extend(
            select(document, "[form]")
                .into_iter()
                .filter(|element| element.attr("form") == Some(id)),
        );
    }
    let mut read = Form {
        action: attribute(form, "action"),
        method: if attribute(form, "method").eq_ignore_ascii_case("post") {
            "POST"
        } else {
            "GET"
        }
        .to_owned(),
        ..Form::default()
    };
    for element in elements
        .iter()
        .filter(|element| element.attr("disabled").is_none())
    {
        match element.value().name() {
            "button" => {
                if matches!(
                    attribute(element, "type").to_ascii_lowercase().as_str(),
                    "" | "submit"
                ) {
                    read.buttons.push(button(element, text_of(element), own));
                }
            }
            "select" => read.fields.extend(select_field(element)),
            "textarea" => read
                .fields
                .extend(field(element, text_of(element), Kind::Other, own)),
            _ => read_input(element, own, &mut read),
        }
    }
    read
}

fn read_input(element: &ElementRef<'_>, own: &OwnerFields, form: &mut Form) {
    let value = attribute(element, "value");
    let kind = attribute(element, "type").to_ascii_lowercase();
    let kind = match kind.as_str() {
        "submit" | "image" => {
            form.buttons.push(button(element, value, own));
            return;
        }
        "button" | "reset" | "file" => return,
        "hidden" => Kind::Hidden,
        "password" => Kind::Password,
        "checkbox" => Kind::Checkbox,
        "radio" => Kind::Radio,
        _ => Kind::Text,
    };
    let kind = if is_named(element, own.password.as_deref()) {
        Kind::Password
    } else {
        kind
    };
    let value = match kind {
        // HTML: a ticked box without a value is sent as `on`.
        Kind::Checkbox | Kind::Radio if element.attr("value").is_none() => "on".to_owned(),
        _ => value,
    };
    form.fields.extend(field(element, value, kind, own));
}

fn field(element: &ElementRef<'_>, value: String, kind: Kind, own: &OwnerFields) -> Option<Field> {
    let name = attribute(element, "name");
    (!name.is_empty()).then(|| Field {
        name,
        value,
        kind,
        checked: element.attr("checked").is_some(),
        is_username: is_named(element, own.username.as_deref()),
    })
}

fn select_field(element: &ElementRef<'_>) -> Option<Field> {
    let options = Selector::parse("option").ok()?;
    let options: Vec<ElementRef<'_>> = element.select(&options).collect();
    let shown = options
        .iter()
        .find(|option| option.attr("selected").is_some())
        .or(options.first())?;
    let value = shown
        .attr("value")
        .map_or_else(|| text_of(shown), str::to_owned);
    field(element, value, Kind::Other, &OwnerFields::default())
}

fn button(element: &ElementRef<'_>, text: String, own: &OwnerFields) -> Button {
    let named = if is_named(element, own.deny.as_deref()) {
        Some(Decision::Deny)
    } else {
        is_named(element, own.approve.as_deref()).then_some(Decision::Approve)
    };
    Button {
        name: attribute(element, "name"),
        value: attribute(element, "value"),
        text,
        action: element.attr("formaction").map(str::to_owned),
        method: element.attr("formmethod").map(str::to_uppercase),
        named,
    }
}

fn is_named(element: &ElementRef<'_>, selector: Option<&str>) -> bool {
    let selector = selector.and_then(|own| Selector::parse(own).ok());
    selector.is_some_and(|selector| selector.matches(element))
}

fn select<'d>(document: &'d Html, css: &str) -> Vec<ElementRef<'d>> {
    Selector::parse(css)
        .map(|selector| document.select(&selector).collect())
        .unwrap_or_default()
}

fn attribute(element: &ElementRef<'_>, name: &str) -> String {
    element.attr(name).unwrap_or_default().to_owned()
}

fn text_of(element: &ElementRef<'_>) -> String {
    element
        .text()
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The text of the body, without scripts and styles.
fn readable(document: &Html) -> String {
    let mut words = Vec::new();
    for body in select(document, "body") {
        for node in body.descendants() {
            let hidden = node.ancestors().filter_map(ElementRef::wrap).any(|own| {
                matches!(
                    own.value().name(),
                    "script" | "style" | "noscript" | "template"
                )
            });
            if let Some(text) = node.value().as_text().filter(|_| !hidden) {
                words.extend(text.split_whitespace().map(str::to_owned));
            }
        }
    }
    words.join(" ")
}

/// `5; url=https://...`
fn refresh_target(content: &str) -> Option<String> {
    let (_, rest) = content.split_once([';', ','])?;
    let rest = rest.trim_start();
    let url = rest
        .get(..4)
        .filter(|head| head.eq_ignore_ascii_case("url="))
        .map_or(rest, |_| &rest[4..]);
    Some(url.trim().trim_matches(['\'', '"']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(html: &str) -> Page {
        Page::parse(html, &OwnerFields::default())
    }

    #[test]
    fn fields_and_buttons_of_a_form_are_read() {
        let page = parse(
            r#"<title>Sign in</title><form method=post action=/login id=f>
               <input type=hidden name=csrf value="a&amp;b"><input name=user><input type=password name=pw>
               <input type=checkbox name=keep checked><select name=lang><option value=en>English<option value=de selected>D</select>
               <textarea name=note>hi</textarea><input type=submit value=Cancel disabled>
               <button formaction="/deny" formmethod="post">No</button></form><button form=f name=go value=1>Go</button>"#,
        );
        let form = &page.forms[0];
        assert_eq!(
            (form.method.as_str(), form.action.as_str()),
            ("POST", "/login")
        );
        let fields: Vec<_> = form
            .fields
            .iter()
            .map(|field| (field.name.as_str(), field.value.as_str()))
            .collect();
        assert_eq!(
            fields,
            [
                ("csrf", "a&b"),
                ("user", ""),
                ("pw", ""),
                ("keep", "on"),
                ("lang", "de"),
                ("note", "hi")
            ]
        );
        let buttons: Vec<_> = form
            .buttons
            .iter()
            .map(|button| button.text.as_str())
            .collect();
        assert_eq!(buttons, ["No", "Go"]);
        assert_eq!(form.buttons[0].action.as_deref(), Some("/deny"));
        assert!(form.has_password());
    }

    #[test]
    fn a_meta_refresh_and_scripts_are_seen_and_are_no_text() {
        let page = parse(
            r#"<meta http-equiv=Refresh content="0; url='https://x/y'"><body>Error<script>location='/z'</script><style>p{}</style>"#,
        );
        assert_eq!(page.refresh.as_deref(), Some("https://x/y"));
        assert_eq!(page.text, "Error");
        assert!(page.scripts.contains("/z"));
    }
}
