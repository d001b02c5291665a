//! How hard a difference hits those who use the server.

use serde_json::Value;

use super::change::{Change, What};
use super::kind::ODD_CHARACTERS;

/// What a difference means for clients and resource servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Impact {
    /// Nobody who reads answers as the specifications say notices: a new member, other words in a
    /// description.
    Harmless,
    /// Nothing breaks at once, but somebody should have wanted it: another lifetime, a new grant
    /// type, another form.
    Notable,
    /// Who relied on the answer as it was is let down: another status or error code, a header or
    /// member that is gone.
    Breaking,
}

impl Impact {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Harmless => "harmless",
            Self::Notable => "notable",
            Self::Breaking => "breaking",
        }
    }
}

/// Fields that tell about the software on the way, not about the answer.
const IDLE_FIELDS: [&str; 9] = [
    "server",
    "via",
    "x-powered-by",
    "date",
    "alt-svc",
    "nel",
    "report-to",
    "age",
    "server-timing",
];

/// Members that are for people.
const FOR_PEOPLE: [&str; 6] = [
    "error_description",
    "error_uri",
    "message",
    "service_documentation",
    "op_policy_uri",
    "op_tos_uri",
];

/// What a change in an answer of that status means.
pub(super) fn of(change: &Change, status: u64) -> Impact {
    let path = change.path();
    match path.as_slice() {
        ["headers", name, rest @ ..] => field(name, rest, &change.what),
        ["body", "text" | "title", ..] => Impact::Harmless,
        ["body", "forms" | "refresh", ..] => Impact::Notable,
        ["body", "repeated", ..] if matches!(change.what, What::Lost(_) | What::Unlisted(_)) => {
            Impact::Harmless
        }
        ["body", "members", rest @ ..] => member(rest, &change.what, status),
        _ => Impact::Breaking,
    }
}

fn field(name: &str, rest: &[&str], what: &What) -> Impact {
    if IDLE_FIELDS.contains(&name) || for_people(rest) {
        return Impact::Harmless;
    }
    match what {
        What::Gained(_) if rest.is_empty() => Impact::Harmless,
        What::Gained(_) | What::Listed(_) => Impact::Notable,
        What::Lost(_) | What::Unlisted(_) => Impact::Breaking,
        What::Changed(..) if matches!(name, "location" | "www-authenticate" | "content-type") => {
            Impact::Breaking
        }
        What::Changed(..) => Impact::Notable,
    }
}

fn member(path: &[&str], what: &What, status: u64) -> Impact {
    if for_people(path) {
        return Impact::Harmless;
    }
    match what {
        What::Lost(_) | What::Unlisted(_) => Impact::Breaking,
        // A token in an error answer is none that anybody asked for.
        What::Gained(value) if is_token(value) && status >= 400 => Impact::Breaking,
        What::Gained(value) if is_token(value) => Impact::Notable,
        What::Listed(_) => Impact::Notable,
        What::Gained(_) => Impact::Harmless,
        What::Changed(old, new) => changed(path, old, new),
    }
}

fn changed(path: &[&str], old: &Value, new: &Value) -> Impact {
    let last = path.last().copied().unwrap_or_default();
    let numbers = old.is_number() && new.is_number();
    let endpoint = last.ends_with("_endpoint") || last.ends_with("_uri");
    if (last == "expires_in" && numbers) || (endpoint && new.is_string()) || same_kind(old, new) {
        Impact::Notable
    } else {
        Impact::Breaking
    }
}

fn for_people(path: &[&str]) -> bool {
    path.last().is_some_and(|own| FOR_PEOPLE.contains(own))
}

fn is_token(value: &Value) -> bool {
    value.as_str().is_some_and(|own| own.starts_with('<') && own.contains("token: "))
}

/// Two tokens that are made differently: `<access token: opaque>` and `<access token: JWT>`.
fn same_kind(old: &Value, new: &Value) -> bool {
    let kind = |value: &Value| {
        let (kind, _) = value.as_str()?.strip_prefix('<')?.split_once(": ")?;
        Some(kind.to_owned())
    };
    // Characters that no token may have are a matter of their own (RFC 6750 section 2.1).
    let odd = new.as_str().is_some_and(|own| own.contains(ODD_CHARACTERS));
    !odd && kind(old).is_some() && kind(old) == kind(new)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_lets_down_who_relied_on_it_is_breaking() {
        use Impact::{Breaking, Harmless, Notable};
        let lost = || What::Lost(json!("x"));
        let gained = || What::Gained(json!("x"));
        let changed = || What::Changed(json!("x"), json!("y"));
        let token = || What::Gained(json!("<access token: opaque>"));
        for (path, what, impact) in [
            ("status", changed(), Breaking),
            ("headers/cache-control", lost(), Breaking),
            ("headers/server", lost(), Harmless),
            ("headers/x-new", gained(), Harmless),
            ("headers/set-cookie/sid", gained(), Notable),
            ("headers/content-type", changed(), Breaking),
            ("headers/www-authenticate/Bearer/error_description", changed(), Harmless),
            ("body/kind", changed(), Breaking),
            ("body/title", changed(), Harmless),
            ("body/forms/1/fields/otp", gained(), Notable),
            ("body/repeated", gained(), Breaking),
            ("body/members/error", changed(), Breaking),
            ("body/members/error_description", lost(), Harmless),
            ("body/members/extension", gained(), Harmless),
            ("body/members/access_token", token(), Breaking),
            ("body/members/expires_in", What::Changed(json!(60), json!(90)), Notable),
            ("body/members/expires_in", What::Changed(json!(60), json!("60")), Breaking),
            ("body/members/grant_types_supported", gained(), Harmless),
            ("body/members/grant_types_supported", What::Listed(json!("x")), Notable),
            ("body/members/grant_types_supported", What::Unlisted(json!("x")), Breaking),
            ("headers/cache-control", What::Unlisted(json!("no-store")), Breaking),
            ("body/members/token_endpoint", changed(), Notable),
        ] {
            let change = Change { path: path.split('/').map(str::to_owned).collect(), what };
            assert_eq!(of(&change, 400), impact, "{change:?}");
        }
        let form = What::Changed(json!("<access token: opaque>"), json!("<access token: JWT>"));
        let path = ["body", "members", "access_token"].map(str::to_owned).to_vec();
        assert_eq!(of(&Change { path, what: form }, 200), Notable);
    }
}
