//! Reads `[scopes]` of a target file, and refuses what cannot be a scope model.

use super::file::ScopesTable;
use super::reader::Reader;
use super::scope_model::ScopeModel;
use crate::document::DocumentError;
use crate::oauth::Scope;
use crate::oauth::scope::is_scope_token;

impl Reader<'_> {
    /// The model; the first resource's scope goes first, so that `${target.scopes.first}` opens that
    /// resource.
    pub(super) fn scopes(
        &self,
        table: ScopesTable,
        first: Option<&str>,
    ) -> Result<ScopeModel, Box<DocumentError>> {
        let mut allowed = table.allowed;
        if let Some(first) = first {
            allowed.retain(|scope| scope != first);
            allowed.insert(0, first.to_owned());
        }
        let model = ScopeModel {
            allowed,
            default: table.default.map(Scope::from_tokens),
            separator: table.separator.unwrap_or_else(|| " ".to_owned()),
            aliases: table.aliases,
            implies: table.implies,
            reserved: table.reserved,
            unused: table.unused,
        };
        self.separated(&model)?;
        self.aliases(&model)?;
        self.implications(&model)?;
        self.reserved(&model)?;
        Ok(model)
    }

    /// Scopes are told apart by what stands between them.
    fn separated(&self, model: &ScopeModel) -> Result<(), Box<DocumentError>> {
        if model.separator.is_empty() {
            let cure = "leave it out for a space".to_owned();
            let message = "nothing stands between two scopes".to_owned();
            return Err(self.document.error_at("separator", message, Some(cure)));
        }
        let meant = model.aliases.iter().chain(&model.implies);
        let names = meant.flat_map(|(name, own)| std::iter::once(name).chain(own));
        let odd = names
            .chain(&model.reserved)
            .chain(&model.unused)
            .find(|name| !is_scope_token(name) || name.contains(&model.separator));
        let Some(odd) = odd else { return Ok(()) };
        let cure =
            "a scope is one word of printable ASCII without quotes and backslashes".to_owned();
        self.refuse(odd, format!("`{odd}` is no scope"), cure)
    }

    /// An alias stands for plain scopes, and is none itself.
    fn aliases(&self, model: &ScopeModel) -> Result<(), Box<DocumentError>> {
        for (alias, own) in &model.aliases {
            if own.is_empty() {
                let cure = "list the scopes that it stands for, or leave it out".to_owned();
                return self.refuse(alias, format!("the alias `{alias}` stands for nothing"), cure);
            }
            if let Some(nested) = own.iter().find(|token| model.aliases.contains_key(*token)) {
                let cure = "write out the scopes that it stands for".to_owned();
                let message = format!("the alias `{alias}` stands for the alias `{nested}`");
                return self.refuse(alias, message, cure);
            }
            if model.allowed.contains(alias) || model.reserved.contains(alias) {
                let cure =
                    "an alias may be asked for anyway: list it under aliases alone".to_owned();
                return self.refuse(alias, format!("`{alias}` is both an alias and a scope"), cure);
            }
        }
        Ok(())
    }

    /// What an alias opens follows from what it stands for.
    fn implications(&self, model: &ScopeModel) -> Result<(), Box<DocumentError>> {
        let names = model.implies.iter().flat_map(|(name, own)| std::iter::once(name).chain(own));
        match names.into_iter().find(|name| model.aliases.contains_key(*name)) {
            None => Ok(()),
            Some(alias) => {
                let cure = "implications hold between the scopes that it stands for".to_owned();
                self.refuse(alias, format!("the alias `{alias}` stands in an implication"), cure)
            }
        }
    }

    /// A scope is allowed or reserved.
    fn reserved(&self, model: &ScopeModel) -> Result<(), Box<DocumentError>> {
        let permitted = model.permitted();
        match model.reserved.iter().find(|scope| permitted.contains(scope)) {
            None => Ok(()),
            Some(scope) => {
                let cure = "take it out of one of the two".to_owned();
                let message = format!("`{scope}` is reserved, and allowed or implied by what is");
                self.refuse(scope, message, cure)
            }
        }
    }

    fn refuse(&self, name: &str, message: String, cure: String) -> Result<(), Box<DocumentError>> {
        Err(self.document.error_at(&format!("\"{name}\""), message, Some(cure)))
    }
}

