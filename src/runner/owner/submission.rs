//! A filled-in form as a request, as a browser would send it.

use url::Url;

use crate::exchange::Request;
use crate::oauth::forms;

/// The request that submits `parameters` from the page at `from` to `to`.
pub(super) fn request(
    from: &Url,
    to: &Url,
    method: &str,
    parameters: &[(String, String)],
) -> Request {
    let encoded = forms::encode(parameters);
    if method != "POST" {
        let bare = forms::split_url(to.as_str()).0;
        return Request::new("GET", format!("{bare}?{encoded}"));
    }
    let mut request = Request::new("POST", to.as_str());
    let form = "application/x-www-form-urlencoded".to_owned();
    request.headers.push(("content-type".to_owned(), form));
    // Servers compare Origin and Referer with their own as a guard against forged requests.
    request.headers.push(("origin".to_owned(), from.origin().ascii_serialization()));
    request.headers.push(("referer".to_owned(), from.as_str().to_owned()));
    request.body = Some(encoded);
    request
}
