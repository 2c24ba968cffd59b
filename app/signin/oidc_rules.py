"""Signing in through the agency's identity provider (OpenID Connect): what is believed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from app.kernel.refusals import Blocker
from app.kernel.text import T

ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
"""Signatures by the provider's private key only: never `none`, never a shared secret."""
LONGEST_SUBJECT = 255
LEEWAY = timedelta(seconds=60)
"""How far two clocks may differ."""
DOWN = T("Cổng đăng nhập của cơ quan không phản hồi. Thử lại sau ít phút, hoặc đăng nhập bằng "
         "mật khẩu")  # fmt: skip
LAPSED = T("Lượt đăng nhập qua cổng của cơ quan đã dùng hoặc quá thời gian. Bắt đầu lại từ "
           "trang này")  # fmt: skip
STOPPED = T("Cổng đăng nhập của cơ quan không xác nhận lượt đăng nhập này. Bắt đầu lại, hoặc "
            "đăng nhập bằng mật khẩu")  # fmt: skip
NOT_USABLE = T("Tài khoản cơ quan này chưa dùng được ở đây. Đã có mật khẩu: đăng nhập bằng mật "
               "khẩu rồi liên kết tại mục “Tài khoản của tôi”. Chưa có: liên hệ quản trị "
               "viên")  # fmt: skip
OF_ANOTHER = T("Tài khoản cơ quan này đã liên kết với một tài khoản khác")
LAST_WAY_IN = T("Tài khoản này chưa có mật khẩu hay khóa truy cập: bỏ liên kết thì không còn cách "
                "đăng nhập. Nhờ quản trị viên gửi liên kết đặt mật khẩu trước")  # fmt: skip


class ProviderFault(Exception):
    """The provider did not answer (`down`), or answered what must not be believed."""

    def __init__(self, why: str, *, down: bool = False) -> None:
        super().__init__(why)
        self.down = down


@dataclass(frozen=True, slots=True)
class Provider:
    """The one provider of this installation. `unit_code`: where new people are put; "" for none.

    `amr`: methods of the provider that count as a second factor here (none unless set). `max_age`:
    how long ago the provider may have signed the person in; our sign-in ends then.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    unit_code: str
    amr: tuple[str, ...]
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the provider's parts are, from its discovery document."""

    authorization: str
    token: str
    keys: str
    token_auth: str


@dataclass(frozen=True, slots=True)
class OutsidePerson:
    """Whom the provider vouches for. `email` is for reading only: nobody is found by it."""

    issuer: str
    subject: str
    email: str = ""
    email_verified: bool = False
    name: str = ""
    amr: tuple[str, ...] = ()
    signed_in_at: datetime | None = None


def discovery_address(issuer: str) -> str:
    """OpenID Connect Discovery 1.0, section 4."""
    return issuer.rstrip("/") + "/.well-known/openid-configuration"


def endpoints_in(found: Any, provider: Provider) -> Endpoints:
    """The endpoints that a discovery document names; ProviderFault when one is not safe."""
    if not isinstance(found, dict) or found.get("issuer") != provider.issuer:
        raise ProviderFault("the discovery document is of another issuer")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    for name in names:
        if not _address_is_safe(found.get(name), provider.issuer):
            raise ProviderFault(f"{name} is not an https address")
    offered = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    basic = "client_secret_basic" in offered
    auth = "client_secret_basic" if basic else "client_secret_post"
    return Endpoints(
        found["authorization_endpoint"], found["token_endpoint"], found["jwks_uri"],
        auth if provider.client_secret else "none",
    )  # fmt: skip


def _address_is_safe(address: object, issuer: str) -> bool:
    """https; plain http on this very machine only where the operator's issuer is there too."""
    try:
        parts = urlsplit(address) if isinstance(address, str) else None
        named = parts is not None and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False
    if parts is None or not named:
        return False
    at_home = urlsplit(issuer)
    same_machine = at_home.scheme == "http" and parts.hostname == at_home.hostname
    return parts.scheme == "https" or (parts.scheme == "http" and same_machine)


def person_in(claims: dict[str, Any], issuer: str) -> OutsidePerson:
    """The person of a verified ID token; ProviderFault when it names nobody."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise ProviderFault("the ID token names no subject")
    return OutsidePerson(
        issuer=issuer,
        subject=subject,
        email=_text(claims.get("email")),
        email_verified=claims.get("email_verified") is True,
        name=_text(claims.get("name")),
        amr=tuple(word for word in claims.get("amr") or () if isinstance(word, str)),
        signed_in_at=_moment(claims.get("auth_time")),
    )


def _moment(value: object) -> datetime | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return datetime.fromtimestamp(value, UTC) if is_number and 0 < value < 2**35 else None  # type: ignore[operator, arg-type]


def require_recent(person: OutsidePerson, provider: Provider, now: datetime) -> None:
    """The provider was asked to have signed the person in lately: it must say so (`auth_time`)."""
    if provider.max_age is None:
        return
    at = person.signed_in_at
    if at is None or not now - provider.max_age - LEEWAY <= at <= now + LEEWAY:
        raise ProviderFault("auth_time is missing or too old")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def blockers_to_unlink(*, has_password: bool, has_passkey: bool, others: int) -> list[Blocker]:
    """Nobody takes the last way into the own account away."""
    if has_password or has_passkey or others:
        return []
    return [Blocker("", LAST_WAY_IN)]