#[cfg(test)]
mod tests {

    use crate::target::Target;
    use crate::target::sample::sample;

    fn read_scopes(text: &str) -> Result<Target, String> {
        let text = format!("issuer = \"https://h\"\n[scopes]\n{text}");
        sample(text).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn a_model_is_read_whole() {
        let target = read_scopes(
            "allowed = [\"a\", \"b:c\"]\nreserved = [\"x\"]\n[scopes.aliases]\nall = [\"a\", \"b:c\"]\n\
             [scopes.implies]\n\"b:c\" = [\"a\"]",
        );
        let scopes = target.expect("sound").scopes;
        assert_eq!(scopes.aliases["all"], ["a", "b:c"]);
        assert_eq!(scopes.implies["b:c"], ["a"]);
        assert_eq!((scopes.reserved, scopes.separator), (vec!["x".to_owned()], " ".to_owned()));
    }

    #[test]
    fn what_cannot_be_is_told() {
        for (text, message) in [
            ("separator = \"\"", "nothing stands between two scopes"),
            ("reserved = [\"a b\"]", "`a b` is no scope"),
            ("separator = \",\"\naliases = { x = [\"a,b\"] }", "`a,b` is no scope"),
            ("implies = { a = [\"\"] }", "`` is no scope"),
            ("aliases = { x = [] }", "stands for nothing"),
            ("aliases = { x = [\"y\"], y = [\"a\"] }", "stands for the alias `y`"),
            ("allowed = [\"x\"]\naliases = { x = [\"a\"] }", "both an alias and a scope"),
            ("aliases = { x = [\"a\"] }\nimplies = { a = [\"x\"] }", "stands in an implication"),
            ("allowed = [\"a\"]\nimplies = { a = [\"b\"] }\nreserved = [\"b\"]", "`b` is reserved"),
        ] {
            let error = read_scopes(text).expect_err(text);
            assert!(error.contains(message), "{error} lacks {message}");
        }
    }

    #[test]
    fn a_scope_apart_opens_nothing_of_what_is_called_with_it() {
        let apart = |scopes: &str, resources: &str| {
            let text = format!("issuer = \"https://h\"\n[scopes]\n{scopes}\n{resources}");
            let target = sample(text).unwrap_or_else(|error| panic!("{error:?}"));
            target.scope_apart().map(str::to_owned)
        };
        let resource =
            |path: &str, more: &str| format!("[[resource]]\nurl = \"https://h/{path}\"\n{more}\n");
        let closed = resource("r", "scope = \"a\"");
        let three = "allowed = [\"a\", \"b\", \"c\"]";
        assert_eq!(apart(three, &closed).as_deref(), Some("b"));
        assert_eq!(apart(three, "").as_deref(), Some("b"), "no resource takes a scope");
        let implied = format!("{three}\n[scopes.implies]\nb = [\"a\"]");
        assert_eq!(apart(&implied, &closed).as_deref(), Some("c"));
        let open_first = resource("o", "open = true") + &closed;
        assert_eq!(apart(three, &open_first).as_deref(), Some("b"));
        let also = resource("r", "scope = \"a\"\nalso = [\"b\", \"c\"]");
        assert_eq!(apart(three, &also), None);
        let mcp = closed.clone() + &resource("m", "scope = \"b\"\nmcp = true");
        assert_eq!(apart(three, &mcp).as_deref(), Some("c"));
        assert_eq!(apart("allowed = [\"a\"]", &closed), None);
    }
}
