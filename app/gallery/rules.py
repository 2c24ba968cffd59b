"""What may be published, and under which address. Values in, Blockers out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.ideas.states import IdeaState
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.kernel.vietnamese import fold, search_tokens

TITLE_LIMIT, TEXT_LIMIT, NOTE_LIMIT, SECTOR_LIMIT, DECISION_LIMIT = 200, 6000, 1000, 80, 200
REASON_LIMIT = 1000
SLUG_LIMIT = 90
# Shorter passages ("cơ sở dữ liệu") are the language of the subject, not a secret.
SECRET_WORDS = 4

_SENTENCE_END = re.compile(r"[\n.;!?]+")
_ADDRESS = re.compile(r"\S@\w[\w-]*\.\w")
_MOBILE = re.compile(r"(?<!\d)(?:\+84[ .-]?|0)[35789]\d{1,2}[ .-]?\d{3}[ .-]?\d{3,4}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{12}(?!\d)")


@dataclass(frozen=True, slots=True)
class PublicText:
    """What the public will read: written for publication, nothing is taken over unseen."""

    title: str
    problem: str
    solution: str
    effect: str = ""
    ai_note: str = ""
    sector: str = ""
    decision_text: str = ""
    show_authors: bool = False


def slug_of(title: str, idea_id: int) -> str:
    """The permanent address: folded words of the first title, then the number of the dossier."""
    words = re.findall(r"[a-z0-9]+", fold(title))
    kept: list[str] = []
    for word in words:
        if len("-".join([*kept, word])) > SLUG_LIMIT:
            break
        kept.append(word)
    return "-".join([*kept, str(idea_id)])


def blockers_to_publish(
    text: PublicText, state: IdeaState, applied_in: int, confidential: str
) -> list[Blocker]:
    """Every reason a solution cannot be published yet.

    Publishing before recognition could destroy the novelty of a solution (Điều lệ Sáng kiến,
    Điều 4); the gallery shows what is applied, so at least one unit must have confirmed.
    """
    found: list[Blocker] = []
    if state is not IdeaState.RECOGNISED:
        found.append(Blocker("state", T("Chỉ công khai giải pháp đã được công nhận.")))
    if applied_in < 1:
        found.append(Blocker("adoption", T("Chưa có đơn vị nào xác nhận áp dụng giải pháp này.")))
    return found + blockers_in_text(text, confidential)


def blockers_in_text(text: PublicText, confidential: str) -> list[Blocker]:
    """What is missing in the text, too long, confidential, or says how to reach a person."""
    found: list[Blocker] = []
    wanted = (
        ("title", text.title, T("Nhập tên giải pháp")),
        ("problem", text.problem, T("Nhập vấn đề giải pháp xử lý")),
        ("solution", text.solution, T("Nhập nội dung giải pháp")),
    )
    found += [Blocker(name, message) for name, value, message in wanted if not value]
    found += [
        Blocker(name, T("Rút ngắn còn tối đa %(n)s ký tự", n=most))
        for name, value, most in _limits(text)
        if len(value) > most
    ]
    for name, value, _most in _limits(text):
        if _repeats(value, confidential):
            found.append(Blocker(name, T("Bỏ phần trùng với nội dung tác giả yêu cầu bảo mật")))
        if _ADDRESS.search(value) or _MOBILE.search(value) or _IDENTITY.search(value):
            found.append(
                Blocker(name, T("Bỏ địa chỉ thư, số điện thoại di động hoặc số định danh cá nhân"))
            )
    return found


def blockers_to_withdraw(reason: str) -> list[Blocker]:
    """Taking a page away from the public has a reason that is recorded."""
    if not reason:
        return [Blocker("reason", T("Nhập lý do gỡ công khai"))]
    if len(reason) > REASON_LIMIT:
        return [Blocker("reason", T("Rút ngắn còn tối đa %(n)s ký tự", n=REASON_LIMIT))]
    return []


def _limits(text: PublicText) -> tuple[tuple[str, str, int], ...]:
    return (
        ("title", text.title, TITLE_LIMIT),
        ("problem", text.problem, TEXT_LIMIT),
        ("solution", text.solution, TEXT_LIMIT),
        ("effect", text.effect, TEXT_LIMIT),
        ("ai_note", text.ai_note, NOTE_LIMIT),
        ("sector", text.sector, SECTOR_LIMIT),
        ("decision_text", text.decision_text, DECISION_LIMIT),
    )


def _repeats(public: str, confidential: str) -> bool:
    """Whether a confidential sentence stands in the public text, whatever its marks and case."""
    if not confidential:
        return False
    words = f" {' '.join(search_tokens(public))} "
    return any(f" {secret} " in words for secret in _secrets(confidential))


def _secrets(confidential: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(confidential):
        tokens = search_tokens(sentence)
        if len(tokens) >= SECRET_WORDS:
            yield " ".join(tokens)
