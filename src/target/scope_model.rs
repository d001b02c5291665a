//! The scope model: which scopes there are, and the algebra over sets of them.
//!
//! In: `[scopes]` of a target file. Out: [`ScopeModel`], whose functions are pure. Scopes are the
//! business of each authorization server (RFC 6749 section 3.3), so aliases and implications hold
//! only where the target file declares them.

use std::collections::BTreeMap;

use crate::oauth::Scope;

/// Which scopes there are, and what they mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeModel {
    /// Scopes that the clients may ask for, the first resource's scope first.
    pub allowed: Vec<String>,
    /// What a request without `scope` is given.
    pub default: Option<Scope>,
    /// What stands between two scopes.
    pub separator: String,
    /// Words that stand for several scopes: the server grants those instead.
    pub aliases: BTreeMap<String, Vec<String>>,
    /// Scopes that open whatever other scopes open as well.
    pub implies: BTreeMap<String, Vec<String>>,
    /// Scopes that exist, and that these clients may not have.
    pub reserved: Vec<String>,
    /// Scopes that exist although nothing takes them.
    pub unused: Vec<String>,
}

impl Default for ScopeModel {
    /// A model without scopes, written as RFC 6749 section 3.3 writes them.
    fn default() -> Self {
        Self {
            allowed: Vec::new(),
            default: None,
            separator: " ".to_owned(),
            aliases: BTreeMap::new(),
            implies: BTreeMap::new(),
            reserved: Vec::new(),
            unused: Vec::new(),
        }
    }
}

impl ScopeModel {
    /// Joins scope tokens as the target writes them.
    #[must_use]
    pub fn join(&self, tokens: &[String]) -> String {
        tokens.join(&self.separator)
    }

    /// Splits a value as the target writes it; empty parts are dropped.
    #[must_use]
    pub fn parse(&self, value: &str) -> Scope {
        Scope::from_tokens(value.split(self.separator.as_str()))
    }

    /// The set with every alias replaced by what it stands for, each scope once.
    #[must_use]
    pub fn expand(&self, scope: &Scope) -> Scope {
        let mut all = Vec::new();
        for token in scope.tokens() {
            match self.aliases.get(token) {
                Some(own) => own.iter().for_each(|token| add(&mut all, token)),
                None => add(&mut all, token),
            }
        }
        Scope::from_tokens(all)
    }

    /// The set with everything that it implies, however many steps away, each scope once.
    #[must_use]
    pub fn close(&self, scope: &Scope) -> Scope {
        let mut all = Vec::new();
        scope.tokens().iter().for_each(|token| add(&mut all, token));
        let mut next = 0;
        while let Some(token) = all.get(next).cloned() {
            let implied = self.implies.get(&token).into_iter().flatten();
            implied.for_each(|token| add(&mut all, token));
            next += 1;
        }
        Scope::from_tokens(all)
    }

    /// Everything that a set comes to: aliases expanded, then closed.
    #[must_use]
    pub fn whole(&self, scope: &Scope) -> Scope {
        self.close(&self.expand(scope))
    }

    /// Whether a token with the scope `granted` may do what takes the scope `needed`.
    #[must_use]
    pub fn covers(&self, granted: &Scope, needed: &Scope) -> bool {
        self.expand(needed).beyond(&self.whole(granted)).is_empty()
    }

    /// Everything that these clients may be granted.
    #[must_use]
    pub fn permitted(&self) -> Scope {
        self.whole(&Scope::from_tokens(self.allowed.iter().cloned()))
    }

    /// Whether the server knows a scope of that name, whoever may have it.
    #[must_use]
    pub fn knows(&self, token: &str) -> bool {
        let own = self.allowed.iter().chain(&self.reserved).chain(&self.unused);
        let own = own.chain(self.aliases.keys());
        let meant = self.aliases.values().chain(self.implies.values()).flatten();
        let default = self.default.iter().flat_map(Scope::tokens);
        own.chain(self.implies.keys()).chain(meant).chain(default).any(|known| known == token)
    }
}

