"""Templates as the pages show them, and the one that is in force on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.accounts.models import Account
from app.files.actions import storage
from app.files.models import StoredFile
from app.files.states import FileState
from app.papers.models import PaperTemplate
from app.papers.states import TemplateState

SERVED = (FileState.CLEAN, FileState.UNCHECKED)


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One version as listed."""

    template_id: int
    number: int
    state: TemplateState
    file_id: int
    file_name: str
    served: bool
    legal_basis: str
    valid_from: date
    retired_on: date | None
    note: str
    uploaded_by: str
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class KindUse:
    """How many versions a kind has, and the number of the one in force; 0: our own layout."""

    versions: int = 0
    drafts: int = 0
    in_force: int = 0
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A version with its content."""

    template_id: int
    kind: str
    number: int
    legal_basis: str
    valid_from: date
    content: bytes


def template_on(session: Session, kind: str, day: date) -> Template | None:
    """The office's template for papers of a kind on a day; None: our own layout is printed.

    Of those in use the one that began last; a file that the virus scanner holds is passed over.
    """
    row = session.execute(
        select(PaperTemplate, StoredFile.sha256)
        .join(StoredFile, StoredFile.id == PaperTemplate.file_id)
        .where(PaperTemplate.kind == kind, _in_force(day), StoredFile.state.in_(SERVED))
        .order_by(PaperTemplate.valid_from.desc(), PaperTemplate.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    one, sha256 = row
    return Template(one.id, one.kind, one.number, one.legal_basis, one.valid_from, _content(sha256))


def template_content(session: Session, file_id: int) -> bytes | None:
    """The Word file of a version; None while the virus scanner holds it."""
    sha256 = session.scalar(
        select(StoredFile.sha256).where(StoredFile.id == file_id, StoredFile.state.in_(SERVED))
    )
    return None if sha256 is None else _content(sha256)


def numbered_template(session: Session, kind: str, number: int) -> bytes | None:
    """The Word file of one version, which never changes; None while the virus scanner holds it."""
    file_id = session.scalar(
        select(PaperTemplate.file_id).where(
            PaperTemplate.kind == kind, PaperTemplate.number == number
        )
    )
    return None if file_id is None else template_content(session, file_id)


def template_lines(session: Session, kind: str) -> list[TemplateLine]:
    """Every version of a kind, newest first."""
    rows = session.execute(
        select(PaperTemplate, StoredFile.name, StoredFile.state, Account.full_name)
        .join(StoredFile, StoredFile.id == PaperTemplate.file_id)
        .outerjoin(Account, Account.id == PaperTemplate.uploaded_by)
        .where(PaperTemplate.kind == kind)
        .order_by(PaperTemplate.number.desc())
    )
    return [
        TemplateLine(
            one.id, one.number, one.state, one.file_id, name, state in SERVED, one.legal_basis,
            one.valid_from, one.retired_on, one.note, who or "", one.uploaded_at,
        )
        for one, name, state, who in rows
    ]  # fmt: skip


def uses(session: Session, kinds: Iterable[str], day: date) -> dict[str, KindUse]:
    """The versions of each kind, in two queries however many there are."""
    counts = {
        kind: (number, drafts or 0)
        for kind, number, drafts in session.execute(
            select(
                PaperTemplate.kind,
                func.count(PaperTemplate.id),
                func.count(PaperTemplate.id).filter(PaperTemplate.state == TemplateState.DRAFT),
            ).group_by(PaperTemplate.kind)
        )
    }
    current = {
        kind: (number, since)
        for kind, number, since in session.execute(
            select(PaperTemplate.kind, PaperTemplate.number, PaperTemplate.valid_from)
            .join(StoredFile, StoredFile.id == PaperTemplate.file_id)
            .where(_in_force(day), StoredFile.state.in_(SERVED))
            .order_by(PaperTemplate.valid_from, PaperTemplate.number)
        )
    }
    return {kind: KindUse(*counts.get(kind, (0, 0)), *current.get(kind, (0, None)))
            for kind in kinds}  # fmt: skip


def _in_force(day: date) -> ColumnElement[bool]:
    used = or_(
        PaperTemplate.state == TemplateState.ACTIVE,
        and_(PaperTemplate.state == TemplateState.RETIRED, PaperTemplate.retired_on > day,
             PaperTemplate.was_used.is_(True)),
    )  # fmt: skip
    return and_(PaperTemplate.valid_from <= day, used)


def _content(sha256: str) -> bytes:
    with storage().open(sha256) as stream:
        return stream.read()
