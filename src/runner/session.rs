//! A browser's cookies, one jar a scenario.

use cookie_store::CookieStore;
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

    /// Takes the cookies of a response.
    pub(super) fn take(&mut self, url: &str, response: &Response) {
        let Ok(url) = Url::parse(url) else { return };
        for cookie in response.headers_named("set-cookie") {
            // A cookie that no browser would keep is not kept here either.
            let _refused = self.cookies.parse(cookie, &url);
        }
    }
}
