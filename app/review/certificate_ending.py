"""Replace a certificate, or revoke it by a decision; the code on the old paper says so.

A certificate that was revoked is printed no more. A new one has the same number in the register
and another code: whoever scans the old paper reads that it was replaced.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.audit.actions import record
from app.ideas.models import Idea, IdeaAuthor
from app.kernel import refusals
from app.kernel.actor import Actor
from app.kernel.dates import day_text, local_date
from app.kernel.refusals import (
    NOT_FOUND,
    Blocker,
    Denied,
    require,
    require_ready,
)
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean, clean_line
from app.review import ending_letters, policy
from app.review.deciding_actions import KEY_BYTES
from app.review.models import CertificateEnd, InitiativeCertificate, Recognition
from app.review.queries import shut_codes
from app.review.rules import REASON_LIMIT
from app.review.states import Ended
from app.rounds.models import Round

NAME_LIMIT, NUMBER_LIMIT = 120, 60


@dataclass(frozen=True, slots=True)
class Annulment:
    """The decision that revokes; `all_of_it`: every certificate of the dossier."""

    number: str
    decided_on: date | None
    reason: str
    all_of_it: bool = False


def replace_certificate(
    session: Session, actor: Actor, row: InitiativeCertificate, shown: str, name: str, reason: str,
    now: datetime,
) -> CertificateEnd:  # fmt: skip
    """Give it another code, and the name as corrected; `shown` is the code that the page showed."""
    recognition = _recognition(session, actor, row)
    name, reason = clean_line(name), clean(reason)
    found = blockers_of_reason("reason", reason, T("Nhập lý do cấp lại"))
    if len(name) > NAME_LIMIT:
        found.append(Blocker("name", T("Họ tên không được quá %(n)s ký tự", n=NAME_LIMIT)))
    require_ready([*_blockers_of_end(session, row, "reason"), *found])
    if row.key != shown:
        raise StaleDataError("the certificate was replaced since it was shown")
    ended = CertificateEnd(certificate_id=row.id, kind=Ended.REPLACED, key=row.key, reason=reason,
                           recorded_by=actor.user_id, recorded_at=now)  # fmt: skip
    session.add(ended)
    wanted = _corrected(session, row, name)
    renamed = wanted != row.printed_name
    row.key, row.issued_at, row.printed_name = secrets.token_urlsafe(KEY_BYTES), now, wanted
    session.flush()
    record(session, actor, "initiative_certificate:replace", row, now, reason=reason,
           renamed=renamed)  # fmt: skip
    ending_letters.about_certificate(
        session, session.get_one(Idea, recognition.idea_id), row, ended, now
    )
    return ended


def _corrected(session: Session, row: InitiativeCertificate, name: str) -> str:
    """What is kept of a typed name: nothing where it is the dossier's own."""
    own = session.scalar(select(IdeaAuthor.full_name).where(IdeaAuthor.id == row.author_id))
    return "" if name == own else name or row.printed_name


def revoke_certificate(
    session: Session, actor: Actor, row: InitiativeCertificate, draft: Annulment, now: datetime
) -> int:
    """Revoke it, or every certificate of its dossier that still counts; returns how many."""
    recognition = _recognition(session, actor, row)
    number, reason = clean_line(draft.number), clean(draft.reason)
    require_ready([
        *_blockers_of_end(session, row, "revoke_reason"),
        *blockers_of_decision(number, draft.decided_on, recognition, local_date(now)),
        *blockers_of_reason("revoke_reason", reason, T("Nhập lý do thu hồi")),
    ])  # fmt: skip
    idea = session.get_one(Idea, recognition.idea_id)
    rows = standing_certificates(session, recognition) if draft.all_of_it else [row]
    noted = replace(draft, number=number, reason=reason)
    for one, end in zip(rows, end_certificates(session, actor, rows, noted, now), strict=True):
        ending_letters.about_certificate(session, idea, one, end, now)
    return len(rows)


