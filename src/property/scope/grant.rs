//! The grants that a case gets its token by, and how many cases each is given.

use serde::{Deserialize, Serialize};

use crate::target::Capabilities;

/// How a token is had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Grant {
    /// RFC 6749 section 4.4.
    ClientCredentials,
    /// RFC 6749 section 4.1, with a resource owner who logs in and grants everything.
    AuthorizationCode,
}

impl Grant {
    /// Both of them.
    pub(super) const ALL: &[Self] = &[Self::ClientCredentials, Self::AuthorizationCode];

    /// `grant_type`.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::ClientCredentials => "client_credentials",
            Self::AuthorizationCode => "authorization_code",
        }
    }

    /// The first one that the target can.
    pub(super) fn first(capabilities: &Capabilities) -> Option<Self> {
        Self::ALL.iter().copied().find(|own| own.is_possible(capabilities))
    }

    fn is_possible(self, capabilities: &Capabilities) -> bool {
        let owner = self == Self::ClientCredentials || capabilities.has("resource-owner");
        owner && capabilities.has(&format!("grant:{}", self.as_str()))
    }

    /// Those of `wanted` that the target can, each with its share of the cases. A login takes some
    /// requests more, so the code grant is given a quarter beside the other, and half when alone.
    pub(super) fn shares(
        wanted: &[Self],
        capabilities: &Capabilities,
        cases: u32,
    ) -> Vec<(Self, u32)> {
        let possible: Vec<Self> =
            wanted.iter().copied().filter(|own| own.is_possible(capabilities)).collect();
        let by_code = match possible.len() {
            1 => cases.div_ceil(2),
            _ if cases < 2 => 0,
            _ => (cases / 4).max(1),
        };
        let rest = if possible.len() > 1 { cases - by_code } else { cases };
        let share = |own: &Self| match own {
            Self::AuthorizationCode => by_code,
            Self::ClientCredentials => rest,
        };
        possible.iter().map(|own| (*own, share(own))).filter(|(_, share)| *share > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Target;

    fn shares(declared: &[&str], cases: u32) -> Vec<(Grant, u32)> {
        let mut target = Target::of_issuer("https://h");
        target.declared = declared.iter().map(|own| (*own).to_owned()).collect();
        Grant::shares(Grant::ALL, &Capabilities::of(&target, None), cases)
    }

    #[test]
    fn the_code_grant_has_fewer_cases_and_needs_somebody_to_log_in() {
        use Grant::{AuthorizationCode as Code, ClientCredentials as Own};
        let (own, code) = ("grant:client_credentials", "grant:authorization_code");
        assert_eq!(shares(&[own, code, "resource-owner"], 8), [(Own, 6), (Code, 2)]);
        assert_eq!(shares(&[own, code, "resource-owner"], 2), [(Own, 1), (Code, 1)]);
        assert_eq!(shares(&[own, code, "resource-owner"], 1), [(Own, 1)]);
        assert_eq!(shares(&[code, "resource-owner"], 8), [(Code, 4)]);
        assert_eq!(shares(&[own, code], 8), [(Own, 8)]);
        assert_eq!(shares(&[code], 8), []);
    }
}
