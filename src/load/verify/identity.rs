//! Who a token belongs to, by its own introspection answer at rest.
//!
//! Under load the answer about the same token must name the same client, owner, scope and token; an
//! answer that names others belongs to another request.

use super::skeleton::Member;
use crate::oauth::Scope;

/// Members that say whom and what an introspection answer is about (RFC 7662 section 2.2). `exp` is
/// not among them: some servers let it slide.
const NAMING: [&str; 7] = ["client_id", "sub", "username", "scope", "jti", "iat", "iss"];

/// What the introspection of one token says at rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::load) struct Identity {
    /// The whole answer: when it comes again octet by octet, nothing is left to compare.
    pub(in crate::load) body: Vec<u8>,
    named: Vec<(String, String)>,
}

impl Identity {
    /// Takes the answer at rest.
    pub(in crate::load) fn of(body: &[u8], members: &[Member<'_>]) -> Self {
        let named = members.iter().filter(|member| NAMING.contains(&member.name));
        Self {
            body: body.to_vec(),
            named: named.map(|own| (own.name.to_owned(), own.raw.to_owned())).collect(),
        }
    }

    /// The first member that names another: name, what it said at rest, what it says now.
    pub(in crate::load) fn differs<'m>(
        &'m self,
        members: &[Member<'m>],
    ) -> Option<(&'m str, &'m str, &'m str)> {
        self.named.iter().find_map(|(name, rest)| {
            let now = members.iter().find(|member| member.name == name)?;
            let same = rest == now.raw || name == "scope" && is_same_scope(rest, now.raw);
            (!same).then_some((name.as_str(), rest.as_str(), now.raw))
        })
    }
}

/// Whether two JSON texts are the same scope: order carries no meaning (RFC 6749 section 3.3), and
/// servers that keep sets write it now so, now so.
pub(in crate::load) fn is_same_scope(rest: &str, now: &str) -> bool {
    let scope = |raw| serde_json::from_str::<String>(raw).ok().map(|text| Scope::parse(&text));
    rest == now || scope(rest).zip(scope(now)).is_some_and(|(rest, now)| rest == now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(pairs: &[(&'static str, &'static str)]) -> Vec<Member<'static>> {
        pairs.iter().map(|(name, raw)| Member { name, raw }).collect()
    }

    #[test]
    fn the_order_of_a_scope_names_nobody_else() {
        let identity = Identity::of(b"{}", &members(&[("scope", "\"a b\"")]));
        assert_eq!(identity.differs(&members(&[("scope", "\"b a\"")])), None);
        assert!(identity.differs(&members(&[("scope", "\"a\"")])).is_some());
    }

    #[test]
    fn an_answer_about_another_token_is_seen() {
        let rest = members(&[("active", "true"), ("client_id", "\"a\""), ("exp", "1")]);
        let identity = Identity::of(b"{}", &rest);
        let later = members(&[("active", "true"), ("client_id", "\"a\""), ("exp", "2")]);
        assert_eq!(identity.differs(&later), None);
        let other = members(&[("active", "true"), ("client_id", "\"b\""), ("exp", "1")]);
        assert_eq!(identity.differs(&other), Some(("client_id", "\"a\"", "\"b\"")));
        // An inactive answer names nobody; that it is inactive is another finding.
        assert_eq!(identity.differs(&members(&[("active", "false")])), None);
    }
}
