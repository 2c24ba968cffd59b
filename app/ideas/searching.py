"""What a dossier is found by: the words of its last submitted version, and where they stand.

Unfinished text is never found by others. Confidential fields are found by nobody.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.database.schema import IDEA_SEARCH
from app.files.models import StoredFile
from app.files.states import FileState
from app.ideas.answers import confidential_questions, public_texts
from app.ideas.fields import SEARCHED
from app.ideas.models import Evidence, Idea, IdeaAuthor, IdeaVersion
from app.ideas.states import EDITABLE

READABLE = (FileState.CLEAN, FileState.UNCHECKED)
FileTexts = Callable[[Session, Iterable[str]], Mapping[str, str]]
file_texts: list[FileTexts] = []
"""The room that reads attachments appends how their texts are found, by SHA-256."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A submitted file that is still attached and not infected."""

    file_id: int
    name: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """The searchable content of a dossier as it was last submitted."""

    title: str
    own: tuple[tuple[str, str], ...]
    """(name of the field, text), in the order of the form."""
    files: tuple[FoundFile, ...] = ()


def submitted_texts(session: Session, idea_ids: Iterable[int]) -> dict[int, Submitted]:
    """What was last submitted, for each of the dossiers that was submitted at all. Two queries."""
    contents = {
        key: json.loads(content) for key, content in _newest_contents(session, list(idea_ids))
    }
    attached = _attached(session, contents)
    return {
        key: Submitted(
            content["fields"]["title"],
            _own_texts(content),
            tuple(one for one in attached.get(key, ()) if one.file_id in _file_ids(content)),
        )
        for key, content in contents.items()
    }


def _own_texts(content: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    fields = ((name, content["fields"].get(name) or "") for name in SEARCHED[1:])
    return (*fields, *(("answers", text) for text in public_texts(content)))


def _file_ids(content: Mapping[str, Any]) -> set[int]:
    """The submitted files; not those that answer a confidential question of the round."""
    hidden = confidential_questions(content)
    return {line["file_id"] for line in content["files"] if line.get("field_id") not in hidden}


def _attached(session: Session, idea_ids: Iterable[int]) -> dict[int, list[FoundFile]]:
    rows = session.execute(
        select(Evidence.idea_id, StoredFile.id, StoredFile.name, StoredFile.sha256,
               StoredFile.media_type)
        .join(StoredFile, StoredFile.id == Evidence.file_id)
        .where(
            Evidence.idea_id.in_(list(idea_ids)),
            Evidence.removed_at.is_(None),
            StoredFile.state.in_(READABLE),
        )
        .order_by(Evidence.id)
    )  # fmt: skip
    found: dict[int, list[FoundFile]] = {}
    for key, file_id, name, sha256, media_type in rows:
        found.setdefault(key, []).append(FoundFile(file_id, name, sha256, media_type))
    return found


def index_idea(session: Session, idea_id: int) -> None:
    """Put the dossier into the search as it was last submitted; out of it when it never was."""
    session.flush()
    content = submitted_texts(session, [idea_id]).get(idea_id)
    if content is None:
        IDEA_SEARCH.remove(session, idea_id)
        return
    code, unit_name = session.execute(
        select(Idea.code, Idea.unit_name).where(Idea.id == idea_id)
    ).one()
    IDEA_SEARCH.put(
        session,
        idea_id,
        title=[content.title],
        own=[code or "", *(text for _name, text in content.own)],
        office=[unit_name, names_of_authors(session, [idea_id]).get(idea_id, "")],
        files=texts_of(session, content.files).values(),
    )


def texts_of(session: Session, files: Iterable[FoundFile]) -> dict[int, str]:
    """The texts of these files that were read, by the file's id."""
    wanted = list(files)
    texts: dict[str, str] = {}
    for lookup in file_texts:
        texts.update(lookup(session, {file.sha256 for file in wanted}))
    return {file.file_id: texts[file.sha256] for file in wanted if texts.get(file.sha256)}


def names_of_authors(session: Session, idea_ids: Iterable[int]) -> dict[int, str]:
    """The authors, by the names they bear now: somebody made anonymous is not found any more.

    While the authors rewrite a dossier their unfinished list is nobody else's: those of the last
    submitted version count. Three queries for any number of dossiers.
    """
    keys = list(idea_ids)
    editing = select(Idea.id).where(Idea.id.in_(keys), Idea.state.in_(EDITABLE))
    found: dict[int, list[str]] = {}
    for key, name in session.execute(
        select(IdeaAuthor.idea_id, IdeaAuthor.full_name)
        .where(IdeaAuthor.idea_id.in_(keys), IdeaAuthor.idea_id.not_in(editing))
        .order_by(IdeaAuthor.idea_id, IdeaAuthor.position, IdeaAuthor.id)
    ):
        found.setdefault(key, []).append(name)
    frozen = {
        key: json.loads(content)["authors"] for key, content in _newest_contents(session, editing)
    }
    accounts = {line["account_id"] for lines in frozen.values() for line in lines}
    current = dict(
        session.execute(
            select(Account.id, Account.full_name).where(Account.id.in_(accounts - {None}))
        ).all()
    )
    for key, lines in frozen.items():
        found[key] = [current.get(line["account_id"], line["full_name"]) for line in lines]
    return {key: ", ".join(names) for key, names in found.items()}


def _newest_contents(session: Session, idea_ids: Any) -> list[tuple[int, str]]:
    newest = (
        select(func.max(IdeaVersion.id))
        .where(IdeaVersion.idea_id.in_(idea_ids))
        .group_by(IdeaVersion.idea_id)
    )
    rows = session.execute(
        select(IdeaVersion.idea_id, IdeaVersion.content).where(IdeaVersion.id.in_(newest))
    )
    return [(key, content) for key, content in rows]
