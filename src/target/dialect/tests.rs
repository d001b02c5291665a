//! Reading a dialect, and the readings that it gives.

use super::{CredentialPlace, ErrorPlace, RefreshTokenPlace, Returned, TokenBody};
use crate::exchange::{Request, Response};
use crate::oauth::Scope;
use crate::target::Target;
use crate::target::sample::sample;

fn with(tables: &str) -> Result<Target, String> {
    sample(format!("issuer = \"https://h/tenant\"\n{tables}")).map_err(|error| format!("{error:?}"))
}

fn target(tables: &str) -> Target {
    with(tables).unwrap_or_else(|error| panic!("{tables}: {error}"))
}

#[test]
fn a_dialect_is_read_whole() {
    let own = target(
        "[endpoints]\ntoken = \"/oauth/token\"\n\
         [scopes]\nallowed = [\"write\"]\n\
         [dialect]\nparameters = { client_id = \"app\" }\nomit = [\"state\"]\nbody = \"json\"\n\
         headers = { X-Channel = \"assay\" }\nneeded_scope = \"error.scope\"\nerrors = [\"error.code\", \"header:X-Error\"]\n\
         error_codes = { no = \"access_denied\", Bad = [\"invalid_grant\", \"invalid_client\"] }\n\
         [dialect.refresh]\nurl = \"/refresh\"\ntoken = \"authorization\"\n\
         [dialect.callback]\ngranted = \"success=true\"\nrefused = \"success=false\"\ntoken = \"key\"\n\
         [dialect.credential]\ntoken = { header = \"X-Key\" }\nclient_secret = { query = \"s\" }\n\
         [[dialect.before]]\nurl = \"/announce\"\nscope = \"write\"\njson = '{\"a\":1}'\n",
    );
    assert_eq!(own.endpoints.token.as_deref(), Some("https://h/oauth/token"));
    let dialect = &own.dialect;
    assert_eq!((dialect.name("client_id"), dialect.name("scope")), ("app", "scope"));
    assert_eq!(
        (dialect.omitted.as_slice(), dialect.body),
        (&["state".to_owned()][..], TokenBody::Json)
    );
    assert_eq!(dialect.needed_scope.as_deref(), Some("error.scope"));
    assert_eq!(dialect.errors.places[1], ErrorPlace::Header("x-error".to_owned()));
    assert_eq!(dialect.errors.codes["Bad"], ["invalid_grant", "invalid_client"]);
    assert_eq!(dialect.refresh.url.as_deref(), Some("https://h/refresh"));
    assert_eq!(dialect.refresh.token, RefreshTokenPlace::Authorization);
    assert_eq!(dialect.token, CredentialPlace::Header("X-Key".to_owned()));
    assert_eq!(dialect.client_secret, Some(CredentialPlace::Query("s".to_owned())));
    assert_eq!(
        (dialect.before[0].method.as_str(), &*dialect.before[0].url),
        ("POST", "https://h/announce")
    );
    assert!(dialect.returns_token());
}

#[test]
fn without_a_table_everything_is_said_as_the_rfcs_say_it() {
    let own = target("");
    assert_eq!(own.dialect, super::Dialect::default());
    assert!(own.dialect.token.is_bearer());
}

