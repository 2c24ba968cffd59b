"""The secretary confirms what blind reviewers read of a dossier. The dossier stays as it is."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.audit.actions import record
from app.ideas.blind_models import BlindCopy
from app.ideas.blinding import digest
from app.ideas.models import Idea
from app.kernel.actor import Actor
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line
from app.review import policy
from app.review.queries import ASSIGNABLE, shut_codes
from app.review.redaction_queries import Part
from app.rounds.models import Round
from app.rounds.states import BlindMode


class Judgement(StrEnum):
    """What the secretary says of a file after looking at its pages."""

    SEEN = "seen"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Judged:
    """The files to be looked at (those that have a copy to send) by name, and what was said."""

    names: Mapping[int, str]
    judgements: Mapping[int, Judgement]

    def said(self, what: Judgement) -> list[int]:
        """The files of which this was said."""
        return sorted(key for key, one in self.judgements.items() if one is what)


def confirm_blind_copy(
    session: Session, actor: Actor, round_: Round, idea: Idea, parts: Collection[Part],
    typed: Mapping[str, str], judged: Judged, version: int, now: datetime,
) -> BlindCopy:  # fmt: skip
    """Keep the redacted texts, each with the digest of what it was made of, and what was said of
    each file: where the round wants it, of every one.

    Issue 5: redacted copy per dossier, originals untouched. `version` is the copy's version that
    the page showed, 0 when there was none: nothing is overwritten unseen.
    """
    require(policy.redact(actor, round_.council_id, shut_codes(session, actor, [idea.id])))
    require_ready(_blockers(round_, idea, parts, typed) + _blockers_in_files(round_, judged))
    copy = session.get(BlindCopy, idea.id, with_for_update=True, populate_existing=True)
    if (copy.version if copy else 0) != version:
        raise StaleDataError("the redacted copy has changed since it was shown")
    copy = copy or BlindCopy(idea_id=idea.id)
    texts = {part.name: (digest(part.raw), text) for part, text in _cleaned(parts, typed)}
    copy.texts = json.dumps(texts, ensure_ascii=False, sort_keys=True)
    held, seen = judged.said(Judgement.HELD), judged.said(Judgement.SEEN)
    copy.held_files, copy.seen_files = json.dumps(held), json.dumps(seen)
    copy.content_hash = idea.content_hash
    copy.confirmed_at, copy.confirmed_by = now, actor.user_id
    session.add(copy)
    session.flush()
    changed = sum(text != part.raw for part, text in _cleaned(parts, typed))
    record(session, actor, "idea:redact", idea, now, texts=changed, held=len(held),
           seen=len(seen))  # fmt: skip
    return copy


def _blockers_in_files(round_: Round, judged: Judged) -> list[Blocker]:
    if not round_.files_judged:
        return []
    return [
        Blocker(f"f-{key}", T("Xem tệp “%(name)s” rồi chọn: không có tên, hoặc rút khỏi bản ẩn "
                              "danh", name=name))
        for key, name in judged.names.items() if key not in judged.judgements
    ]  # fmt: skip


def _cleaned(parts: Collection[Part], typed: Mapping[str, str]) -> list[tuple[Part, str]]:
    return [
        (part, (clean_line if part.name == "title" else clean)(typed.get(part.name, part.shown)))
        for part in parts
    ]


def _blockers(
    round_: Round, idea: Idea, parts: Collection[Part], typed: Mapping[str, str]
) -> list[Blocker]:
    if round_.blind is BlindMode.OPEN:
        return [Blocker("round", T("Đợt này không ẩn tác giả với người chấm"))]
    if idea.round_id != round_.id or idea.state not in ASSIGNABLE:
        return [Blocker("idea", T("Hồ sơ không ở giai đoạn chuẩn bị chấm hoặc đang chấm"))]
    found = []
    for part, text in _cleaned(parts, typed):
        if not text:
            empty = T("“%(label)s”: nhập bản ẩn danh, không để trống", label=part.label)
            found.append(Blocker(f"t-{part.name}", empty))
        if len(text) > part.most + 200:
            found.append(Blocker(f"t-{part.name}", T("“%(label)s”: dài quá %(n)s ký tự",
                                              label=part.label, n=part.most + 200)))  # fmt: skip
    return found
