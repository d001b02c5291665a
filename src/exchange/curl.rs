//! A curl line that repeats a request.

use super::message::Request;

/// The request as one shell line; give it a redacted request when it is for other eyes.
#[must_use]
pub fn curl_line(request: &Request) -> String {
    let mut line = format!("curl -i -X {} {}", request.method, quoted(&request.url));
    for (name, value) in &request.headers {
        if !matches!(name.as_str(), "user-agent" | "content-length" | "host") {
            line.push_str(&format!(" -H {}", quoted(&format!("{name}: {value}"))));
        }
    }
    if let Some(body) = &request.body {
        line.push_str(&format!(" --data-raw {}", quoted(body)));
    }
    line
}

/// Single quotes, which keep everything but themselves.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_in_a_body_survive_the_shell() {
        let mut request = Request::new("POST", "https://h/token?a=1&b=2");
        request.headers.push(("accept".to_owned(), "*/*".to_owned()));
        request.body = Some("a=it's".to_owned());
        assert_eq!(
            curl_line(&request),
            r"curl -i -X POST 'https://h/token?a=1&b=2' -H 'accept: */*' --data-raw 'a=it'\''s'"
        );
    }
}