#[test]
fn nonsense_is_refused_with_a_cure() {
    for (tables, message, cure) in [
        ("[dialect]\nparameters = { client = \"x\" }", "no standard parameter", "client_id"),
        ("[dialect]\nparameters = { scope = \"state\" }", "no name of its own", "cannot be told"),
        (
            "[dialect]\nparameters = { scope = \"x\", state = \"x\" }",
            "no name of its own",
            "cannot be told",
        ),
        (
            "[dialect]\nomit = [\"scope\"]\nparameters = { scope = \"x\" }",
            "both omitted and renamed",
            "keep one",
        ),
        ("[dialect]\nheaders = { \"a b\" = \"x\" }", "no header field", "printable ASCII"),
        ("[dialect]\nheaders = { Authorization = \"x\" }", "writes the header", "its place"),
        ("[dialect]\nerrors = []", "said nowhere", "leave `errors` out"),
        ("[dialect]\nerrors = [\"error..code\"]", "no place of an error", "error.code"),
        ("[dialect]\nerrors = [\"header:\"]", "no place of an error", "header:x-error"),
        ("[dialect]\nerror_codes = { a = \"invalid_grand\" }", "no error code", "invalid_grant"),
        ("[dialect]\nerror_codes = { a = [] }", "no error code", "what it stands for"),
        ("[dialect.callback]\nrefused = \"ok=no\"", "what grants", "granted"),
        ("[dialect.callback]\ngranted = \"ok\"", "no parameter with its value", "success=true"),
        (
            "[dialect.callback]\ngranted = \"ok=1\"\nrefused = \"ok=1\"",
            "both grants and refuses",
            "differ",
        ),
        ("[dialect.credential]\ntoken = { header = \"a b\" }", "no place for a credential", "name"),
        (
            "[dialect.credential]\ntoken = { query = \"k\" }\nclient_secret = { query = \"k\" }",
            "where the token goes",
            "place of its own",
        ),
        ("[[dialect.before]]\nurl = \"/a\"\nscope = \"x\"", "the scope `x`", "[scopes] allowed"),
        ("[[dialect.before]]\nurl = \"/a\"\njson = '{'", "holds no JSON", "single quotes"),
        ("[dialect.refresh]\nurl = \"refresh\"", "no absolute URL", "in full"),
        ("[dialect.refresh]\ntoken = \"header\"", "unknown variant", "authorization"),
        (
            "[dialect.refresh]\ntoken = \"authorization\"\n[[client]]\nrole = \"confidential\"\n\
             id = \"c\"\nsecret = \"s\"\ngrants = [\"refresh_token\"]",
            "both go into Authorization",
            "client_secret_post",
        ),
        ("[[key]]\nname = \"\"\nvalue = \"v\"", "has no name", "say what it is"),
        (
            "[[key]]\nname = \"a\"\nvalue = \"v\"\n[[key]]\nname = \"a\"\nvalue = \"w\"",
            "two keys are called",
            "its own name",
        ),
        (
            "[scopes]\nallowed = [\"read\"]\n[[key]]\nname = \"a\"\nvalue = \"v\"\nscopes = [\"raed\"]",
            "the scope `raed`",
            "[scopes]",
        ),
        (
            "[[key]]\nname = \"a\"\nvalue = \"v\"\n[key.change]\nurl = \"/k\"\ncredential = \"c\"\n\
             keeps = []\nnarrow = '{'\nwiden = '{}'",
            "holds no JSON",
            "single quotes",
        ),
        (
            "[[client]]\nrole = \"limited\"\nid = \"c\"",
            "the client `c` and its scopes do not go together",
            "takes `scopes`",
        ),
        (
            "[[client]]\nrole = \"second\"\nid = \"c\"\nscopes = [\"a\"]",
            "the client `c` and its scopes do not go together",
            "no other role does",
        ),
        (
            "[scopes]\nallowed = [\"read\"]\n[[client]]\nrole = \"limited\"\nid = \"c\"\n\
             scopes = [\"raed\"]",
            "the scope `raed`, which is none",
            "[scopes]",
        ),
        ("[[resource]]\nurl = \"/a\"\nopen = true\nscope = \"x\"", "asks for a token", "take out"),
        ("[[resource]]\nurl = \"/a\"\nalso = [\"x\"]", "other scopes beside none", "set `scope`"),
        ("[[resource]]\nurl = \"/a\"\n[[resource]]\nurl = \"/a\"", "two resources", "`name`"),
        (
            "[[resource]]\nurl = \"/a\"\ntest = true\n[[resource]]\nurl = \"/b\"\ntest = true",
            "second test call",
            "one resource",
        ),
        ("[[resource]]\nurl = \"/a\"\njson = \"x\"", "holds no JSON", "single quotes"),
    ] {
        let error = with(tables).expect_err(tables);
        let error =
            error.split_whitespace().filter(|own| *own != "│").collect::<Vec<_>>().join(" ");
        assert!(error.contains(message) && error.contains(cure), "{tables}: {error}");
    }
}

