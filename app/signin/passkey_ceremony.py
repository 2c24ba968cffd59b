"""The WebAuthn ceremonies by py_webauthn. Slow to import: import it where it is used.

The person is always verified by the authenticator (fingerprint, face, PIN): a passkey is two
factors in one.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.signin.models import Passkey
from app.signin.passkey_rules import Site, handle_of

RP_NAME = "Sáng kiến số"
MOST_TYPED = 20_000
WAIT_MS = 120_000


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom a passkey is made."""

    account_id: int
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """A passkey that an authenticator has just made; `credential_id` is base64url."""

    credential_id: str
    public_key: bytes
    sign_count: int
    transports: str


Known = Iterable[tuple[str, str]]
"""Credential ids and their transports ("internal hybrid")."""


def creation_options(site: Site, challenge: str, owner: Owner, known: Known) -> dict[str, Any]:
    """What `navigator.credentials.create` is asked; no authenticator is used twice."""
    asked = generate_registration_options(
        rp_id=site.rp_id,
        rp_name=RP_NAME,
        user_id=handle_of(owner.account_id),
        user_name=owner.email,
        user_display_name=owner.name,
        challenge=base64url_to_bytes(challenge),
        timeout=WAIT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(known),
    )
    return dict(options_to_json_dict(asked))


def request_options(site: Site, challenge: str, known: Known) -> dict[str, Any]:
    """What `navigator.credentials.get` is asked; nothing `known`: any passkey of this site."""
    asked = generate_authentication_options(
        rp_id=site.rp_id,
        challenge=base64url_to_bytes(challenge),
        timeout=WAIT_MS,
        allow_credentials=_described(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options_to_json_dict(asked))


def _described(known: Known) -> list[PublicKeyCredentialDescriptor]:
    names = {str(transport) for transport in AuthenticatorTransport}
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(key),
            transports=[AuthenticatorTransport(t) for t in transports.split() if t in names],
        )
        for key, transports in known
    ]


def registered(site: Site, challenge: str, answer: str) -> NewKey | None:
    """The passkey that an answer to `creation_options` proves; None when it does not."""
    try:
        given = _read(answer)
        proven = verify_registration_response(
            credential=given,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        transports = given["response"].get("transports") or []
        return NewKey(
            bytes_to_base64url(proven.credential_id),
            proven.credential_public_key,
            proven.sign_count,
            " ".join(str(transport) for transport in transports)[:120],
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        return None


def credential_in(answer: str) -> str:
    """Which passkey an answer claims to come from; "" when it is none."""
    try:
        return str(_read(answer)["id"])
    except (ValueError, KeyError, TypeError):
        return ""


def asserted(site: Site, challenge: str, answer: str, key: Passkey) -> int | None:
    """The authenticator's new count of signatures, or None when the answer proves nothing.

    A count that does not grow (a copied key) is refused; authenticators without one say 0.
    """
    try:
        given = _read(answer)
        handle = given["response"].get("userHandle")
        if handle and base64url_to_bytes(handle) != handle_of(key.account_id):
            return None
        proven = verify_authentication_response(
            credential=given,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        return None
    return proven.new_sign_count


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > MOST_TYPED:
        raise ValueError("the answer is too long")
    given = json.loads(answer)
    if not isinstance(given, dict) or not isinstance(given.get("response"), dict):
        raise ValueError("not a credential")
    return given
