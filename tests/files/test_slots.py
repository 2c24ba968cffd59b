"""Every form with a file field, through HTTP: hostile files are refused and nothing is kept."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.adoption.models import Adoption
from app.database.transaction import transaction
from app.extensions import db
from app.files.actions import storage
from app.files.models import StoredFile
from app.files.storage import FolderStorage
from app.ideas.models import Evidence
from app.ideas.states import IdeaState
from tests.adoption.builders import make_adoption, make_solution
from tests.files.hostile import HOSTILE
from tests.ideas.builders import make_idea
from tests.people import World, sign_in
from tests.rounds.builders import make_round

pytestmark = pytest.mark.usefixtures("big_bodies")
APP = Path(__file__).parents[2] / "app"
Slot = tuple[str, str, dict[str, Any]]


def of_a_dossier(world: World) -> Slot:
    """The evidence of a draft: address, field, what else is typed."""
    with transaction() as session:
        key = make_idea(session, world, make_round(session, world), IdeaState.DRAFT).id
    return f"/ho-so/{key}/minh-chung", "file", {"note": "Ghi chú phải giữ"}


def _report(world: World, idea_id: int) -> dict[str, Any]:
    return {
        "idea": idea_id, "unit_id": world.units["P1"], "since": "03/03/2026", "extent": "applied",
        "what": "Ghi chú phải giữ", "indicator": "Thời gian chờ", "before": "18,4",
        "after": "6,2", "measure": "phút", "method": "Đồng hồ", "sample_size": "1.140",
        "saved_vnd": "186.000.000", "once_key": "khoa-1",
    }  # fmt: skip


def of_a_new_report(world: World) -> Slot:
    """What proves an application, with the report."""
    with transaction() as session:
        key = make_solution(session, world).id
    return "/ap-dung/moi", "evidence", _report(world, key)


def of_a_changed_report(world: World) -> Slot:
    """The same, when a report is corrected."""
    with transaction() as session:
        idea = make_solution(session, world)
        adoption = make_adoption(session, world, idea, "P1", confirmed=False)
        typed = {**_report(world, idea.id), "version": adoption.version}
        return f"/ap-dung/{adoption.id}/sua", "evidence", typed


SLOTS: dict[str, Callable[[World], Slot]] = {
    "ideas.add_evidence": of_a_dossier,
    "adoption.create": of_a_new_report,
    "adoption.change": of_a_changed_report,
}
# These read a file for what is written in it and keep no download, or keep it by the very
# `keep_upload` of the slots above; hostile files have their tests in the room.
OF_ROOMS = {
    "ideas.add_answer_file": "an answer's file, kept as evidence is",
    "adoption.answer_follow_up": "what proves a measurement, kept as evidence is",
    "imports.upload": "a list, read cell by cell (tests/imports/corpus.py)",
    "imports.read_word": "an application, read field by field",
    "novelty.keep_words": "a table of words",
    "review.bring_pack": "a workbook of sheets",
    "awards.propose": "the minutes of a unit's meeting, kept as evidence is",
    "awards.resend_proposal": "the same, when a proposal is corrected",
    "councils.attach": "the signed decision of a council, kept as evidence is",
    "papers.upload": "a Word template, judged part by part (tests/papers)",
    "forwarding.take_in": "a bundle, verified file by file (tests/forwarding)",
    "forwarding.take_answer": "an answer bundle, verified the same way",
    "achievements.upload": "a workbook, read cell by cell",
    "citations.checked": "a text that is read and not kept",
}
JUDGED_ELSEWHERE = {
    "accounts/admin_forms.py": "an import reads the workbook, keeps only its rows",
    "imports/forms.py": "a list, read cell by cell",
    "imports/word_forms.py": "an application, read field by field",
    "novelty/forms.py": "a table of words",
    "review/pack_views.py": "a workbook of sheets",
    "awards/proposal_forms.py": "the minutes of a unit's meeting, kept as evidence is",
    "councils/forms.py": "a council's signed decision, kept as evidence is",
    "papers/forms.py": "a Word template, judged part by part",
    "forwarding/forms.py": "a bundle, verified file by file",
    "achievements/forms.py": "a workbook, keeps only its rows",
    "citations/forms.py": "a text that is read and not kept",
    "web/styleguide.py": "shows how the field looks, takes nothing",
}


def counted(model: type) -> int:
    db.session.remove()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_every_form_with_a_file_field_is_in_this_list(app: Flask) -> None:
    marked = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if getattr(view, "__uploads__", False)
    }
    fields = {
        str(path.relative_to(APP))
        for path in APP.rglob("*.py")
        if re.search(r"= (Multiple)?FileField\(", path.read_text(encoding="utf-8"))
    }

    assert marked == set(SLOTS) | set(OF_ROOMS), (
        "Mark the view with @uploads and add its form to SLOTS."
    )
    assert fields <= {"ideas/forms.py", "adoption/forms.py", *JUDGED_ELSEWHERE}


@pytest.mark.parametrize("slot", SLOTS)
def test_the_whole_corpus_is_refused_and_nothing_of_it_is_kept(
    app: Flask, world: World, client: FlaskClient, slot: str, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setitem(app.config, "FILES_FOLDER", tmp_path)
    url, field, typed = SLOTS[slot](world)
    sign_in(client, world.email("author"))
    rows = [counted(model) for model in (StoredFile, Evidence, Adoption)]
    wrong = []

    for file in HOSTILE:
        answer = client.post(url, data={**typed, field: (io.BytesIO(file.content), file.name)})
        page = answer.get_data(as_text=True)
        if answer.status_code != 422 or str(file.reason) not in page:
            wrong.append(f"{file.name}: {answer.status_code}")
        elif "Ghi chú phải giữ" not in page:
            wrong.append(f"{file.name}: what was typed is gone")

    assert wrong == []
    assert [counted(model) for model in (StoredFile, Evidence, Adoption)] == rows
    assert isinstance(storage(), FolderStorage)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
