//! An HTML page, read into what a person would see and could do on it.

use scraper::{ElementRef, Html};
use url::Url;

use super::elements::{Decision, Form, attribute, read_form, select, text_of};
use super::wording::decision;
use crate::target::OwnerFields;

/// Login pages are far smaller, their scripts included.
const MOST_OCTETS: usize = 128 * 1024;

/// No person looks at more.
const MOST_FORMS: usize = 50;

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
    /// There are scripts, inline or from elsewhere.
    pub(super) has_scripts: bool,
    /// `<base href>`, as written.
    base: Option<String>,
}

impl Page {
    /// Reads HTML as a browser would: errors in it are mended, never refused.
    pub(super) fn parse(html: &str, own: &OwnerFields) -> Self {
        let document = Html::parse_document(readable_part(html));
        let all = |css: &str| select(&document, css);
        // Elements outside a form may belong to it by its id.
        let outside = all("[form]");
        let mut page = Self {
            title: all("title").first().map(text_of).unwrap_or_default(),
            text: readable(&document),
            links: all("a[href]")
                .iter()
                .map(|link| (text_of(link), attribute(link, "href")))
                .collect(),
            scripts: all("script").iter().map(|script| script.text().collect::<String>()).collect(),
            has_scripts: !all("script").is_empty(),
            base: all("base[href]").first().map(|base| attribute(base, "href")),
            ..Self::default()
        };
        page.refresh = all("meta[http-equiv]")
            .iter()
            .filter(|meta| attribute(meta, "http-equiv").eq_ignore_ascii_case("refresh"))
            .find_map(|meta| refresh_target(&attribute(meta, "content")));
        let forms = all("form").into_iter().take(MOST_FORMS);
        page.forms = forms.map(|form| read_form(&outside, &form, own)).collect();
        page
    }

    /// What relative URLs on the page resolve against, when it stands at `url`.
    pub(super) fn base(&self, url: &str) -> String {
        let base = self.base.as_deref().and_then(|base| Url::parse(url).ok()?.join(base).ok());
        base.map_or_else(|| url.to_owned(), |base| base.to_string())
    }

    /// Whether one of its forms has a button that decides about the client.
    pub(super) fn decides(&self) -> bool {
        let refuses =
            |form: &Form| form.buttons.iter().any(|own| decision(own) == Some(Decision::Deny));
        self.forms.iter().any(refuses)
    }

    /// Title, or else the first words, for messages.
    pub(super) fn name(&self) -> String {
        let words = if self.title.is_empty() { &self.text } else { &self.title };
        words.split_whitespace().take(8).collect::<Vec<_>>().join(" ")
    }
}

/// The text of the body, without scripts and styles.
fn readable(document: &Html) -> String {
    let mut words = Vec::new();
    for body in select(document, "body") {
        for node in body.descendants() {
            // Text of these elements stands in them directly, so the parent alone tells.
            let parent = node.parent().and_then(ElementRef::wrap);
            let hidden = parent.is_some_and(|own| {
                matches!(own.value().name(), "script" | "style" | "noscript" | "template")
            });
            if let Some(text) = node.value().as_text().filter(|_| !hidden) {
                words.extend(text.split_whitespace().map(str::to_owned));
            }
        }
    }
    words.join(" ")
}

/// The part of a page that is read: a hostile page must not take a reader minutes.
fn readable_part(html: &str) -> &str {
    let mut end = html.len().min(MOST_OCTETS);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    &html[..end]
}

/// `5; url=https://...`
fn refresh_target(content: &str) -> Option<String> {
    let (_, rest) = content.split_once([';', ','])?;
    let rest = rest.trim_start();
    let url =
        rest.get(..4).filter(|head| head.eq_ignore_ascii_case("url=")).map_or(rest, |_| &rest[4..]);
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
        assert_eq!((form.method.as_str(), form.action.as_str()), ("POST", "/login"));
        let fields: Vec<_> =
            form.fields.iter().map(|field| (field.name.as_str(), field.value.as_str())).collect();
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
        let buttons: Vec<_> = form.buttons.iter().map(|button| button.text.as_str()).collect();
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
