//! Templates of answers: text in which `{{ name }}` is filled in.

use minijinja::Environment;
use minijinja::value::Value;
use serde_json::json;

use crate::reference::server::Server;

/// Fills a template in. A mistake in it is shown as the answer, where whoever wrote it looks.
///
/// Beside what `context` holds, a template may use `request_id`, and `json(text)` for a JSON text
/// with its quotes.
pub(super) fn fill(server: &Server, template: &str, context: serde_json::Value) -> String {
    let mut environment = Environment::new();
    environment.add_filter("json", |value: Value| as_json(&value));
    let request_id = || format!("req_{}", &server.secrets.token()[..20]);
    let mut context = context;
    if let Some(members) = context.as_object_mut() {
        members.insert("request_id".to_owned(), json!(request_id()));
    }
    environment.render_str(template, context).unwrap_or_else(|error| format!("template: {error:#}"))
}

fn as_json(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
