"""The list “hồi tị”: who must keep away from which dossier of a round, and why, for the minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.roles_rules import SEATS
from app.documents.xlsx_writer import Sheet as Page
from app.documents.xlsx_writer import SheetColumn, to_xlsx
from app.ideas.models import Idea
from app.kernel.text import Text
from app.review.conflicts import GROUND_TITLES
from app.review.queries import facts_of, members_of, panel_of
from app.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Recusal:
    """One member kept away from one dossier."""

    name: str
    code: str
    title: str
    ground: Text


def recusals(session: Session, round_: Round, day: date) -> list[Recusal]:
    """Every member of the council (reviewers, secretary, chair) by every dossier that has a code,
    sorted by person and code. Found anew from units, authors, ties and declarations as they are.
    """
    seats = members_of(session, round_.council_id, day, *SEATS)
    names = {member.account_id: member.name for member in seats}
    panel = panel_of(session, seats)
    here = (Idea.round_id == round_.id) & Idea.code.is_not(None)
    known = {key: (code or "", title) for key, code, title in session.execute(
        select(Idea.id, Idea.code, Idea.title).where(here))}  # fmt: skip
    found = [
        Recusal(names[person], *known[key], GROUND_TITLES[ground])
        for key, facts in facts_of(session, here).items()
        for person, ground in panel.grounds(facts).items()
    ]
    order = {name: place for place, name in enumerate(names.values())}
    return sorted(found, key=lambda line: (order[line.name], line.code))


def recusals_xlsx(lines: Iterable[Recusal], title: str) -> bytes:
    """The same list as a workbook."""
    columns = (SheetColumn("Thành viên", 28), SheetColumn("Mã hồ sơ", 18),
               SheetColumn("Tên giải pháp", 60), SheetColumn("Lý do", 28))  # fmt: skip
    rows = tuple((line.name, line.code, line.title, str(line.ground)) for line in lines)
    return to_xlsx([Page(name="Hồi tị", columns=columns, rows=rows,
                         title=f"Danh sách hồi tị – {title}")])  # fmt: skip
