//! A browser's cookies, one jar a scenario.

use cookie_store::{Cookie, CookieStore};
use url::Url;

use crate::exchange::Response;

/// The cookie jar of one browser.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    cookies: CookieStore,
}

impl Session {
    /// The `Cookie` header for a URL, if there is anything to send.
    pub(super) fn cookie_header(&self, url: &str) -> Option<String> {
        let url = Url::parse(url).ok()?;
        let pairs =
            self.cookies.get_request_values(&url).map(|(name, value)| format!("{name}={value}"));
        let header = pairs.collect::<Vec<_>>().join("; ");
        (!header.is_empty()).then_some(header)
    }

    /// The same for a request that another site brings about, from which `SameSite` keeps cookies back
    /// (RFC 6265bis section 5.6.7.1).
    pub(super) fn foreign_cookie_header(&self, url: &str, method: &str) -> Option<String> {
        let url = Url::parse(url).ok()?;
        let goes = |cookie: &&Cookie<'_>| match cookie.same_site() {
            Some(site) => site.is_none() || site.is_lax() && method == "GET",
            None => true,
        };
        let all = self.cookies.matches(&url).into_iter().filter(goes);
        let pairs: Vec<String> = all.map(|own| format!("{}={}", own.name(), own.value())).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Takes the cookies of a response.
    pub(super) fn take(&mut self, url: &str, response: &Response) {
        let Ok(url) = Url::parse(url) else { return };
        for cookie in response.headers_named("set-cookie") {
            // A cookie that no browser would keep is not kept here either.
            let _refused = self.cookies.parse(cookie, &url);
        }
    }
}
