"""Talking to the identity provider by Authlib. Slow to import: import it where it is used.

Nothing here touches the database: a slow provider must not hold a transaction open.
"""

from datetime import datetime
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import PreparedRequest, RequestException, Response

from app.signin.oidc_rules import (
    ALGORITHMS,
    LEEWAY,
    Endpoints,
    OutsidePerson,
    Provider,
    ProviderFault,
    discovery_address,
    endpoints_in,
    person_in,
    require_recent,
)

SECONDS = (4, 8)
"""To connect, and for each part of an answer."""
MOST_BYTES = 512 * 1024


class _Careful(OAuth2Session):
    """Follows no redirect, waits a bounded time, reads a bounded answer."""

    def send(self, request: PreparedRequest, **options: Any) -> Response:
        """Every request of the session passes here."""
        options.update(allow_redirects=False, stream=True, timeout=SECONDS)
        answer: Response = super().send(request, **options)
        body = b""
        for part in answer.iter_content(16 * 1024):
            body += part
            if len(body) > MOST_BYTES:
                answer.close()
                raise ProviderFault("the answer is too long")
        answer._content = body  # what `.text` and `.json()` read
        return answer

    def document(self, address: str) -> Any:
        """A JSON document of the provider."""
        answer = self.request("GET", address, withhold_token=True)
        if answer.status_code != 200:
            raise ProviderFault(f"HTTP {answer.status_code}", down=answer.status_code >= 500)
        return answer.json()


def way_out(provider: Provider, redirect_uri: str, *, state: str, nonce: str, verifier: str) -> str:
    """The provider's address that the person is sent to, with PKCE S256."""
    try:
        with _session(provider, redirect_uri) as session:
            found = _endpoints(session, provider)
            address, _state = session.create_authorization_url(
                found.authorization, state=state, code_verifier=verifier, nonce=nonce,
                **_max_age(provider),
            )  # fmt: skip
    except (RequestException, AuthlibBaseError, ValueError) as problem:
        raise _fault(problem) from problem
    return str(address)


def exchange(
    provider: Provider, redirect_uri: str, code: str, *, nonce: str, verifier: str, now: datetime
) -> OutsidePerson:
    """Trade the code for an ID token and verify it; ProviderFault when anything is wrong."""
    try:
        with _session(provider, redirect_uri) as session:
            found = _endpoints(session, provider)
            session.token_endpoint_auth_method = found.token_auth
            given = session.fetch_token(
                found.token, grant_type="authorization_code", code=code, code_verifier=verifier
            )
            keys = session.document(found.keys)
        claims = _verified(str(given["id_token"]), keys, provider, nonce, now)
    except (RequestException, AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as odd:
        raise _fault(odd) from odd
    person = person_in(claims, provider.issuer)
    require_recent(person, provider, now)
    return person


def _max_age(provider: Provider) -> dict[str, str]:
    """OpenID Connect Core 1.0, 3.1.2.1: sign the person in anew when it was longer ago."""
    if provider.max_age is None:
        return {}
    return {"max_age": str(int(provider.max_age.total_seconds()))}


def _session(provider: Provider, redirect_uri: str) -> _Careful:
    return _Careful(
        provider.client_id,
        provider.client_secret or None,
        scope="openid profile email",
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
    )


def _endpoints(session: _Careful, provider: Provider) -> Endpoints:
    return endpoints_in(session.document(discovery_address(provider.issuer)), provider)


def _verified(
    id_token: str, keys: Any, provider: Provider, nonce: str, now: datetime
) -> dict[str, Any]:
    """OpenID Connect Core 1.0, section 3.1.3.7: signature, issuer, audience, azp, times, nonce."""
    public: Any = {"keys": [key for key in keys["keys"] if key.get("kty") != "oct"]}
    read = jwt.decode(id_token, KeySet.import_key_set(public), algorithms=list(ALGORITHMS))
    claims = CodeIDToken(
        read.claims,
        read.header,
        options={
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
        },
        params={"nonce": nonce, "client_id": provider.client_id},
    )
    claims.validate(now=int(now.timestamp()), leeway=int(LEEWAY.total_seconds()))
    return dict(read.claims)


def _fault(problem: Exception) -> ProviderFault:
    """Only a provider that cannot be reached is "down"; its text goes to the log, not to people."""
    down = isinstance(problem, RequestException)
    return ProviderFault(f"{type(problem).__name__}: {problem}", down=down)