#[test]
fn paths_need_a_host_or_an_emulation() {
    let paths = "[endpoints]\ntoken = \"/token\"\n";
    let error = sample(paths).expect_err("a path of nowhere");
    assert!(error.message().contains("no issuer says of which host"), "{error}");
    let mut own = sample(format!("emulate = \"any\"\n{paths}")).expect("emulated");
    assert!(own.is_nowhere());
    own.move_to("http://127.0.0.1:1");
    assert_eq!(own.endpoints.token.as_deref(), Some("http://127.0.0.1:1/token"));
    assert!(!own.is_nowhere());
}

#[test]
fn a_target_that_moves_sends_nothing_to_where_it_was() {
    let mut own = target(
        "[endpoints]\nauthorization = \"https://login.h/?a=1\"\ntoken = \"/token\"\n\
         [[resource]]\nurl = \"https://api.h/v2/x\"\nindicator = \"https://api.h/v2\"\n",
    );
    own.move_to("http://127.0.0.1:1");
    assert_eq!(own.endpoints.authorization.as_deref(), Some("http://127.0.0.1:1/?a=1"));
    assert_eq!(own.resources[0].url, "http://127.0.0.1:1/v2/x");
    assert_eq!(own.resources[0].indicator.as_deref(), Some("http://127.0.0.1:1/v2"));
    assert_eq!(own.issuer.as_deref(), Some("http://127.0.0.1:1"));
}

#[test]
fn a_callback_grants_refuses_or_says_neither() {
    let own = target(
        "[dialect.callback]\ngranted = \"success=true\"\nrefused = \"success=false\"\ntoken = \"key\"",
    );
    let words = own.dialect.callback.expect("the table");
    let read = |query: &str| words.read(&format!("https://c/cb{query}"));
    assert_eq!(read("?success=true&key=k1&state=s"), Some(Returned::Granted));
    assert_eq!(read("#success=true&key=k1"), Some(Returned::Granted));
    assert_eq!(read("?success=false&key=k1"), Some(Returned::Refused));
    assert_eq!(read("?success=true"), None);
    assert_eq!(read("?error=access_denied"), None);
    assert_eq!(words.token("https://c/cb?key=k1").as_deref(), Some("k1"));
    assert_eq!(words.token("https://c/cb?key="), None);
}

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    let headers = headers.iter().map(|(name, value)| (*name, value.as_bytes()));
    Response::received(status, headers, body.as_bytes(), false)
}

