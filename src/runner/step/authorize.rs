//! Authorization request (RFC 6749 section 4.1.1) up to its answer.

use crate::exchange::{Ending, Request};
use crate::oauth::{code_challenge_s256, forms};
use crate::runner::flow::Flow;
use crate::runner::fresh::tampered;
use crate::runner::owner::{Browser, Callback};
use crate::runner::session::Session;
use crate::runner::spoken;
use crate::runner::step::parameters;
use crate::scenario::{Owner, Step};
use crate::target::{CallbackWords, Client, Returned};

pub(super) async fn perform(flow: &mut Flow<'_>, step: &Step) -> Result<Ending, String> {
    let client = flow.client.ok_or("no client acts")?;
    let endpoint = flow
        .context
        .target
        .endpoints
        .authorization
        .clone()
        .ok_or("the target has no authorization endpoint")?;
    if let Some(from) = &step.from {
        return resume(flow, step, from, client).await;
    }
    if step.fresh_session {
        flow.session = Session::default();
    }
    let verifier = match &step.code_verifier {
        Some(text) => flow.resolve(text)?,
        None => flow.fresh.code_verifier(),
    };
    let state = flow.fresh.state();
    let redirect_uri = client
        .redirect_uris
        .first()
        .ok_or_else(|| format!("the client {} has no redirect URI", client.id))?;
    let mut sent = vec![
        ("response_type".to_owned(), "code".to_owned()),
        ("client_id".to_owned(), client.id.clone()),
        ("redirect_uri".to_owned(), redirect_uri.clone()),
        ("state".to_owned(), state),
        ("code_challenge".to_owned(), code_challenge_s256(&verifier)),
        ("code_challenge_method".to_owned(), "S256".to_owned()),
    ];
    if let Some(scope) = flow.target().scope_for(client) {
        sent.insert(3, ("scope".to_owned(), scope.clone()));
    }
    // Noted before the deviation, so that it can refer to the conforming challenge.
    flow.note(step, "code_verifier", verifier);
    flow.note(step, "code_challenge", forms::first(&sent, "code_challenge").unwrap_or_default());
    let dialect = &flow.context.target.dialect;
    spoken::omit(dialect, step, &mut sent);
    parameters::bend(flow, step, &mut sent)?;
    note_sent(flow, step, &sent);
    let requested = forms::first(&sent, "redirect_uri").map(str::to_owned);
    spoken::rename(dialect, step, &mut sent);

    let mut request = match step.method.as_deref() {
        Some("POST") => {
            let mut request = Request::new("POST", endpoint);
            request
                .headers
                .push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
            request.body = Some(forms::encode(&sent));
            request
        }
        method => Request::new(
            method.unwrap_or("GET"),
            forms::append_query(&endpoint, &forms::encode(&sent)),
        ),
    };
    parameters::bend_headers(flow, step, &mut request)?;
    let foreign = step.repeat.get("redirect_uri").and_then(|values| values.as_slice().first());
    // With two URIs the unregistered one is the one to watch for.
    let watched = foreign.cloned().or(requested);
    let callback = Callback::new(client, watched).in_words(dialect.callback.as_ref());
    let leaves =
        step.untick.iter().map(|text| flow.resolve(text)).collect::<Result<Vec<_>, _>>()?;
    let browser = Browser::new(flow, callback, step.owner.unwrap_or(Owner::Grants));
    let ending = browser.leaving(leaves).authorize(request).await;
    if ending == Ending::Login
        && let Some(page) = flow.exchanges.last().map(|exchange| exchange.request.url.clone())
    {
        flow.left_open.insert(step.name().to_owned(), (flow.session.clone(), page));
    }
    note_answer(flow, step, &ending);
    Ok(ending)
}

/// Goes on at the login page on which an earlier step was left, with that browser's cookies.
async fn resume(
    flow: &mut Flow<'_>,
    step: &Step,
    from: &str,
    client: &Client,
) -> Result<Ending, String> {
    let (session, page) = flow
        .left_open
        .get(from)
        .cloned()
        .ok_or_else(|| format!("the step `{from}` was left on no page"))?;
    flow.session = session;
    let words = flow.context.target.dialect.callback.as_ref();
    let requested = flow.facts.get(&format!("{from}.redirect_uri")).cloned();
    let callback = Callback::new(client, requested).in_words(words);
    let browser = Browser::new(flow, callback, step.owner.unwrap_or(Owner::Grants));
    let ending = browser.resume(&page).await;
    note_answer(flow, step, &ending);
    Ok(ending)
}

fn note_sent(flow: &mut Flow<'_>, step: &Step, sent: &[forms::Parameter]) {
    for name in ["state", "redirect_uri", "scope", "code_challenge"] {
        match forms::first(sent, name) {
            Some(value) => flow.note(step, name, value),
            None => {
                for step_name in [step.name(), step.action.as_str()] {
                    flow.facts.remove(&format!("{step_name}.{name}"));
                }
            }
        }
    }
}

fn note_answer(flow: &mut Flow<'_>, step: &Step, ending: &Ending) {
    let (Ending::Code(url) | Ending::Error(url)) = ending else {
        return;
    };
    let (_, query, fragment) = forms::split_url(url);
    let query = forms::parse(query.unwrap_or_default());
    let fragment = forms::parse(fragment.unwrap_or_default());
    flow.note(step, "iss", forms::first(&query, "iss").unwrap_or_default());
    if let Some(code) = forms::first(&query, "code").or(forms::first(&fragment, "code")) {
        flow.note(step, "code_tampered", tampered(code));
        flow.note(step, "code", code);
    }
    let says_error = forms::first(&query, "error").is_some();
    if let Some(words) = flow.context.target.dialect.callback.as_ref() {
        note_returned(flow, step, words, url, says_error);
    }
}

/// What an answer that is said otherwise leaves behind: its token, or that access was denied.
fn note_returned(
    flow: &mut Flow<'_>,
    step: &Step,
    words: &CallbackWords,
    url: &str,
    says_error: bool,
) {
    match (words.read(url), words.token(url)) {
        (Some(Returned::Granted), Some(token)) => {
            let latest = Step { name: Some("latest".to_owned()), ..step.clone() };
            let scope = flow.facts.get(&format!("{}.scope", step.name())).cloned();
            for noted in [step, &latest] {
                flow.note(noted, "access_token_tampered", tampered(&token));
                flow.note(noted, "access_token", token.as_str());
                if let Some(scope) = &scope {
                    flow.note(noted, "scope", scope.as_str());
                }
            }
        }
        (Some(Returned::Refused), _) if !says_error => {
            if let Some(answer) = flow.exchanges.last_mut() {
                // RFC 6749 section 4.1.2.1: the resource owner denied the request.
                answer.meant = Some(vec!["access_denied".to_owned()]);
            }
        }
        _ => {}
    }
}
