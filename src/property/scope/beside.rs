//! What a word adds to the scopes that it stands beside: the same request without it is the control.

use super::grant::Grant;
use super::seen::{Answer, Seen};
use super::stage::Stage;
use crate::oauth::Scope;

const WITHOUT: &str = "without";
const WITH: &str = "with";

/// What came on top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gain {
    /// The scopes; at least one.
    pub(super) scope: Scope,
    /// The exchange.
    pub(super) exchange: Option<usize>,
}

/// Asks for scopes, and for `text`, which has something beside them.
pub(super) async fn obtain(stage: &mut Stage<'_>, grant: Grant, scopes: &[String], text: &str) {
    if stage.obtain(WITHOUT, grant, scopes).await {
        stage.look(WITHOUT).await;
        if stage.obtain_text(WITH, grant, text).await {
            stage.look(WITH).await;
        }
    }
}

/// What the second token has that the first one lacks; none if it was refused or has no more.
///
/// # Errors
/// Why nothing is established.
pub(super) fn gain(seen: &Seen<'_>) -> Result<Option<Gain>, String> {
    let before = seen.held(WITHOUT)?;
    match seen.answer(WITH) {
        Answer::Nothing(reason) => Err(reason),
        Answer::Refused(_) => Ok(None),
        Answer::Granted(granted) => {
            let scope = Scope::from_tokens(seen.held(WITH)?.beyond(&before));
            Ok((!scope.is_empty()).then_some(Gain { scope, exchange: granted.exchange }))
        }
    }
}