def certificate_of(session: Session, idea_id: int, certificate_id: int) -> int:
    """The key of a certificate of this dossier; 404 where it is another's."""
    found = session.scalar(
        select(InitiativeCertificate.id)
        .join(Recognition, Recognition.id == InitiativeCertificate.recognition_id)
        .where(InitiativeCertificate.id == certificate_id, Recognition.idea_id == idea_id)
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def _recognition(session: Session, actor: Actor, row: InitiativeCertificate) -> Recognition:
    """The decision behind it, if I may touch its certificates; locked, so that acts queue."""
    found = session.get_one(Recognition, row.recognition_id, with_for_update=True)
    round_ = session.get_one(Round, found.round_id)
    shut = shut_codes(session, actor, [found.idea_id])
    require(policy.keep_certificates(actor, round_.council_id, shut))
    return found


def _revoked(session: Session, ids: Sequence[int]) -> set[int]:
    return set(
        session.scalars(
            select(CertificateEnd.certificate_id).where(
                CertificateEnd.certificate_id.in_(ids), CertificateEnd.kind == Ended.REVOKED
            )
        )
    )


def end_certificates(
    session: Session, actor: Actor, rows: Sequence[InitiativeCertificate], draft: Annulment,
    now: datetime,
) -> list[CertificateEnd]:  # fmt: skip
    """End these by the decision; who may, and whom to write to, is the caller's affair."""
    ends = [
        CertificateEnd(
            certificate_id=one.id, kind=Ended.REVOKED, key=one.key, decision_number=draft.number,
            decided_on=draft.decided_on, reason=draft.reason, recorded_by=actor.user_id,
            recorded_at=now,
        )
        for one in rows
    ]  # fmt: skip
    session.add_all(ends)
    for one in rows:
        record(session, actor, "initiative_certificate:revoke", one, now, reason=draft.reason,
               decision=draft.number, day=draft.decided_on, all=draft.all_of_it)  # fmt: skip
    session.flush()
    return ends


def standing_certificates(
    session: Session, recognition: Recognition
) -> list[InitiativeCertificate]:
    """Those of its authors that still count, locked."""
    rows = session.scalars(
        select(InitiativeCertificate)
        .where(InitiativeCertificate.recognition_id == recognition.id)
        .order_by(InitiativeCertificate.id)
        .with_for_update()
    ).all()
    gone = _revoked(session, [one.id for one in rows])
    return [one for one in rows if one.id not in gone]


def _blockers_of_end(session: Session, row: InitiativeCertificate, field: str) -> list[Blocker]:
    if not _revoked(session, [row.id]):
        return []
    return [Blocker(field, T("Giấy chứng nhận này đã bị thu hồi, không cấp lại hay thu hồi lần "
                             "nữa"))]  # fmt: skip


def blockers_of_reason(field: str, reason: str, missing: Text) -> list[Blocker]:
    """A reason that is missing or too long."""
    return refusals.blockers_of_reason(reason, REASON_LIMIT, missing, field)


def blockers_of_decision(
    number: str, day: date | None, recognition: Recognition, today: date
) -> list[Blocker]:
    found = []
    if not number:
        found.append(Blocker("revoke_number", T("Nhập số quyết định thu hồi")))
    elif len(number) > NUMBER_LIMIT:
        found.append(Blocker("revoke_number", T("Số quyết định không được quá %(n)s ký tự",
                                                n=NUMBER_LIMIT)))  # fmt: skip
    if day is None:
        found.append(Blocker("revoked_on", T("Nhập ngày quyết định, ví dụ 05/02/2026")))
    elif day > today:
        found.append(Blocker("revoked_on", T("Ngày quyết định không được sau ngày hôm nay")))
    elif day < recognition.decided_on:
        text = T("Ngày thu hồi không được trước ngày công nhận %(day)s",
                 day=day_text(recognition.decided_on))  # fmt: skip
        found.append(Blocker("revoked_on", text))
    return found
