"""Whether each author stands by the share: states, and what that means for submitting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from app.kernel.numbers import decimal_text
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text


class Consent(StrEnum):
    """How one author stands to the share on the line."""

    OWNER = "owner"
    CONFIRMED = "confirmed"
    ON_PAPER = "on_paper"
    DECLINED = "declined"
    CHANGED = "changed"
    INVITED = "invited"
    WAITING = "waiting"


CONSENT_TITLES: dict[Consent, Text] = {
    Consent.OWNER: T("Người lập hồ sơ, xác nhận khi nộp"),
    Consent.CONFIRMED: T("Đã xác nhận"),
    Consent.ON_PAPER: T("Đồng ý trên giấy"),
    Consent.DECLINED: T("Từ chối"),
    Consent.CHANGED: T("Cần xác nhận lại, tỷ lệ đã đổi"),
    Consent.INVITED: T("Đã mời, chờ xác nhận"),
    Consent.WAITING: T("Chưa xác nhận"),
}
CONSENT_SHAPES: dict[Consent, str] = {
    Consent.OWNER: "ok",
    Consent.CONFIRMED: "ok",
    Consent.ON_PAPER: "done",
    Consent.DECLINED: "bad",
    Consent.CHANGED: "ask",
    Consent.INVITED: "doing",
    Consent.WAITING: "none",
}
UNANSWERED = frozenset({Consent.CHANGED, Consent.INVITED, Consent.WAITING})
AGREED = frozenset({Consent.OWNER, Consent.CONFIRMED, Consent.ON_PAPER})


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One author's line and how the author stands to it."""

    position: int
    key: str
    full_name: str
    email: str
    account_id: int | None
    share: Decimal
    consent: Consent
    reason: str = ""
    answered_at: datetime | None = None
    invited_at: datetime | None = None

    @property
    def title(self) -> Text:
        """The state in words."""
        return CONSENT_TITLES[self.consent]

    @property
    def shape(self) -> str:
        """The shape of its tag."""
        return CONSENT_SHAPES[self.consent]


def key_of(email: str, name_key: str) -> str:
    """What a consent is bound to: the address on the line, or the name when there is none."""
    return email or f"ten:{name_key}"


def blockers_of_consents(lines: Iterable[ConsentLine], *, must: bool) -> list[Blocker]:
    """Nobody is submitted as an author who declined; `must`: everybody has agreed."""
    found = []
    for line in lines:
        if line.consent is Consent.DECLINED:
            text = T(
                "%(name)s không đồng ý đứng tên với tỷ lệ %(share)s%%: sửa tỷ lệ hoặc bỏ dòng này",
                name=line.full_name, share=decimal_text(line.share),
            )  # fmt: skip
            found.append(Blocker("shares", text))
        elif must and line.consent not in AGREED:
            text = T("%(name)s chưa xác nhận tỷ lệ đóng góp %(share)s%%", name=line.full_name,
                     share=decimal_text(line.share))  # fmt: skip
            found.append(Blocker("shares", text))
    return found


def warnings_of_consents(lines: Iterable[ConsentLine]) -> list[Text]:
    """Who has not agreed yet, when the round only advises it."""
    return [
        T("%(name)s chưa xác nhận tỷ lệ đóng góp.", name=line.full_name)
        for line in lines
        if line.consent not in AGREED and line.consent is not Consent.DECLINED
    ]
