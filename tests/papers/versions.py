"""A version of an office's template, stored and put to use."""

import io
from datetime import date

from app.database.transaction import transaction
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.papers import actions, catalogue, kinds
from app.papers.actions import TemplateDraft
from tests.papers.packages import with_line

CODE = catalogue.LETTER.code
BASIS = "Nghị định số 30/2020/NĐ-CP"


def today() -> date:
    """Asked at every use: a run may begin before midnight and end after it."""
    return local_date(now())


def stored(
    actor: Actor, words: str = "Mẫu riêng", since: date | None = None, *, used: bool = True,
    code: str = CODE,
) -> int:  # fmt: skip
    """A version of the công văn with a line of its own."""
    kind = kinds.kind_of(code)
    assert kind is not None
    with transaction() as session:
        made = actions.upload_template(
            session, actor, kind, io.BytesIO(with_line(words, code)), "mẫu.docx",
            TemplateDraft(BASIS, since or today()), now(),
        )  # fmt: skip
        if used:
            actions.activate_template(session, actor, made, now())
        return made.id
