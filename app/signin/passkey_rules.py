"""Passkeys (WebAuthn level 2): where they work, what they are called, which may go."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.kernel.refusals import Blocker
from app.kernel.text import T

NAME_LIMIT = 80
MOST_KEYS = 20
REFUSED = T("Khóa truy cập này không dùng được. Thử khóa khác, hoặc đăng nhập bằng mật khẩu")
LAPSED = T("Lượt dùng khóa truy cập đã dùng hoặc quá thời gian. Bắt đầu lại")
NOT_ADDED = T("Chưa thêm được khóa truy cập. Bắt đầu lại, hoặc dùng thiết bị khác")
KNOWN = T("Khóa truy cập này đã được thêm trước đây")
TOO_MANY = T("Mỗi tài khoản có tối đa %(n)s khóa truy cập. Gỡ bớt trước khi thêm", n=MOST_KEYS)
FACTOR_NEEDED = T("Vai trò của tài khoản này bắt buộc xác thực hai lớp. Thêm khóa khác hoặc "
                  "thiết lập ứng dụng xác thực trước khi gỡ")  # fmt: skip
LAST_WAY_IN = T("Tài khoản này chưa có mật khẩu: gỡ khóa truy cập cuối cùng thì không còn cách "
                "đăng nhập. Nhờ quản trị viên gửi liên kết đặt mật khẩu trước")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """What a passkey is bound to: the host (relying party) and the exact origin of the pages."""

    rp_id: str
    origin: str


def site_of(base_url: str) -> Site | None:
    """The site that BASE_URL names; None where browsers allow no passkeys.

    They need a host name (not an address) over https; localhost may do without.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if not host or _is_address(host) or not (parts.scheme == "https" or host == "localhost"):
        return None
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    port = f":{parts.port}" if parts.port and parts.port != usual else ""
    return Site(host, f"{parts.scheme}://{host}{port}")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def handle_of(account_id: int) -> bytes:
    """How an authenticator names the person to us: the account's number, nothing about them."""
    return f"account-{account_id}".encode()


def blockers_to_remove(
    *, last: bool, demanded: bool, has_totp: bool, other_way_in: bool
) -> list[Blocker]:
    """Why this passkey must stay: a role demands a factor, or there would be no way in."""
    if not last:
        return []
    found = [Blocker("password", FACTOR_NEEDED)] if demanded and not has_totp else []
    return found if other_way_in else [*found, Blocker("password", LAST_WAY_IN)]
