"""What a new password must be (ASVS 5.0, 6.2): long, and not what everybody tries first.

No composition rules, no rotation, nothing cut off. Knows no list itself: it is handed one.
"""

import re
from collections.abc import Callable, Iterable

from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.kernel.vietnamese import fold

LEAST, MOST = 12, 256
OWN_LEAST = 5
"""So many signs of a password must be left when the words known to everybody are taken out."""

_SIGNS = re.compile(r"[^a-z0-9]+")
_RUNS = (
    "1234567890" * 26,
    "0987654321" * 26,
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)
_HOUSE = ("sangkienso", "sangkien", "matkhau", "password", "ubnd", "uyban", "nhandan")


def blockers(
    typed: str,
    context: Iterable[str],
    is_common: Callable[[str], bool],
    *,
    least: int = LEAST,
    field: str = "password",
) -> list[Blocker]:
    """Why this cannot be a password, or nothing.

    `typed`: already NFC. `context`: names, address, unit of the person. `is_common`: whether a
    folded word without signs is on the list of common passwords.
    """
    if len(typed) < least:
        return [Blocker(field, T("Mật khẩu phải có từ %(n)s ký tự trở lên", n=least))]
    if len(typed) > MOST:
        return [Blocker(field, T("Mật khẩu không được quá %(n)s ký tự", n=MOST))]
    word = _SIGNS.sub("", fold(typed))
    if is_common(word) or is_common(word.strip("0123456789")) or _is_run(word):
        return [Blocker(field, T("Mật khẩu này quá phổ biến, chọn mật khẩu khác"))]
    own = word
    for part in sorted({*_HOUSE, *context_words(context)}, key=len, reverse=True):
        own = own.replace(part, "")
    if own != word and len(own.strip("0123456789")) < OWN_LEAST:
        return [Blocker(field, T("Mật khẩu chỉ gồm họ tên, địa chỉ thư, tên đơn vị hoặc tên hệ "
                                 "thống. Chọn một câu mà người khác không đoán được"))]  # fmt: skip
    return []


def context_words(texts: Iterable[str]) -> set[str]:
    """The words of a person's name, address and unit, joined and one by one, folded."""
    found: set[str] = set()
    for text in texts:
        words = [word for word in _SIGNS.split(fold(text.partition("@")[0])) if word]
        found |= {"".join(words), *words}
    return {word for word in found if len(word) >= 3}


def _is_run(word: str) -> bool:
    """ "123456789012", "aaaaaaaaaaaa", "abcabcabcabc"."""
    if any(word in run for run in _RUNS):
        return True
    return 0 < (word + word).find(word, 1) <= 4
