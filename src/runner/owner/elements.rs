//! HTML elements of a form, read into what would be sent.

use scraper::{ElementRef, Html, Selector};

use crate::target::OwnerFields;

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

impl Form {
    /// Whether submitting it could mean something: a search form by GET does not.
    pub(super) fn can_act(&self) -> bool {
        let by_button = |button: &Button| button.method.as_deref() == Some("POST");
        self.method == "POST" || self.has_password() || self.buttons.iter().any(by_button)
    }

    pub(super) fn has_password(&self) -> bool {
        self.fields.iter().any(|field| field.kind == Kind::Password)
    }
}

/// Reads a form; `outside` are all elements that name a form by its id.
pub(super) fn read_form(
    outside: &[ElementRef<'_>],
    form: &ElementRef<'_>,
    own: &OwnerFields,
) -> Form {
    let mut elements: Vec<ElementRef<'_>> = match Selector::parse("input, button, select, textarea")
    {
        Ok(selector) => {
            form.select(&selector).filter(|element| element.attr("form").is_none()).collect()
        }
        Err(_) => Vec::new(),
    };
    if let Some(id) = form.attr("id") {
        elements.extend(outside.iter().copied().filter(|element| element.attr("form") == Some(id)));
    }
    let mut read = Form {
        action: attribute(form, "action"),
        method: if attribute(form, "method").eq_ignore_ascii_case("post") { "POST" } else { "GET" }
            .to_owned(),
        ..Form::default()
    };
    for element in elements.iter().filter(|element| element.attr("disabled").is_none()) {
        match element.value().name() {
            "button" => {
                if matches!(attribute(element, "type").to_ascii_lowercase().as_str(), "" | "submit")
                {
                    read.buttons.push(button(element, text_of(element), own));
                }
            }
            "select" => read.fields.extend(select_field(element)),
            "textarea" => {
                read.fields.extend(field(element, element.text().collect(), Kind::Other, own));
            }
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
    let kind = if is_named(element, own.password.as_deref()) { Kind::Password } else { kind };
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
    let shown =
        options.iter().find(|option| option.attr("selected").is_some()).or(options.first())?;
    let value = shown.attr("value").map_or_else(|| text_of(shown), str::to_owned);
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

pub(super) fn select<'d>(document: &'d Html, css: &str) -> Vec<ElementRef<'d>> {
    Selector::parse(css).map(|selector| document.select(&selector).collect()).unwrap_or_default()
}

pub(super) fn attribute(element: &ElementRef<'_>, name: &str) -> String {
    element.attr(name).unwrap_or_default().to_owned()
}

pub(super) fn text_of(element: &ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
