"""Dossiers for tests, in any state, along the real life cycle.

By moves rather than by actions: a test of another room needs no mails about intake.
"""

import io
import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.audit.actions import move, record
from app.audit.catalogue import CATALOGUE
from app.files.actions import keep_upload
from app.files.clean_papers import clean_paper
from app.files.clean_pictures import clean_picture
from app.files.cleaning import content_of, make_clean_copy
from app.files.models import StoredFile
from app.ideas.freezing import freeze, index_words
from app.ideas.models import Evidence, Idea, IdeaAuthor, SupplementRequest
from app.ideas.states import IDEA_LIFECYCLE, IdeaState
from app.kernel.actor import SYSTEM
from app.kernel.dates import local_date
from app.kernel.vietnamese import name_sort_key
from app.rounds.models import Category, Round
from tests.people import NOON, World

S = IdeaState
PDF = b"%PDF-1.4\n" + b"".join([
    b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
    b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n",
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n",
    b"trailer\n<</Root 1 0 R/Size 3>>\nstartxref\n100\n%%EOF\n",
])  # fmt: skip
"""A paper without pages, whole enough for every reader."""
_OFFICE = ("submit", "endorse")
_SCORED = (*_OFFICE, "accept", "open_scoring", "settle")
PATHS: dict[IdeaState, tuple[str, ...]] = {
    S.DRAFT: (),
    S.AWAITING_UNIT: ("submit",),
    S.RETURNED: ("submit", "return"),
    S.SUBMITTED: _OFFICE,
    S.SUPPLEMENT_ASKED: (*_OFFICE, "ask_supplement"),
    S.SUPPLEMENTED: (*_OFFICE, "ask_supplement", "supplement"),
    S.ELIGIBLE: (*_OFFICE, "accept"),
    S.INELIGIBLE: (*_OFFICE, "refuse"),
    S.SCORING: (*_OFFICE, "accept", "open_scoring"),
    S.SCORED: _SCORED,
    S.BEFORE_COUNCIL: (*_SCORED, "bring"),
    S.RECOGNISED: (*_SCORED, "bring", "recognise"),
    S.REVOKED: (*_SCORED, "bring", "recognise", "revoke"),
    S.DECLINED: (*_SCORED, "bring", "decline"),
    S.WITHDRAWN: ("withdraw",),
}
TEXTS = {
    "summary": "Trợ lý đọc đơn tại quầy một cửa.",
    "problem": "Người dân phải đi lại nhiều lần vì hồ sơ thiếu giấy tờ.",
    "solution": "Đọc ảnh đơn, đối chiếu danh mục, chỉ ra giấy tờ còn thiếu.",
    "novelty": "Chưa có giải pháp tương tự tại cơ sở.",
    "conditions": "Máy tính có kết nối mạng.",
    "application": "Áp dụng thử tại bộ phận một cửa từ tháng 5.",
    "effect": "Số lần đi lại giảm từ 2,1 xuống 1,3 lần mỗi hồ sơ.",
}


def make_idea(
    session: Session,
    world: World,
    round_: Round,
    state: IdeaState = IdeaState.SCORING,
    *,
    title: str = "Trợ lý đọc đơn tại quầy một cửa",
    author: str = "author",
    coauthors: tuple[str, ...] = (),
    unit: str = "",
    evidence: tuple[str, ...] = (),
    now: datetime = NOON,
    **changes: Any,
) -> Idea:
    """A dossier of `author` (equal shares with `coauthors`) in this state; flushed.

    `unit` is a code ("P9"), the author's own when left out; `evidence` are names of PDF files;
    `changes` are columns of `Idea`.
    """
    owner = getattr(world, author)
    unit_id = world.units[unit] if unit else owner.unit_id
    home = session.get_one(Unit, unit_id)
    category = session.scalar(
        select(Category.id).where(Category.round_id == round_.id).order_by(Category.position)
    )
    columns: dict[str, Any] = {
        "round_id": round_.id, "category_id": category, "unit_id": unit_id,
        "unit_name": home.name, "owner_id": owner.user_id, "title": title,
        "sector": "Cải cách hành chính", "created_at": now, "updated_at": now, **TEXTS, **changes,
    }  # fmt: skip
    idea = Idea(**columns)
    session.add(idea)
    record(session, SYSTEM, "idea:start", idea, now)
    _add_authors(session, world, idea, (author, *coauthors))
    for name in evidence:
        add_file(session, world, idea, name, now=now)
    for step in PATHS[state]:
        _step(session, idea, round_, step, now)
    session.flush()
    return idea


def _add_authors(session: Session, world: World, idea: Idea, names: tuple[str, ...]) -> None:
    share = (Decimal(100) / len(names)).quantize(Decimal("0.01"))
    for position, name in enumerate(names, start=1):
        actor = getattr(world, name)
        last = position == len(names)
        session.add(
            IdeaAuthor(
                idea_id=idea.id, position=position, account_id=actor.user_id,
                full_name=actor.name, name_key=name_sort_key(actor.name),
                workplace=actor.unit_name, job_title="Chuyên viên", email=actor.email,
                share=Decimal(100) - share * (len(names) - 1) if last else share,
            )
        )  # fmt: skip


def add_file(
    session: Session, world: World, idea: Idea, name: str, *, now: datetime = NOON,
    content: bytes = PDF,
) -> Evidence:  # fmt: skip
    """Attach one PDF."""
    file = keep_upload(session, world.author, io.BytesIO(content), name, purpose="evidence",
                       owner_id=idea.id, now=now)  # fmt: skip
    row = Evidence(idea_id=idea.id, file_id=file.id, added_at=now)
    session.add(row)
    session.flush()
    return row


def cleaned_copies(session: Session, *file_ids: int) -> None:
    """What the worker would have made of these PDFs, without a process for each."""
    for key in file_ids:
        content = content_of(session.get_one(StoredFile, key).sha256)
        make_clean_copy(session, key, clean_paper(content, clean_picture), NOON)


def _step(session: Session, idea: Idea, round_: Round, name: str, now: datetime) -> None:
    if name == "submit":
        _file(session, idea, round_, now)
    elif name == "endorse":
        idea.endorsed_at = now
    elif name == "accept":
        idea.accepted_at = now
    elif name == "ask_supplement":
        session.add(SupplementRequest(idea_id=idea.id, asked_at=now, reason="Thiếu minh chứng",
                                      due_on=local_date(now) + timedelta(days=7)))  # fmt: skip
    elif name == "supplement":
        open_request = session.scalars(
            select(SupplementRequest).where(SupplementRequest.idea_id == idea.id)
        ).one()
        open_request.answered_at = now
        freeze(session, SYSTEM, idea, now)
    reason = "Chưa đủ căn cứ" if name in {"return", "ask_supplement", "refuse", "withdraw"} else ""
    carried: dict[str, Any] = dict.fromkeys(CATALOGUE[f"idea:{name}"].fields, "")
    move(session, SYSTEM, idea, IDEA_LIFECYCLE, name, now, reason=reason, **carried)


def _file(session: Session, idea: Idea, round_: Round, now: datetime) -> None:
    serials = session.scalars(select(Round.last_serial).where(Round.year == round_.year))
    round_.last_serial = max(serials) + 1
    idea.code = f"SK-{round_.year}-{round_.last_serial:05d}"
    idea.submitted_at = now
    idea.receipt_key = secrets.token_urlsafe(32)
    freeze(session, SYSTEM, idea, now)
    index_words(session, idea)
