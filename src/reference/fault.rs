//! The faults: every one switches off or bends one step of the server.
//!
//! In: nothing. Out: [`Fault`], a closed list of named ways to be wrong, and [`Faults`], the set
//! that is on. A fault knows only its name and what it breaks; the step that it breaks asks for it.
//!
//! To add a fault: one line in the table, and one step that asks `faults.has(...)`. A test fails
//! when no step asks. A fault that takes many requests to show is also named in
//! `ONLY_UNDER_LOAD`: scenarios need not catch it, load profiles must.

use std::collections::BTreeSet;

/// The faults that are switched on; the default is none, the conforming server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(BTreeSet<Fault>);

impl Faults {
    /// Whether `fault` is on.
    #[must_use]
    pub fn has(&self, fault: Fault) -> bool {
        self.0.contains(&fault)
    }

    /// The faults that are on, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = Fault> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<Fault> for Faults {
    fn from_iter<I: IntoIterator<Item = Fault>>(faults: I) -> Self {
        Self(faults.into_iter().collect())
    }
}

impl Fault {
    /// Reads an id.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fault| fault.id() == id)
    }

    /// Whether only requests at the same time show it.
    #[must_use]
    pub fn only_at_once(self) -> bool {
        ONLY_AT_ONCE.contains(&self)
    }

    /// Whether only load shows it: a load profile catches it, no scenario.
    #[must_use]
    pub fn only_under_load(self) -> bool {
        ONLY_UNDER_LOAD.contains(&self)
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

macro_rules! faults {
    ($($variant:ident $id:literal $description:literal;)+) => {
        /// One named way in which the reference server can be wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fault {
            $(#[doc = concat!("`", $id, "`: ", $description, ".")] $variant,)+
        }

        impl Fault {
            /// Every fault, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The kebab-case id.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            /// What is broken, in one sentence without a full stop.
            #[must_use]
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => $description),+ }
            }
        }
    };
}

