"""What of the review waits for whom, on the page "Việc chờ tôi"."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from app.kernel.actor import Actor, Role
from app.kernel.dates import deadline_text, start_of_day
from app.kernel.text import T
from app.review import assignment_letters, redaction_queries, revocation_queries, waiting_queries
from app.review.waiting_queries import OfficeWork
from app.web.registry import Work


def waiting(session: Session, actor: Actor, now: datetime) -> list[Work]:
    """Sheets for a reviewer; assignment, settling, proposing and deciding for the office."""
    works: list[Work] = []
    if actor.has(Role.REVIEWER):
        works += _to_score(session, actor, now)
    if actor.councils_as(Role.SECRETARY, Role.CHAIR):
        for line in waiting_queries.office_work(session, actor):
            works += _of_office(actor, line, now)
    works += _to_redact(session, actor, now)
    works += _to_tell(session, actor, now)
    if actor.has(Role.LEADER) or actor.councils_as(Role.SECRETARY, Role.CHAIR):
        works += _to_confirm(session, actor)
    return works


def _to_confirm(session: Session, actor: Actor) -> list[Work]:
    """Recognitions that somebody noted as annulled: another person looks and confirms."""
    return [
        Work(
            line.code, line.title, url_for("review.revocation", idea_id=line.idea_id),
            T("Xem và xác nhận"),
            T("Ghi nhận hủy công nhận theo Quyết định số %(number)s chờ người thứ hai",
              number=line.decision_number),
        )
        for line in revocation_queries.to_confirm(session, actor)
    ]  # fmt: skip


def _to_redact(session: Session, actor: Actor, now: datetime) -> list[Work]:
    return [
        Work(
            line.code, str(T("Soát bản ẩn danh của %(n)s hồ sơ", n=line.number)),
            url_for("review.redactions", round_id=line.round_id, loc="chua-soat"), T("Mở"),
            line.title, line.closes_at, deadline_text(line.closes_at),
        )
        for line in redaction_queries.unconfirmed(session, actor) if now < line.closes_at
    ]  # fmt: skip


def _to_tell(session: Session, actor: Actor, now: datetime) -> list[Work]:
    return [
        Work(
            line.code, str(T("%(n)s thư báo phân công đang giữ", n=line.number)),
            url_for("review.reviewer_letters", round_id=line.round_id), T("Đọc và cho gửi"),
            line.title, line.closes_at, deadline_text(line.closes_at),
        )
        for line in assignment_letters.untold(session, actor, now)
    ]  # fmt: skip


def _to_score(session: Session, actor: Actor, now: datetime) -> list[Work]:
    return [
        Work(
            line.code,
            str(T("Chấm %(n)s hồ sơ", n=line.open)),
            url_for("review.mine", dot=line.round_id),
            T("Chấm điểm"),
            T("%(started)s phiếu đang chấm, %(locked)s phiếu đã chốt",
              started=line.started, locked=line.locked),
            line.closes_at,
            deadline_text(line.closes_at),
        )
        for line in waiting_queries.sheets_to_score(session, actor)
        if now < line.closes_at or line.reopened
    ]  # fmt: skip


def _of_office(actor: Actor, line: OfficeWork, now: datetime) -> list[Work]:
    """At most one work of each kind for a round."""
    board = url_for("review.board", round_id=line.round_id)
    table = url_for("review.table", round_id=line.round_id)
    sits = start_of_day(line.sits_on)
    secretary = actor.in_council(line.council_id, Role.SECRETARY)
    scoring = line.opens_at <= now < line.closes_at
    soon = line.opens_at if now < line.opens_at else line.closes_at
    found: list[Work] = []
    if secretary and line.eligible and scoring:
        found.append(_work(line, T("Mở chấm điểm %(n)s hồ sơ", n=line.eligible), board, soon))
    if secretary and line.lacking and now < line.closes_at:
        title = T("Phân công %(n)s hồ sơ còn thiếu người chấm", n=line.lacking)
        found.append(_work(line, title, f"{board}?loc=thieu", soon))
    if secretary and line.scoring and now >= line.closes_at:
        title = T("Khóa kết quả chấm %(n)s hồ sơ", n=line.scoring)
        found.append(_work(line, title, table, sits))
    if line.unproposed:
        title = T("Đề xuất kết quả cho %(n)s hồ sơ đã chấm", n=line.unproposed)
        found.append(_work(line, title, f"{table}?loc=chua-de-xuat", sits))
    if secretary and line.before_council and now >= sits:
        title = T("Ghi quyết định cho %(n)s hồ sơ đã trình Hội đồng", n=line.before_council)
        record = url_for("review.decision_page", round_id=line.round_id)
        found.append(_work(line, title, record, start_of_day(line.publishes_on)))
    return found


def _work(line: OfficeWork, title: object, url: str, due: datetime) -> Work:
    return Work(line.code, str(title), url, T("Mở"), line.title, due, deadline_text(due))
