"""What the browser brings back is signed with SHA-256."""

import hashlib
import re

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.web.security import Sha256Sessions


def _reads(value: str, key: str, salt: str, digest: object, derivation: str) -> bool:
    signer = {"digest_method": digest, "key_derivation": derivation}
    try:
        URLSafeTimedSerializer(key, salt=salt, signer_kwargs=signer).loads(value)
    except BadSignature:
        return False
    return True


def test_cookies_and_form_tokens_are_signed_with_sha_256(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get("/dang-nhap").get_data(as_text=True)
    app.config["WTF_CSRF_ENABLED"] = False
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert found is not None
    assert cookie is not None

    key = str(app.secret_key)
    for digest, read in ((hashlib.sha256, True), (hashlib.sha1, False)):
        token = _reads(found[1], key, "wtf-csrf-token", digest, "django-concat")
        assert token is read
        session = _reads(cookie.value, key, Sha256Sessions.salt, digest, "hmac")
        assert session is read
