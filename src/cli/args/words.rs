//! What stands below help texts.

pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  the target conforms (warnings, known deviations and skipped scenarios do not change that)
  1  a requirement is breached, or an entry of the known deviations no longer holds
  2  the arguments, a file or the selection make no sense
  3  nothing was established: unreachable, inconclusive or interrupted";

pub(super) const EXAMPLES: &str = "\
Examples:
  assay run                                     test the embedded reference server
  assay init https://as.example                 propose a target file for a deployed one
  assay doctor --target my-server.toml          is that file right?
  assay run --target my-server.toml             test a deployed server
  assay run pkce/ rfc6749/5.2 --target t.toml   only PKCE and the error answers
  assay plan --issuer https://as.example        what would run, what not, and why
  assay explain pkce/wrong-verifier             what a scenario does and why
  assay serve --fault pkce-not-enforced         a server with one planted fault
  assay load token-steady                       load, with every answer verified";

pub(super) const LOAD_EXIT_CODES: &str = "\
Exit codes:
  0  every threshold holds, every verified answer was right
  1  a threshold is broken, an answer was wrong, or a figure is worse than in the baseline
  2  the arguments, a file or the selection make no sense, or load is not allowed there
  3  nothing was established: unreachable, interrupted, too few samples, or the generator was the limit";

pub(super) const LOAD_EXAMPLES: &str = "\
Examples:
  assay load token-steady                                the embedded server, as the profile says
  assay load token-steady --target t.toml --rate 500 --duration 1m --threshold 'p99<50ms for token'
  assay load introspection-mix --target t.toml --report html=load.html --report json=load.json
  assay load token-steady --target t.toml --baseline load.json
  assay load token-steady --target t.toml --find-capacity --slo 'p99<100ms,error-rate<1%'";

pub(super) const INIT_EXAMPLES: &str = "\
Examples:
  assay init https://as.example
  assay init https://as.example --out as.toml --register
  assay init https://as.example --register --initial-access-token-env TOKEN
  assay init https://as.example --out -                    print it instead

What the metadata show is filled in, the rest stands as comments with what it means. The file loads
as it is; nothing is ever overwritten.

Exit codes:
  0  the file is written
  2  the arguments make no sense, or the file is there already
  3  the server cannot be reached, or clients could not be registered (the file is written then)";

pub(super) const DOCTOR_EXAMPLES: &str = "\
Examples:
  assay doctor --target my-server.toml
  assay doctor --target my-server.toml --report json=doctor.json

Some dozens of requests, all of them conforming: is each endpoint there, does the server take each
client, does the login lead to a code, are the scopes known, does each resource open to a token and
stay closed without one, can tokens be introspected and revoked? A login that fails is not repeated.

Exit codes:
  0  no fault of the target file was found
  2  the target file is wrong
  3  the server cannot be reached, or answers as no target file could mend";
