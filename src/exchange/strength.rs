//! How hard a code or a token is to guess, at the most: told of a value, and kept by its pseudonym.

/// Values of this many bits or more need no mark: nobody asks for more.
const ENOUGH: usize = 160;
const MARK: &str = ".short-";

/// What a guesser must try, at the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strength {
    /// Characters.
    pub characters: usize,
    /// Bits that each of them can carry, rounded up in favour of the server.
    pub bits_each: usize,
}

impl Strength {
    /// Of a value, or of the value that a pseudonym stands for; `None` for a pseudonym without a mark,
    /// which stands for a value that is long enough.
    #[must_use]
    pub fn of(value: &str) -> Option<Self> {
        if value.starts_with("redacted-") {
            let mark = value.split(MARK).nth(1)?;
            let digits =
                |text: &str| text.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok();
            let (characters, bits_each) = mark.split_once('x')?;
            return Some(Self { characters: digits(characters)?, bits_each: digits(bits_each)? });
        }
        Some(Self { characters: value.chars().count(), bits_each: bits_each(value) })
    }

    /// Bits of the whole.
    #[must_use]
    pub const fn bits(self) -> usize {
        self.characters * self.bits_each
    }
}

/// What the pseudonym of a value says of its strength: nothing if it is strong.
pub(super) fn mark(value: &str) -> String {
    // The parts of a JWT: its signature is its strength.
    let jwt = value.split('.').count() >= 3;
    match Strength::of(value).filter(|_| !jwt) {
        Some(own) if own.bits() < ENOUGH => format!("{MARK}{}x{}", own.characters, own.bits_each),
        _ => String::new(),
    }
}

fn bits_each(value: &str) -> usize {
    if value.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
        return 4;
    }
    if value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~+/=".contains(&b)) { 6 } else { 7 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_tells_the_strength_of_a_weak_value() {
        for weak in ["0123456789abcdef", "Zz-0123456789", "with a space"] {
            let pseudonym = format!("redacted-code-1{}!", mark(weak));
            assert_eq!(Strength::of(&pseudonym), Strength::of(weak), "{pseudonym}");
        }
        assert_eq!(mark(&"Zz".repeat(20)), "");
        assert_eq!(Strength::of("redacted-code-1"), None);
    }
}