faults! {
    // pkce (RFC 7636)
    PkceNotEnforced "pkce-not-enforced" "the code_verifier is never compared, nor needed at all";
    PkceMismatchWrongError "pkce-mismatch-wrong-error"
        "a code_verifier that does not match is answered invalid_request";
    PkceVerifierOptional "pkce-verifier-optional"
        "a missing or empty code_verifier passes although a challenge was sent";
    PkceShortVerifierAccepted "pkce-short-verifier-accepted"
        "a code_verifier of fewer than 43 characters passes the grammar";
    PkceLongVerifierAccepted "pkce-long-verifier-accepted"
        "a code_verifier of more than 128 characters passes the grammar";
    PkceVerifierCharsetUnchecked "pkce-verifier-charset-unchecked"
        "a code_verifier with reserved characters passes the grammar";
    Pkce43CharactersRefused "pkce-43-characters-refused"
        "the shortest legal code_verifier is refused";
    Pkce128CharactersRefused "pkce-128-characters-refused"
        "the longest legal code_verifier is refused";
    PkceTildeRefused "pkce-tilde-refused" "a code_verifier with a tilde is refused";
    PkceStrayVerifierIgnored "pkce-stray-verifier-ignored"
        "a code_verifier without a code_challenge before it is accepted";
    PkceS256ComparedAsPlain "pkce-s256-compared-as-plain"
        "a code_verifier equal to the S256 challenge is accepted";
    PkceChallengeOfAnyCode "pkce-challenge-of-any-code"
        "a code_verifier that matches the challenge of any code is accepted";
    PkceMethodFromTokenRequest "pkce-method-from-token-request"
        "code_challenge_method=plain in the token request makes the comparison plain";
    PkcePlainAccepted "pkce-plain-accepted" "the method plain is accepted";
    PkceUnknownMethodIgnored "pkce-unknown-method-ignored"
        "an unknown code_challenge_method switches PKCE off";
    PkceMethodCaseIgnored "pkce-method-case-ignored"
        "code_challenge_method is read without regard to case";
    PkceMissingMethodAsS256 "pkce-missing-method-as-s256"
        "a challenge without a method is read as S256 instead of plain";
    PkceMissingChallengeWrongError "pkce-missing-challenge-wrong-error"
        "a public client without a challenge is answered access_denied";
    PkceOptionalForPublicClients "pkce-optional-for-public-clients"
        "a public client gets a code without a challenge";
    PkceOptionalForConfidentialClients "pkce-optional-for-confidential-clients"
        "the challenge of a confidential client is not enforced";
    PkcePaddedChallenge "pkce-padded-challenge"
        "the S256 transformation keeps the base64 padding, so right verifiers fail";
    PkceEmptyChallengeAccepted "pkce-empty-challenge-accepted"
        "a public client may send an empty challenge, and any verifier redeems the code";
    PkceBadChallengeAccepted "pkce-bad-challenge-accepted"
        "a malformed code_challenge is accepted, and then no verifier is checked";
    PkceChallengeInCode "pkce-challenge-in-code"
        "the authorization code contains the code_challenge";
    // state and the authorization response (RFC 6749 section 4.1.2, RFC 9207)
    StateDropped "state-dropped" "state is never returned";
    StateNotEncoded "state-not-encoded" "state is put into the redirect without percent-encoding";
    StateTruncated "state-truncated" "state is cut after 256 characters";
    StateRequired "state-required" "an authorization request without state is refused";
    StateInvented "state-invented" "a state is returned that the request did not have";
    StateDroppedOnError "state-dropped-on-error" "state is missing in error responses";
    StateDroppedOnDenial "state-dropped-on-denial"
        "state is missing when the resource owner denies";
    StateOfLastRequest "state-of-last-request"
        "the state of the client's latest authorization request is returned";
    StateTwice "state-twice" "state is returned twice";
    CodeInFragment "code-in-fragment"
        "the authorization response stands in the fragment instead of the query";
    ErrorWithCode "error-with-code" "an access_denied response also carries a code";
    AuthorizeErrorDescriptionQuotes "authorize-error-description-quotes"
        "error_description of authorization errors holds double quotes";
    IssMissing "iss-missing"
        "authorization responses carry no iss although the metadata announces it";
    IssWrong "iss-wrong" "iss is not the issuer of the metadata";
    IssMissingOnError "iss-missing-on-error" "error responses carry no iss";
    IssFlagMissing "iss-flag-missing" "the metadata does not announce the iss that is sent";
    // authorization code (RFC 6749 sections 4.1.2 and 4.1.3)
    CodeReusable "code-reusable" "a code can be redeemed again and again";
    CodeReplayWrongError "code-replay-wrong-error" "a replayed code is answered invalid_request";
    CodeReplayKeepsAccessToken "code-replay-keeps-access-token"
        "a replayed code leaves the access tokens issued from it alive";
    CodeReplayKeepsRefreshToken "code-replay-keeps-refresh-token"
        "a replayed code leaves the refresh tokens issued from it alive";
    CodeNotBoundToClient "code-not-bound-to-client" "any client can redeem the code of another";
    CodeRedirectUriOptional "code-redirect-uri-optional"
        "a redirect_uri sent to the authorization endpoint may be left out of the token request";
    CodeRedirectUriNotCompared "code-redirect-uri-not-compared"
        "the token request may name any redirect_uri";
    UnknownCodeWrongError "unknown-code-wrong-error" "an unknown code is answered invalid_request";
    MissingCodeWrongError "missing-code-wrong-error"
        "a token request without code is answered invalid_grant";
    CodePrefixCompared "code-prefix-compared" "only the first 20 characters of a code count";
    TokenRequestScopeWidens "token-request-scope-widens"
        "a scope parameter in the code token request is granted";
    ErrorWithToken "error-with-token"
        "error answers of the token endpoint carry an access_token member";
    ConfidentialClientUnauthenticated "confidential-client-unauthenticated"
        "a confidential client redeems a code with its client_id alone";
    // redirect_uri (RFC 6749 section 3.1.2, RFC 8252, RFC 9700 section 4.1)
    RedirectUriNotChecked "redirect-uri-not-checked" "any redirect_uri is accepted";
    RedirectUriPrefixMatched "redirect-uri-prefix-matched"
        "a redirect_uri that begins with a registered one is accepted";
    RedirectUriQueryIgnored "redirect-uri-query-ignored" "the query is left out of the comparison";
    RedirectUriFragmentIgnored "redirect-uri-fragment-ignored"
        "the fragment is left out of the comparison";
    RedirectUriCaseIgnored "redirect-uri-case-ignored"
        "redirect URIs are compared without regard to case";
    RedirectUriPortIgnored "redirect-uri-port-ignored" "the port is left out of the comparison";
    RedirectUriNormalised "redirect-uri-normalised"
        "dot segments are resolved before the comparison";
    RedirectUriPercentDecoded "redirect-uri-percent-decoded"
        "percent-encoding is undone before the comparison";
    RedirectUriTrailingSlashIgnored "redirect-uri-trailing-slash-ignored"
        "a slash at the end is left out of the comparison";
    RedirectUriSchemeIgnored "redirect-uri-scheme-ignored"
        "the scheme is left out of the comparison";
    RedirectUriHostSuffixMatched "redirect-uri-host-suffix-matched"
        "subdomains of the registered host are accepted";
    RedirectUriHostPrefixMatched "redirect-uri-host-prefix-matched"
        "hosts that begin with the registered host are accepted";
    RedirectUriRelativeAccepted "redirect-uri-relative-accepted"
        "a relative reference to a registered redirect_uri is accepted";
    RedirectUriOfAnyClient "redirect-uri-of-any-client"
        "the redirect_uri of another client is accepted";
    RedirectUriLastWins "redirect-uri-last-wins"
        "of repeated redirect_uri parameters the first is checked and the last is used";
    RedirectUriNotCheckedForPublicClients "redirect-uri-not-checked-for-public-clients"
        "public clients may use any redirect_uri";
    RedirectErrorByMetaRefresh "redirect-error-by-meta-refresh"
        "the page about a bad redirect_uri sends the browser there";
    RedirectUriMismatchBlank "redirect-uri-mismatch-blank"
        "a bad redirect_uri is answered with an empty page";
    LoopbackPortPinned "loopback-port-pinned" "a native client must use the port it registered";
    LoopbackPathIgnored "loopback-path-ignored"
        "a native client may use any path on the loopback interface";
    // authorization request (RFC 6749 sections 3.1 and 4.1.1)
    MissingResponseTypeAssumedCode "missing-response-type-assumed-code"
        "a missing response_type is taken as code";
    MissingResponseTypeWrongError "missing-response-type-wrong-error"
        "a missing response_type is answered access_denied";
    UnknownResponseTypeAssumedCode "unknown-response-type-assumed-code"
        "an unknown response_type is taken as code";
    UnknownResponseTypeWrongError "unknown-response-type-wrong-error"
        "an unknown response_type is answered access_denied";
    EmptyResponseTypeAssumedCode "empty-response-type-assumed-code"
        "an empty response_type is taken as code";
    ResponseTypeCaseIgnored "response-type-case-ignored"
        "response_type is read without regard to case";
    UnknownClientRedirects "unknown-client-redirects"
        "the error about an unknown client is sent to the redirect_uri of the request";
    MissingClientIdRedirects "missing-client-id-redirects"
        "the error about a missing client_id is sent to the redirect_uri of the request";
    AuthorizeRepeatedParameterAccepted "authorize-repeated-parameter-accepted"
        "of a repeated parameter the first one counts";
    AuthorizeUnknownParameterRefused "authorize-unknown-parameter-refused"
        "an unknown parameter is an error";
    UnknownParameterEchoed "unknown-parameter-echoed"
        "unknown parameters come back in the redirect";
    AuthorizeRepeatedUnknownParameterRefused "authorize-repeated-unknown-parameter-refused"
        "an unknown parameter sent twice is an error";
    AuthorizeEmptyParameterRefused "authorize-empty-parameter-refused"
        "an empty optional parameter is an error";
    DenialIssuesCode "denial-issues-code" "a code is issued although the resource owner denies";
    DenialWrongError "denial-wrong-error" "a denial is answered server_error";
    CodeWithoutLogin "code-without-login" "a code is issued without login and consent";
    AuthorizeUnknownScopeWrongError "authorize-unknown-scope-wrong-error"
        "an unknown scope in the authorization request is answered invalid_request";
    AuthorizeUnknownScopeGranted "authorize-unknown-scope-granted"
        "unknown scopes of the authorization request are granted";
    AuthorizeUnknownScopeDroppedSilently "authorize-unknown-scope-dropped-silently"
        "unknown scopes of the authorization request are dropped without a word";
    ErrorPageUnescaped "error-page-unescaped"
        "the error page repeats the request's values without escaping them";
    ErrorShownNotRedirected "error-shown-not-redirected"
        "errors that belong to the client are shown to the resource owner";
    ScopeWidenedAfterConsent "scope-widened-after-consent" "the tokens of a code get every scope";
    CodeNotAscii "code-not-ascii" "the code has a character outside ASCII";
    // client authentication (RFC 6749 section 2.3.1)
    BasicNotFormDecoded "basic-not-form-decoded" "id and secret of HTTP Basic are not form-decoded";
    BasicSchemeCaseSensitive "basic-scheme-case-sensitive"
        "the scheme name Basic is read with regard to case";
    WrongSecretAccepted "wrong-secret-accepted" "any secret authenticates a client";
    WrongSecretAs400 "wrong-secret-as-400" "a wrong secret in HTTP Basic is answered 400";
    WrongSecretWithoutChallenge "wrong-secret-without-challenge"
        "a wrong secret is answered without WWW-Authenticate";
    WrongSecretChallengeOtherScheme "wrong-secret-challenge-other-scheme"
        "a wrong secret is answered with a Bearer challenge";
    WrongSecretWrongError "wrong-secret-wrong-error" "a wrong secret is answered invalid_grant";
    WrongSecretAcceptedInBody "wrong-secret-accepted-in-body"
        "any client_secret in the body authenticates a client";
    UnknownClientAs500 "unknown-client-as-500" "an unknown client breaks the token endpoint";
    UnknownClientWrongError "unknown-client-wrong-error"
        "an unknown client is answered invalid_request";
    MissingAuthenticationWrongError "missing-authentication-wrong-error"
        "missing client authentication is answered invalid_scope";
    ClientIdAloneAccepted "client-id-alone-accepted"
        "a confidential client gets client credentials tokens with its client_id alone";
    EmptySecretAccepted "empty-secret-accepted" "an empty secret authenticates a client";
    TwoMethodsAccepted "two-methods-accepted"
        "a request with two ways of client authentication is accepted";
    ClientIdMismatchHonoured "client-id-mismatch-honoured"
        "the client_id of the body counts, whoever authenticated in the header";
    QueryCredentialsAccepted "query-credentials-accepted"
        "client credentials in the query are read";
    TokenGetAccepted "token-get-accepted" "the token endpoint answers GET";
    MalformedBasicAs500 "malformed-basic-as-500"
        "a malformed Basic header breaks the token endpoint";
    UnsupportedSchemeWithoutChallenge "unsupported-scheme-without-challenge"
        "an unsupported authentication scheme is answered without WWW-Authenticate";
    PublicClientCredentialsAccepted "public-client-credentials-accepted"
        "a public client gets client credentials tokens";
    UnauthorizedClientAccepted "unauthorized-client-accepted"
        "a client may use grant types it is not registered for";
    UnauthorizedClientWrongError "unauthorized-client-wrong-error"
        "a grant type the client is not registered for is answered invalid_scope";
    PublicClientIdOptional "public-client-id-optional"
        "a public client redeems a code without client_id";
    // token request (RFC 6749 sections 3.2 and 4)
    MissingGrantTypeAssumed "missing-grant-type-assumed"
        "a missing grant_type is taken as client_credentials";
    MissingGrantTypeWrongError "missing-grant-type-wrong-error"
        "a missing grant_type is answered invalid_grant";
    EmptyGrantTypeAssumed "empty-grant-type-assumed"
        "an empty grant_type is taken as client_credentials";
    UnsupportedGrantTypeWrongError "unsupported-grant-type-wrong-error"
        "an unknown grant_type is answered invalid_grant";
    UnknownExtensionGrantAccepted "unknown-extension-grant-accepted"
        "any URN as grant_type is taken as client_credentials";
    GrantTypeCaseIgnored "grant-type-case-ignored" "grant_type is read without regard to case";
    TokenRepeatedParameterAccepted "token-repeated-parameter-accepted"
        "of a repeated parameter the first one counts";
    TokenUnknownParameterRefused "token-unknown-parameter-refused"
        "an unknown parameter is an error";
    TokenEmptyParameterRefused "token-empty-parameter-refused" "an empty parameter is an error";
    TokenQueryParametersAccepted "token-query-parameters-accepted"
        "parameters in the query are read";
    TokenCharsetParameterRefused "token-charset-parameter-refused"
        "a content type with a charset is refused";
    JsonBodyAccepted "json-body-accepted" "a JSON body is read";
    FormTypeUnchecked "form-type-unchecked" "a form is read whatever its media type says";
    PutAccepted "put-accepted" "a form endpoint answers PUT like POST";
    ClientCredentialsRefreshToken "client-credentials-refresh-token"
        "client credentials tokens come with a refresh token";
    PasswordGrantLive "password-grant-live" "the grant type password works";
    TokenPlusNotDecoded "token-plus-not-decoded"
        "a plus sign in the form is not decoded to a space";
    // token answer (RFC 6749 section 5.1)
    TokenResponseWithoutNoStore "token-response-without-no-store"
        "the token answer has no Cache-Control: no-store";
    TokenResponseWithoutPragma "token-response-without-pragma"
        "the token answer has no Pragma: no-cache";
    TokenResponseAsText "token-response-as-text" "the token answer is text/plain";
    TokenResponseStatus201 "token-response-status-201" "the token answer has status 201";
    TokenResponseNested "token-response-nested" "the token answer is nested inside another object";
    AccessTokenMissing "access-token-missing" "the token answer has no access_token";
    TokenTypeMissing "token-type-missing" "the token answer has no token_type";
    TokenTypeUnknown "token-type-unknown" "token_type is nothing that is registered";
    ExpiresInString "expires-in-string" "expires_in is a string";
    ExpiresInMissing "expires-in-missing" "the token answer has no expires_in";
    ScopeAsArray "scope-as-array" "scope is an array";
    DuplicateMember "duplicate-member" "access_token stands twice in the token answer";
    AccessTokenWithQuotes "access-token-with-quotes" "the access token holds a double quote";
    NullMember "null-member" "the token answer has a member that is null";
    // token error (RFC 6749 section 5.2)
    ErrorStatus200 "error-status-200" "errors have status 200";
    ErrorStatus422 "error-status-422" "errors have status 422 instead of 400";
    ErrorAsHtml "error-as-html" "errors are HTML pages";
    ErrorMemberMissing "error-member-missing" "errors have the member code instead of error";
    ErrorNested "error-nested" "the error is nested inside another object";
    ErrorCodeUnregistered "error-code-unregistered" "bad_request stands for invalid_request";
    ErrorDescriptionQuotes "error-description-quotes"
        "error_description holds a double quote and a backslash";
    // scope of client credentials (RFC 6749 section 3.3)
    UnknownScopeGranted "unknown-scope-granted" "unknown scopes are granted";
    UnknownScopeIgnoredSilently "unknown-scope-ignored-silently"
        "unknown scopes are ignored, and the answer does not say so";
    UnknownScopeWrongError "unknown-scope-wrong-error"
        "an unknown scope is answered invalid_request";
    ScopeWidenedOnIssue "scope-widened-on-issue" "every scope is granted, whatever was asked";
    ScopeWidenedSilently "scope-widened-silently"
        "every scope is granted, and the answer does not say so";
    ScopeOrderMatters "scope-order-matters"
        "of scopes out of alphabetical order only the first is granted";
    ScopeCaseIgnored "scope-case-ignored" "scopes are read without regard to case";
    ScopeCommaSplit "scope-comma-split" "scopes may be separated by commas";
    MalformedScopeIgnored "malformed-scope-ignored" "malformed scope tokens are dropped";
    OmittedScopeWrongError "omitted-scope-wrong-error"
        "a request without scope is answered invalid_request";
    DefaultScopeNotReported "default-scope-not-reported"
        "the default scope is granted, and the answer does not say so";
    NarrowedScopeNotReported "narrowed-scope-not-reported"
        "unknown scopes beside known ones are dropped, and the answer does not say so";
    ScopePairWidened "scope-pair-widened" "who asks for write and delete is granted every scope";
    ScopeFlagsAdded "scope-flags-added"
        "scopes are added up as flags, so that one named twice stands for another";
    EmptyScopePartGrantsAll "empty-scope-part-grants-all"
        "an empty part of scope, as between two spaces, stands for every scope";
    ReservedScopeGranted "reserved-scope-granted" "a scope that no client may have is granted";
    AliasHalfExpanded "alias-half-expanded" "of what an alias stands for only the first is granted";
    AliasGrantsMore "alias-grants-more" "an alias also grants a scope that it does not stand for";
    AliasExpansionNotReported "alias-expansion-not-reported"
        "an alias is replaced by what it stands for, and the answer does not say so";
    TokenScopeTruncated "token-scope-truncated"
        "of the scope of a token only the first 16 characters are kept";
    // refresh (RFC 6749 section 6)
    RefreshDropsScope "refresh-drops-scope" "a refresh without scope gives only the first scope";
    RefreshNarrowingIgnored "refresh-narrowing-ignored" "a narrower scope is not honoured";
    RefreshWidensScope "refresh-widens-scope" "a wider scope is granted";
    RefreshWidensScopeSilently "refresh-widens-scope-silently"
        "a wider scope is granted, and the answer does not say so";
    RefreshWidensAfterNarrowing "refresh-widens-after-narrowing"
        "who asked for less once may then ask for more than was granted";
    RefreshNotRotated "refresh-not-rotated" "the refresh token stays the same";
    RefreshReuseAccepted "refresh-reuse-accepted" "a rotated refresh token still works";
    RefreshReuseKeepsFamily "refresh-reuse-keeps-family"
        "reuse of a rotated refresh token leaves the others alive";
    RefreshNotBoundToClient "refresh-not-bound-to-client"
        "any client can use the refresh token of another";
    RefreshIgnoresRevocation "refresh-ignores-revocation" "a revoked refresh token still works";
    UnknownRefreshTokenWrongError "unknown-refresh-token-wrong-error"
        "an unknown refresh token is answered invalid_request";
    MissingRefreshTokenWrongError "missing-refresh-token-wrong-error"
        "a request without refresh_token is answered invalid_grant";
    RefreshWithoutAuthentication "refresh-without-authentication"
        "a confidential client refreshes with its client_id alone";
    AccessTokenRefreshes "access-token-refreshes" "an access token works as a refresh token";
    NarrowingShrinksGrant "narrowing-shrinks-grant"
        "a narrower refresh narrows the refresh token too";
    RefusedRefreshBurnsToken "refused-refresh-burns-token"
        "a refused refresh invalidates the refresh token";
    RefreshWrongSecretAccepted "refresh-wrong-secret-accepted"
        "any secret authenticates a client that refreshes";
    RefreshTokenTwoSuccessors "refresh-token-two-successors"
        "a refresh with less scope leaves the old refresh token alive, so it can have two successors";
    RotationRemembersOneGeneration "rotation-remembers-one-generation"
        "a refresh token works again once its successor was replaced as well";
    RefreshByAnotherClientRotates "refresh-by-another-client-rotates"
        "a refresh of another client is refused and uses the refresh token up";
    RefusedScopeRemembered "refused-scope-remembered"
        "a scope that a refresh was refused is granted with the next one";
    RefreshRevivesRevokedAccessToken "refresh-revives-revoked-access-token"
        "a refresh brings the revoked access tokens of its grant back to life";
    SecondRefreshLosesRevocation "second-refresh-loses-revocation"
        "what the second refresh issues is no longer tied to the tokens before it";
    CodeReplaySparesRefreshedToken "code-replay-spares-refreshed-token"
        "a replayed code ends its first tokens, and not those of later refreshes";
    // revocation (RFC 7009)
    RevocationDoesNothing "revocation-does-nothing" "a revoked access token stays active";
    RefreshRevocationDoesNothing "refresh-revocation-does-nothing"
        "a revoked refresh token stays active";
    RevocationUnknownTokenRefused "revocation-unknown-token-refused" "an unknown token is an error";
    RevocationRepeatRefused "revocation-repeat-refused"
        "revoking a token a second time is an error";
    RevocationHintTrusted "revocation-hint-trusted" "a wrong token_type_hint hides the token";
    RevocationUnknownHintRefused "revocation-unknown-hint-refused"
        "an unknown token_type_hint is an error";
    ForeignRevocationAccepted "foreign-revocation-accepted"
        "any client can revoke the token of another";
    ForeignRevocationIgnored "foreign-revocation-ignored"
        "revoking the token of another client is answered as done";
    RevocationUnauthenticated "revocation-unauthenticated"
        "tokens are revoked without client authentication";
    RevocationWrongSecretAccepted "revocation-wrong-secret-accepted"
        "any secret authenticates a client that revokes";
    RevocationMissingTokenAccepted "revocation-missing-token-accepted"
        "a request without token is answered as done";
    RevocationDoesNotCascade "revocation-does-not-cascade"
        "revoking a refresh token leaves the access tokens alive";
    RevocationGetAccepted "revocation-get-accepted" "the revocation endpoint answers GET";
    Revocation204 "revocation-204" "the revocation endpoint answers 204";
    RevocationPublicClientUnidentified "revocation-public-client-unidentified"
        "the token of a public client is revoked without its client_id";
    RevocationOfOneGrantEndsAnother "revocation-of-one-grant-ends-another"
        "revoking a refresh token ends the other grants of its client too";
    RevocationBurnsPendingCode "revocation-burns-pending-code"
        "revoking a refresh token ends codes of its client that are not redeemed yet";
    AuthorizationRefusedAfterRevocation "authorization-refused-after-revocation"
        "the next authorization of a client that revoked a refresh token is refused";
    IntrospectionActiveAfterFamilyRevoked "introspection-active-after-family-revoked"
        "an access token that fell with its refresh token is active";
    // introspection (RFC 7662)
    IntrospectionAlwaysInactive "introspection-always-inactive" "every token is inactive";
    IntrospectionIgnoresRevocation "introspection-ignores-revocation" "a revoked token is active";
    IntrospectionIgnoresExpiry "introspection-ignores-expiry" "an expired token is active";
    GarbageTokenActive "garbage-token-active" "an unknown token is active";
    IntrospectionUnknownAs400 "introspection-unknown-as-400" "an unknown token is an error";
    IntrospectionUnauthenticated "introspection-unauthenticated"
        "tokens are described without client authentication";
    IntrospectionUnauthenticatedInactive "introspection-unauthenticated-inactive"
        "missing client authentication is answered as an inactive token";
    IntrospectionWrongSecretAccepted "introspection-wrong-secret-accepted"
        "any secret authenticates a client that introspects";
    IntrospectionWrongSecretAs400 "introspection-wrong-secret-as-400"
        "a wrong secret is answered 400";
    IntrospectionClientIdOnlyAccepted "introspection-client-id-only-accepted"
        "client_id alone authenticates a client that introspects";
    IntrospectionScopeWrong "introspection-scope-wrong" "the answer always lists every scope";
    IntrospectionScopeOfGrant "introspection-scope-of-grant"
        "the answer about a narrowed token lists the scope of the whole grant";
    IntrospectionScopeArray "introspection-scope-array" "scope is an array";
    InactiveAnswerLeaks "inactive-answer-leaks" "the answer about an inactive token describes it";
    IntrospectionHintTrusted "introspection-hint-trusted" "a wrong token_type_hint hides the token";
    IntrospectionMissingTokenInactive "introspection-missing-token-inactive"
        "a request without token is answered as an inactive token";
    IntrospectionActiveString "introspection-active-string" "active is a string";
    IntrospectionExpString "introspection-exp-string" "exp is a string";
    IntrospectionClientIdWrong "introspection-client-id-wrong"
        "client_id is not the client of the token";
    IntrospectionGetAccepted "introspection-get-accepted" "the introspection endpoint answers GET";
    IntrospectionCacheable "introspection-cacheable" "the answer has no Cache-Control: no-store";
    ForeignIntrospectionOpen "foreign-introspection-open"
        "every client sees the tokens of the others";
    IntrospectionForeignToken403 "introspection-foreign-token-403"
        "the token of another client is answered 403";
    // bearer (RFC 6750)
    BearerSchemeCaseSensitive "bearer-scheme-case-sensitive"
        "the scheme name Bearer is read with regard to case";
    NoTokenAs403 "no-token-as-403" "a request without token is answered 403";
    NoTokenWithoutChallenge "no-token-without-challenge"
        "a request without token is answered without WWW-Authenticate";
    NoTokenWithErrorCode "no-token-with-error-code"
        "a request without token is answered with an error code";
    UnsupportedSchemeWithError "unsupported-scheme-with-error"
        "another authentication scheme is answered with an error code";
    GarbageTokenAs403 "garbage-token-as-403" "an unknown token is answered 403";
    InvalidTokenWithoutError "invalid-token-without-error"
        "an invalid token is answered without an error code";
    InvalidTokenWithoutChallenge "invalid-token-without-challenge"
        "an invalid token is answered without WWW-Authenticate";
    InvalidTokenOtherScheme "invalid-token-other-scheme"
        "an invalid token is answered with a Basic challenge";
    RevokedTokenAccepted "revoked-token-accepted" "a revoked token opens the resource";
    ExpiredTokenAccepted "expired-token-accepted" "an expired token opens the resource";
    TamperedTokenAccepted "tampered-token-accepted" "only the first 20 characters of a token count";
    ScopeNotEnforced "scope-not-enforced" "the scope of the token does not matter";
    FirstScopeEnforced "first-scope-enforced"
        "a resource looks at the first scope of a token alone";
    WriteOpensRead "write-opens-read"
        "a token with the scope write opens what needs read, which write does not imply";
    ImplicationNotHonoured "implication-not-honoured"
        "a scope does not open what the scope that it implies opens";
    ResourceReportsEveryScope "resource-reports-every-scope"
        "a resource says that the token has every scope";
    InsufficientScopeAs401 "insufficient-scope-as-401"
        "a token with too little scope is answered 401";
    InsufficientScopeWithoutChallenge "insufficient-scope-without-challenge"
        "a token with too little scope is answered without WWW-Authenticate";
    InsufficientScopeWrongError "insufficient-scope-wrong-error"
        "a token with too little scope is answered invalid_token";
    InsufficientScopeNamesWrongScope "insufficient-scope-names-wrong-scope"
        "the challenge names a scope that would not help";
    QueryTokenAccepted "query-token-accepted" "a token in the query opens the resource";
    RefreshTokenAcceptedAsAccessToken "refresh-token-accepted-as-access-token"
        "a refresh token opens the resource";
    EmptyTokenAs500 "empty-token-as-500" "an empty token breaks the resource";
    ChallengeWithoutComma "challenge-without-comma"
        "the parameters of a challenge are not separated by commas";
    ChallengeWithoutParameters "challenge-without-parameters"
        "the challenge is the bare scheme name";
    ChallengeErrorTwice "challenge-error-twice" "the challenge names its error twice";
    ChallengeDescriptionQuotes "challenge-description-quotes"
        "error_description in the challenge holds escaped quotes";
    BearerMultipleSpacesRefused "bearer-multiple-spaces-refused"
        "more than one space behind the scheme name is an error";
    CredentialInLocation "credential-in-location"
        "the authorization response carries an access_token";
    // metadata (RFC 8414)
    MetadataWrongContentType "metadata-wrong-content-type" "the metadata is text/html";
    MetadataIssuerMismatch "metadata-issuer-mismatch"
        "the issuer in the metadata has an extra slash";
    MetadataResponseTypesMissing "metadata-response-types-missing"
        "response_types_supported is missing";
    MetadataTokenEndpointMissing "metadata-token-endpoint-missing" "token_endpoint is missing";
    MetadataServedForAnyPath "metadata-served-for-any-path"
        "the metadata is served for issuers that do not exist";
    MetadataScopesAsString "metadata-scopes-as-string" "scopes_supported is a string";
    MetadataEmptyArray "metadata-empty-array" "a member is an empty array";
    MetadataListsPlain "metadata-lists-plain" "the method plain is listed and refused";
    MetadataListsUnsupportedGrant "metadata-lists-unsupported-grant"
        "grant types are listed and refused";
    MetadataOmitsClientCredentials "metadata-omits-client-credentials"
        "client_credentials works and is not listed";
    MetadataOmitsPkce "metadata-omits-pkce" "code_challenge_methods_supported is missing";
    MetadataOmitsSecretPost "metadata-omits-secret-post"
        "client_secret_post is not listed, yet accepted";
    MetadataListsImplicit "metadata-lists-implicit" "the response type token is listed and refused";
    ListedScopeRefused "listed-scope-refused"
        "client_credentials requests for the last listed scope are refused";
    MetadataUnknownPkceMethod "metadata-unknown-pkce-method"
        "a PKCE method is listed that does not exist";
    MetadataRequiresAuthentication "metadata-requires-authentication"
        "the metadata needs credentials";
    MetadataDuplicateMember "metadata-duplicate-member" "issuer stands twice in the metadata";
    MetadataIssuerMissing "metadata-issuer-missing" "issuer is missing";
    MetadataElsewhere "metadata-elsewhere"
        "there is no metadata at the well-known URL of the issuer";
    OpenidDocumentDiffers "openid-document-differs"
        "the document of OpenID Connect names another token endpoint";
    ForwardedHostTrusted "forwarded-host-trusted"
        "the metadata name the host of X-Forwarded-Host";
    MetadataHttpEndpoints "metadata-http-endpoints"
        "the metadata name endpoints that are reached without TLS";
    MetadataListsAlgNone "metadata-lists-alg-none"
        "none is among the signing algorithms of client authentication";
    PrivateKeyPublished "private-key-published" "the JWK Set holds a private key";
    KeyWithoutUse "key-without-use"
        "the JWK Set has keys for signatures and for encryption, and one that does not say which";
    ClientDocumentsNotAnnounced "client-documents-not-announced"
        "the metadata do not say that the URL of a metadata document may be a client_id";
    // resource indicators and audiences (RFC 8707, RFC 9700 section 2.3)
    ResourceParameterRefused "resource-parameter-refused" "a request with resource is an error";
    ResourceRepeatedRefused "resource-repeated-refused" "resource twice is an error";
    ResourceRelativeAccepted "resource-relative-accepted"
        "a resource that is no absolute URI is ignored";
    ResourceFragmentAccepted "resource-fragment-accepted"
        "the fragment of a resource is cut off";
    ResourceUnknownAccepted "resource-unknown-accepted" "an unknown resource is ignored";
    ResourceUnknownWrongError "resource-unknown-wrong-error"
        "an unknown resource is answered invalid_request";
    ResourceSubsetIgnored "resource-subset-ignored"
        "the token for one of several granted resources is for all of them";
    ResourceNotGrantedIssued "resource-not-granted-issued"
        "a token request may name resources that were not granted";
    RefreshForgetsResources "refresh-forgets-resources"
        "a refresh token is good only for the resource of the first access token";
    ResourceNarrowsScopeSilently "resource-narrows-scope-silently"
        "with a resource only the first scope is granted, and the answer does not say so";
    AudienceNotRestricted "audience-not-restricted"
        "every access token is for every resource, whatever was asked for";
    AudienceNotChecked "audience-not-checked"
        "a token for another resource opens the resource";
    IntrospectionAudienceMissing "introspection-audience-missing"
        "the introspection answer has no aud";
    // metadata of protected resources (RFC 9728)
    ResourceMetadataMissing "resource-metadata-missing"
        "there are no metadata of the resources, and challenges name none";
    ResourceMetadataWithoutServers "resource-metadata-without-servers"
        "the metadata of a resource name no authorization server";
    ChallengeWithoutScope "challenge-without-scope"
        "the challenge of a 401 does not name the scope that is needed";
    InsufficientScopeWithoutMetadata "insufficient-scope-without-metadata"
        "the challenge of a 403 does not name the metadata of the resource";
    KeyPassesForToken "key-passes-for-token"
        "a key opens the resource that is for access tokens alone";
    OfflineAccessAskedFor "offline-access-asked-for"
        "resources list offline_access among their scopes";
    ResourceMetadataOfAnother "resource-metadata-of-another"
        "the metadata of a resource are about another one";
    ResourceMetadataForAnyPath "resource-metadata-for-any-path"
        "the metadata of a resource are served for resources that do not exist";
    ResourceMetadataNeedsToken "resource-metadata-needs-token"
        "the metadata of a resource need a token";
    ResourceMetadataNamesOtherServer "resource-metadata-names-other-server"
        "the metadata of a resource name another authorization server";
    ResourceMetadataWithoutResource "resource-metadata-without-resource"
        "the metadata of a resource lack its identifier";
    ChallengeNamesNoMetadata "challenge-names-no-metadata"
        "the resource_metadata of a challenge leads nowhere";
    // identity (OpenID Connect Core 1.0)
    IdTokenMissing "id-token-missing"
        "the answer to a code with the scope openid has no ID Token";
    UserinfoWithoutSub "userinfo-without-sub" "UserInfo does not say whom it is about";
    UserinfoTellsEverything "userinfo-tells-everything"
        "UserInfo tells the e-mail address whatever the scope";
    // pages and redirects of the authorization server (RFC 9700 sections 2.6, 4.2, 4.11 and 4.16)
    PagesUnguarded "pages-unguarded"
        "pages lack what keeps them out of frames and their URL out of Referer";
    PageWithForeignImage "page-with-foreign-image" "pages load an image from another host";
    LoginRedirect307 "login-redirect-307" "redirects have status 307";
    LoginRedirect302 "login-redirect-302" "redirects have status 302";
    LoginFollowsNext "login-follows-next"
        "after the consent the browser is sent where the parameter next says";
    AuthorizeCors "authorize-cors" "the authorization endpoint allows every origin";
    AuthorizeGetRefused "authorize-get-refused" "the authorization endpoint refuses GET";
    ParameterNamesIgnoreCase "parameter-names-ignore-case"
        "names of parameters are read without regard to case";
    ConsentFormUnguarded "consent-form-unguarded"
        "the consent form needs nothing but a cookie, which goes along from every site";
    PublicClientAutoApproved "public-client-auto-approved"
        "who consented once is not asked again, whatever the client";
    StateSplitsHeader "state-splits-header" "a line break in state starts a new header field";
    ImplicitLive "implicit-live"
        "response_type token yields an access token, without its token_type";
    RedirectUriFirstAssumed "redirect-uri-first-assumed"
        "without redirect_uri the first of several registered ones is used";
    RedirectUriQueryDropped "redirect-uri-query-dropped"
        "the query of the redirect_uri is lost in the answer";
    PrivateUseSchemeRefused "private-use-scheme-refused"
        "redirect URIs of private-use schemes are refused";
    PublicHttpsRefused "public-https-refused" "public clients may not use https redirect URIs";
    PkceMethodAloneIgnored "pkce-method-alone-ignored"
        "a method without a challenge lets any code_verifier pass";
    ErrorPageStatus200 "error-page-status-200" "error pages have status 200";
    ErrorPageStatus401 "error-page-status-401" "error pages have status 401";
    // more of client authentication, tokens and their use
    BodyCredentialsRefused "body-credentials-refused" "credentials in the body are refused";
    BasicWithClientIdRefused "basic-with-client-id-refused"
        "the client's own client_id beside HTTP Basic is an error";
    PublicClientSecretIgnored "public-client-secret-ignored"
        "any secret of a public client is ignored";
    InvalidReplayRevokes "invalid-replay-revokes"
        "a replayed code revokes, although nothing else of the request is right";
    LongValuesRefused "long-values-refused" "requests of more than two kilobytes are refused";
    ShortCredentials "short-credentials" "tokens and codes have eight characters";
    TokenInCookie "token-in-cookie" "the access token is also set as a cookie";
    IdenticalScopeNotReported "identical-scope-not-reported"
        "a scope that was granted as requested is not reported";
    IntrospectionUnknownHintRefused "introspection-unknown-hint-refused"
        "an unknown token_type_hint is an error";
    IntrospectionAnyBearerAccepted "introspection-any-bearer-accepted"
        "any bearer token opens the introspection endpoint";
    BearerFirstWordCounts "bearer-first-word-counts"
        "only the first word behind the scheme name counts";
    TwoTokenPlacesAccepted "two-token-places-accepted"
        "a token in the query is read, also beside another in the header";
    FirstAuthorizationCounts "first-authorization-counts"
        "of two Authorization headers the first one counts";
    BodyTokenAccepted "body-token-accepted"
        "a token in any body opens the resource, whatever the method";
    // keys, and resources of special kinds
    KeyRefused "key-refused" "keys open nothing";
    KeyScopesIgnored "key-scopes-ignored" "a key opens every resource";
    KeyPrefixCompared "key-prefix-compared" "only the first 12 characters of a key count";
    TestCallRefused "test-call-refused" "the resource that any token opens opens to none";
    TestCallUnguarded "test-call-unguarded" "the resource that any token opens needs no token";
    OpenEndpointGuarded "open-endpoint-guarded" "the resource that needs no token asks for one";
    ResourceErrorCodesOfItsOwn "resource-error-codes-of-its-own"
        "refusals of the resource have error codes in the body that no specification knows";
    AuthorizeScopeTakenWhole "authorize-scope-taken-whole"
        "the scope of an authorization request is taken for one name, whatever separates its parts";
    TokenUnsigned "token-unsigned" "access tokens are JWTs with the algorithm none";
    ConsentWidensEarlierTokens "consent-widens-earlier-tokens"
        "a consent also widens the tokens that the client has from earlier ones";
    RefreshTokenInBodyUnread "refresh-token-in-body-unread"
        "the refresh token in the body is not looked for";
    // revocations that are known late (RFC 7009 section 2.1)
    IntrospectionAnswerCached "introspection-answer-cached"
        "an introspection answer is given again for 300 milliseconds";
    ReplicaLearnsLate "replica-learns-late"
        "of two replicas that take turns one learns of a revocation 200 milliseconds later";
    // at the same time: see ONLY_AT_ONCE
    CodeRedeemedAtOnce "code-redeemed-at-once"
        "a code is marked as redeemed four milliseconds after it was looked at";
    CodeRedeemedWithinMicroseconds "code-redeemed-within-microseconds"
        "a code is marked as redeemed 180 microseconds after it was looked at";
    RefreshRotationRaces "refresh-rotation-races"
        "a refresh token is marked as used four milliseconds after it was looked at";
    RevocationLosesToRefresh "revocation-loses-to-refresh"
        "a refresh on its way issues its tokens without another look at the grant";
    ConsentsMixedUpAtOnce "consents-mixed-up-at-once"
        "of authorization requests that are consented to at once all codes are for the last one";
    // under load: see ONLY_UNDER_LOAD
    TokenAnswersSwapped "token-answers-swapped"
        "every fiftieth token answer is the one that another request got before";
    IntrospectionAnswersSwapped "introspection-answers-swapped"
        "every fiftieth introspection answer is about the token that was asked about before";
    RevocationForgottenUnderLoad "revocation-forgotten-under-load"
        "a revoked token is active again while more than 50 requests a second come";
    SecretUncheckedUnderLoad "secret-unchecked-under-load"
        "any secret authenticates a client while more than 50 requests a second come";
    ScopeWidenedUnderLoad "scope-widened-under-load"
        "every fiftieth client_credentials answer grants every scope";
    TokenCached "token-cached"
        "for five seconds a client gets the same access token again for the same scope";
}

/// Faults that requests one after the other never show: races catch them.
const ONLY_AT_ONCE: &[Fault] = &[
    Fault::CodeRedeemedAtOnce,
    Fault::CodeRedeemedWithinMicroseconds,
    Fault::RefreshRotationRaces,
    Fault::RevocationLosesToRefresh,
    Fault::ConsentsMixedUpAtOnce,
];

/// Faults that a few requests one after the other do not show: load profiles catch them, not
/// scenarios.
const ONLY_UNDER_LOAD: &[Fault] = &[
    Fault::TokenAnswersSwapped,
    Fault::IntrospectionAnswersSwapped,
    Fault::RevocationForgottenUnderLoad,
    Fault::SecretUncheckedUnderLoad,
    Fault::ScopeWidenedUnderLoad,
    Fault::TokenCached,
];
