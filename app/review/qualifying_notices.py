"""Mails about the qualification: that there is something to do; never what, never who."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.queries import holders
from app.ideas.models import Idea
from app.kernel.actor import Role
from app.kernel.dates import deadline_text, local_date
from app.kernel.text import T
from app.review.notices import accounts, tell
from app.rounds.models import Round


def asked(session: Session, round_: Round, added: Mapping[int, int], now: datetime) -> None:
    """To each person: how many dossiers were added. The same words for a third person called."""
    for person, number in sorted(added.items()):
        tell(
            session, accounts(session, [person]), "qualification_asked", round_.subject, now,
            T("Thẩm định điều kiện hồ sơ, đợt %(code)s", code=round_.code),
            T("Ông/Bà được giao thẩm định điều kiện thêm %(n)s hồ sơ của %(round)s.\nHạn kiểm tra "
              "hồ sơ: %(end)s.\nĐăng nhập hệ thống Sáng kiến số, mục Việc chờ tôi.", n=number,
              round=round_.title, end=deadline_text(round_.checked_until)),
            discreet=True,
        )  # fmt: skip


def to_secretaries(
    session: Session, idea: Idea, round_: Round, now: datetime, *, stepped_back: bool
) -> None:
    """To the council's secretaries: a dossier lacks a person, or everybody has answered."""
    people = holders(session, local_date(now), Role.SECRETARY, council_id=round_.council_id)
    found = [(one.account_id, one.name, one.email) for one in people]
    if stepped_back:
        title = T("Hồ sơ %(code)s cần thêm người thẩm định", code=idea.code)
        body = T("Hồ sơ %(code)s thiếu người thẩm định điều kiện.\nĐề nghị phân công người khác ở "
                 "mục Thẩm định điều kiện của đợt xét.", code=idea.code)  # fmt: skip
    else:
        title = T("Đã thẩm định xong hồ sơ %(code)s", code=idea.code)
        body = T("Những người được giao đã thẩm định xong điều kiện của hồ sơ %(code)s.\nĐăng nhập "
                 "hệ thống Sáng kiến số để xem kết quả và tiếp nhận.", code=idea.code)  # fmt: skip
    tell(session, found, "qualification_told", idea.subject, now, title, body, discreet=True)