fn add(all: &mut Vec<String>, token: &str) {
    if !all.iter().any(|own| own == token) {
        all.push(token.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::*;

    const PLAIN: &[&str] = &["read", "write", "a:b", "c", "d.e", "f_g"];
    const ALIASES: &[&str] = &["all", "some"];

    fn plain() -> impl Strategy<Value = String> {
        select(PLAIN).prop_map(str::to_owned)
    }

    /// Aliases stand for plain scopes; implications may be chains and rings.
    fn model() -> impl Strategy<Value = ScopeModel> {
        let alias = select(ALIASES).prop_map(str::to_owned);
        let aliases = btree_map(alias, vec(plain(), 1..4), 0..=2);
        let implies = btree_map(plain(), vec(plain(), 1..3), 0..4);
        let separator = select(&[" ", ",", ";"][..]).prop_map(str::to_owned);
        (vec(plain(), 0..5), aliases, implies, separator).prop_map(
            |(allowed, aliases, implies, separator)| ScopeModel {
                allowed,
                aliases,
                implies,
                separator,
                ..ScopeModel::default()
            },
        )
    }

    fn tokens() -> impl Strategy<Value = Vec<String>> {
        let any = select([PLAIN, ALIASES, &["unknown"]].concat()).prop_map(str::to_owned);
        vec(any, 0..7)
    }

    fn scope() -> impl Strategy<Value = Scope> {
        tokens().prop_map(Scope::from_tokens)
    }

    fn union(a: &Scope, b: &Scope) -> Scope {
        Scope::from_tokens(a.tokens().iter().chain(b.tokens()).cloned())
    }

    fn is_within(a: &Scope, b: &Scope) -> bool {
        a.beyond(b).is_empty()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_was_joined_is_parsed_again(model in model(), tokens in tokens()) {
            let read = model.parse(&model.join(&tokens));
            prop_assert_eq!(read.tokens(), &tokens);
        }

        #[test]
        fn order_repetition_and_empty_parts_do_not_matter(
            model in model(),
            tokens in tokens(),
            places in vec((any::<Index>(), any::<Index>()), 0..6),
        ) {
            let mut written = tokens.clone();
            for (place, from) in places {
                let part = if tokens.is_empty() { String::new() } else { from.get(&tokens).clone() };
                let at = place.index(written.len() + 1);
                written.insert(at, part);
                written.insert(at, String::new());
                written.rotate_left(1);
            }
            prop_assert_eq!(model.parse(&model.join(&written)), Scope::from_tokens(tokens));
        }

        #[test]
        fn expansion_happens_once_and_part_by_part(model in model(), a in scope(), b in scope()) {
            let (own, other) = (model.expand(&a), model.expand(&b));
            prop_assert_eq!(model.expand(&own), own.clone());
            prop_assert_eq!(model.expand(&union(&a, &b)), union(&own, &other));
            prop_assert!(own.tokens().iter().all(|token| !model.aliases.contains_key(token)));
        }

        #[test]
        fn closure_happens_once_and_part_by_part(model in model(), a in scope(), b in scope()) {
            let (own, other) = (model.close(&a), model.close(&b));
            prop_assert_eq!(model.close(&own), own.clone());
            prop_assert_eq!(model.close(&union(&a, &b)), union(&own, &other));
            prop_assert!(is_within(&a, &own));
            for token in own.tokens() {
                let implied = model.implies.get(token).into_iter().flatten();
                prop_assert!(implied.into_iter().all(|token| own.contains(token)));
            }
        }

        #[test]
        fn what_is_covered_stays_covered_by_more(
            model in model(),
            granted in scope(),
            more in scope(),
            needed in scope(),
        ) {
            prop_assert!(model.covers(&granted, &granted));
            prop_assert!(model.covers(&granted, &Scope::default()));
            if model.covers(&granted, &needed) {
                prop_assert!(model.covers(&union(&granted, &more), &needed));
            }
        }

        #[test]
        fn covering_is_transitive(model in model(), a in scope(), b in scope(), c in scope()) {
            if model.covers(&a, &b) && model.covers(&b, &c) {
                prop_assert!(model.covers(&a, &c));
            }
        }
    }

    #[test]
    fn a_platform_with_families_and_one_with_aliases_can_be_described() {
        let list = |words: &[&str]| words.iter().map(|own| (*own).to_owned()).collect::<Vec<_>>();
        let map = |pairs: &[(&str, &[&str])]| {
            pairs.iter().map(|(name, own)| ((*name).to_owned(), list(own))).collect()
        };
        let families = ScopeModel {
            allowed: list(&["bookings_rw_all", "bookings_rw_own", "bookings_rwd_own"]),
            separator: ",".to_owned(),
            implies: map(&[("bookings_rw_all", &["bookings_rw_own"])]),
            ..ScopeModel::default()
        };
        let all = families.parse("bookings_rw_all,");
        assert!(families.covers(&all, &Scope::parse("bookings_rw_own")));
        assert!(!families.covers(&all, &Scope::parse("bookings_rwd_own")));
        let aliases = ScopeModel {
            allowed: list(&["bookings:read", "bookings:create", "bookings:cancel"]),
            aliases: map(&[("bookings:write", &["bookings:create", "bookings:cancel"])]),
            ..ScopeModel::default()
        };
        let write = Scope::parse("bookings:write");
        assert_eq!(aliases.expand(&write), Scope::parse("bookings:cancel bookings:create"));
        assert!(!aliases.covers(&write, &Scope::parse("bookings:read")));
        assert!(aliases.knows("bookings:write") && !aliases.knows("bookings:WRITE"));
    }
}