#[test]
fn the_first_place_that_is_there_says_what_is_wrong() {
    let own = target(
        "[dialect]\nerrors = [\"error\", \"error.code\", \"message\", \"header:x-error\"]\n\
         error_codes = { Unauthorized = [\"invalid_client\", \"invalid_grant\"], forbidden = \
         \"insufficient_scope\" }",
    );
    let meaning = |status, headers: &[(&str, &str)], body: &str| {
        own.dialect.errors.meaning(&answer(status, headers, body))
    };
    let one = |code: &str| Some(vec![code.to_owned()]);
    assert_eq!(meaning(400, &[], r#"{"error":"invalid_grant"}"#), None);
    assert_eq!(meaning(403, &[], r#"{"error":"forbidden"}"#), one("insufficient_scope"));
    assert_eq!(meaning(400, &[], r#"{"error":{"code":"invalid_scope"}}"#), one("invalid_scope"));
    let both = ["invalid_client", "invalid_grant"].map(str::to_owned).to_vec();
    assert_eq!(meaning(401, &[], r#"{"message":"Unauthorized"}"#), Some(both));
    assert_eq!(meaning(400, &[], r#"{"message":"grant_type invalid"}"#), one("grant_type invalid"));
    assert_eq!(meaning(400, &[("x-error", "invalid_scope")], "x"), one("invalid_scope"));
    // Words for people that nobody has explained are no error codes outside a refusal.
    assert_eq!(meaning(404, &[], r#"{"message":"Not Found"}"#), None);
    assert_eq!(meaning(200, &[], r#"{"message":"welcome"}"#), None);
    assert_eq!(meaning(200, &[], r#"{"message":"forbidden"}"#), one("insufficient_scope"));
    assert_eq!(meaning(400, &[], "{}"), None);
}

#[test]
fn a_credential_goes_to_its_place() {
    let put = |place: CredentialPlace| {
        let mut request = Request::new("GET", "https://h/a?b=1");
        place.put(&mut request, "k&1");
        (request.url, request.headers)
    };
    let field = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    let url = "https://h/a?b=1".to_owned();
    let query = CredentialPlace::Query("key".to_owned());
    assert_eq!(put(query), (format!("{url}&key=k%261"), Vec::new()));
    let header = CredentialPlace::Header("X-Key".to_owned());
    assert_eq!(put(header), (url.clone(), field("x-key", "k&1")));
    assert_eq!(put(CredentialPlace::default()), (url, field("authorization", "Bearer k&1")));
}

#[test]
fn keys_and_resources_are_chosen_by_what_they_open() {
    let own = target(
        "[scopes]\nallowed = [\"read\", \"write\"]\n[scopes.aliases]\nall = [\"read\", \"write\"]\n\
         [scopes.implies]\nadmin = [\"write\"]\n\
         [[resource]]\nurl = \"/open\"\nopen = true\n\
         [[resource]]\nurl = \"/read\"\nscope = \"read\"\nalso = [\"write\"]\n\
         [[resource]]\nname = \"ping\"\nurl = \"/ping\"\ntest = true\n\
         [[key]]\nname = \"none\"\nvalue = \"k-none\"\n\
         [[key]]\nname = \"all\"\nvalue = \"k-all\"\nscopes = [\"all\"]\ncredential = { query = \"k\" }\n\
         [[key]]\nname = \"made\"\nvalue = \"k-made\"\nscopes = [\"all\"]\n\
         [key.change]\nurl = \"/keys/made\"\ncredential = \"admin\"\nkeeps = []\n\
         narrow = '{}'\nwiden = '{\"password\":\"${password}\"}'\n",
    );
    let label = |selector: &str| own.resource(selector).map(super::super::model::Resource::label);
    assert_eq!(label("first").as_deref(), Some("GET https://h/read"));
    assert_eq!(label("open").as_deref(), Some("GET https://h/open"));
    assert_eq!(label("test").as_deref(), Some("ping"));
    assert_eq!(label("GET https://h/read"), label("first"));
    let first = own.resource("first").expect("one");
    let opens = |scope: &str| first.opens_to(&Scope::parse(scope), &own.scopes);
    assert!(opens("read") && opens("write") && opens("admin") && !opens("other") && !opens(""));
    let key = |selector: &str, of: Option<&str>| {
        own.key(selector, of).map(|(key, of)| (key.name.as_str(), of.label()))
    };
    let read = || "GET https://h/read".to_owned();
    assert_eq!(key("scoped", None), Some(("all", read())));
    assert_eq!(key("narrow", None), Some(("none", read())));
    assert_eq!(key("scoped", Some("test")), Some(("none", "ping".to_owned())));
    assert_eq!(key("narrow", Some("test")), None);
    assert_eq!(key("changing", None), Some(("made", read())));
    assert_eq!(key("changing", Some("test")), None, "it opens to any key");
    let change = own.keys[2].change.as_ref().expect("a change");
    assert_eq!((change.method.as_str(), &*change.url), ("PATCH", "https://h/keys/made"));
    assert_eq!(own.keys[0].place, CredentialPlace::default());
}

#[test]
fn a_limited_client_has_a_part_of_an_alias_or_its_name() {
    let limited = |id: &str, scopes: &str| {
        format!("[[client]]\nrole = \"limited\"\nid = \"{id}\"\nscopes = {scopes}\n")
    };
    let own = target(&format!(
        "[scopes]\nallowed = [\"read\", \"write\", \"erase\"]\n\
         [scopes.aliases]\nedit = [\"write\", \"erase\"]\n{}{}{}{}",
        limited("none", "[\"read\"]"),
        limited("whole", "[\"write\", \"erase\"]"),
        limited("part", "[\"erase\"]"),
        limited("named", "[\"edit\"]"),
    ));
    let found = |selector: &str| {
        let client = own.client(selector, None).expect("a client");
        let limit = client.limit(&own.scopes).expect("a limit");
        (client.id.as_str(), limit.alias, limit.part)
    };
    assert_eq!(found("limited-to-part"), ("part", "edit", "erase"));
    assert_eq!(found("limited-to-alias"), ("named", "edit", "write"));
    let part = own.client("limited-to-part", None).expect("a client");
    assert_eq!(own.scope_for(part).map(String::as_str), Some("erase"));
}
