"""When a problem may be stored and posted, and when it still takes answers."""

from datetime import date, timedelta

from app.kernel import refusals
from app.kernel.dates import day_text
from app.kernel.numbers import integer_text
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.problems.drafts import LABELS, LIMITS, WANTED, ProblemDraft
from app.problems.states import ProblemState

LONGEST = timedelta(days=3 * 366)
REASON_LIMIT = 2_000
REQUIRED = {
    "title": T("Nhập tên bài toán"),
    "description": T("Nêu vấn đề cần giải quyết"),
    "size": T("Nêu quy mô: bao nhiêu lượt, hồ sơ, giờ công mỗi tháng hoặc mỗi năm"),
    "data_available": T("Nêu dữ liệu có sẵn, hoặc ghi “chưa có dữ liệu”"),
    "wished_result": T("Nêu kết quả mong muốn"),
}


def blockers_to_save(draft: ProblemDraft) -> list[Blocker]:
    """A title, and nothing longer than its limit; the rest may be open in a draft."""
    found = [] if draft.title else [Blocker("title", REQUIRED["title"])]
    for name, most in LIMITS.items():
        length = len(getattr(draft, name))
        if length > most:
            text = T("%(what)s không được quá %(most)s ký tự (hiện có %(length)s ký tự)",
                     what=LABELS[name], most=integer_text(most),
                     length=integer_text(length))  # fmt: skip
            found.append(Blocker(name, text))
    return found


def blockers_to_publish(draft: ProblemDraft, today: date) -> list[Blocker]:
    """A solver has to know how big it is, which data there is, what is wished, and until when."""
    missing = [Blocker(name, REQUIRED[name]) for name in WANTED if not getattr(draft, name)]
    return missing + blockers_of_end(draft.closes_on, today)


def blockers_of_end(closes_on: date, today: date) -> list[Blocker]:
    """The last day lies ahead, and not out of sight."""
    if closes_on < today:
        text = T("Ngày %(day)s đã qua; chọn ngày từ hôm nay trở đi", day=day_text(closes_on))
        return [Blocker("closes_on", text)]
    if closes_on > today + LONGEST:
        return [Blocker("closes_on", T("Thời hạn nhận lời giải không quá 3 năm"))]
    return []


def blockers_of_reason(reason: str) -> list[Blocker]:
    """Why it was closed is told to those who look for it."""
    return refusals.blockers_of_reason(reason, REASON_LIMIT)


def takes_answers(state: ProblemState, closes_on: date, today: date) -> bool:
    """Posted, and its last day is not over."""
    return state is ProblemState.PUBLISHED and today <= closes_on
