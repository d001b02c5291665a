//! Keys, open resources, and refreshes as RFC 6749 has them.

use crate::reference::server::Server;
use crate::reference::tests::browser::*;
use crate::reference::tests::effect::Transcript;

use super::{REFRESH, pair};

pub(super) fn keys_and_open_resources(server: &Server, out: &mut Transcript) {
    let key = &server.settings.keys[0].value;
    let tampered = key.replace("Zp", "Aa");
    for (what, value) in [("key", key), ("tampered key", &tampered)] {
        let bearer = format!("Bearer {value}");
        for path in ["/resource/read", "/resource/write"] {
            let reply = server.answer(&get(path, &[("authorization", &bearer)]));
            out.note(&format!("{what} at {path}"), &reply);
        }
    }
    let (access, refresh) = pair(server);
    let bearer = format!("Bearer {access}");
    out.note("test call", &server.answer(&get("/resource/open", &[("authorization", &bearer)])));
    for path in ["/resource/open", "/resource/status"] {
        out.note(path, &server.answer(&get(path, &[])));
    }
    let form = [REFRESH, ("refresh_token", refresh.as_str())];
    out.note("refresh", &as_client(server, "/token", CONF, &form));
}
