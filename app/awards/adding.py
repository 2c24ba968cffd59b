"""Put subjects on a draft list, in bulk."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.actions import record
from app.awards import policy, rules
from app.awards.drafting import blockers_of_text, kinds_of, require_draft, taken_on
from app.awards.known import Known
from app.awards.models import (
    AwardKind,
    Nomination,
    NominationBasis,
    NominationList,
)
from app.awards.person_year import known_of_year, take_over
from app.awards.states import ACHIEVEMENT_LIMIT, SubjectKind
from app.awards.subjects import Involved, NominationDraft, involved_in
from app.kernel.actor import Actor
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean, name_sort_key, sort_key


def add_nominations(
    session: Session,
    actor: Actor,
    list_: NominationList,
    drafts: Sequence[NominationDraft],
    now: datetime,
) -> list[Nomination]:
    """Put subjects on a draft list, all of them or none. Raises `Blocked` with every reason.

    Individuals must be authors of the solutions; collectives the unit of origin or one that
    applies them. Nobody puts himself on a list.
    """
    require(policy.fill_lists(actor))
    require_draft(list_)
    ids = {key for one in drafts for key in one.idea_ids}
    known = Known.load(session, ids)
    people = involved_in(session, ids, known, list_.judged_on)
    kinds = kinds_of(session, list_)
    taken = taken_on(session, list_)
    found: list[Blocker] = [] if drafts else [Blocker("chon", T("Chọn ít nhất một đối tượng"))]
    ready: list[tuple[NominationDraft, list[tuple[int, Involved]]]] = []
    for draft in drafts:
        parts = _involvement(draft, people)
        found += _blockers_to_add(actor, draft, parts, kinds, taken)
        taken.add((draft.subject_key, draft.award_kind_id))
        ready.append((draft, parts))
    require_ready(found)
    of_year = known_of_year(session, list_.year, [draft.subject_key for draft in drafts])
    made = [
        _add(session, actor, list_, draft, parts, kinds[draft.award_kind_id], known, now)
        for draft, parts in ready
    ]
    for row in made:
        if row.subject_key in of_year:
            take_over(row, of_year[row.subject_key])
    return made


def _involvement(
    draft: NominationDraft, people: dict[int, list[Involved]]
) -> list[tuple[int, Involved]]:
    return [
        (idea_id, one)
        for idea_id in draft.idea_ids
        for one in people.get(idea_id, ())
        if one.subject.key == draft.subject_key
    ]


def _blockers_to_add(
    actor: Actor,
    draft: NominationDraft,
    parts: list[tuple[int, Involved]],
    kinds: dict[int, AwardKind],
    taken: set[tuple[str, int]],
) -> Iterable[Blocker]:
    kind = kinds.get(draft.award_kind_id)
    if not parts or {key for key, _ in parts} != set(draft.idea_ids):
        yield Blocker(
            "chon", T("Có đối tượng không phải tác giả hoặc đơn vị của giải pháp đã chọn")
        )
        return
    subject = parts[0][1].subject
    if subject.account_id is not None and subject.account_id == actor.user_id:
        yield Blocker("chon", T("Người lập danh sách không tự đưa mình vào danh sách"))
    if kind is None or kind.subject_kind is not subject.kind:
        yield Blocker(
            "award", T("Chọn hình thức hoặc danh hiệu phù hợp cho %(name)s", name=subject.name)
        )
    if (draft.subject_key, draft.award_kind_id) in taken:
        yield Blocker("chon", T("%(name)s đã có trong danh sách", name=subject.name))
    yield from blockers_of_text(draft.achievement)


def _add(
    session: Session,
    actor: Actor,
    list_: NominationList,
    draft: NominationDraft,
    parts: list[tuple[int, Involved]],
    kind: AwardKind,
    known: Known,
    now: datetime,
) -> Nomination:
    subject = parts[0][1].subject
    solutions = [
        known.ideas[key].solution(one.role, one.share, list_.judged_on) for key, one in parts
    ]
    wanted = [part.letters for part in rules.parts_of(kind.parts)]
    # A recognition decided in this system needs no paper to prove it.
    held = {*draft.parts, *(["CN"] if all(one.recognised for one in solutions) else [])}
    individual = subject.kind is SubjectKind.INDIVIDUAL
    row = Nomination(
        list_id=list_.id, award_kind_id=kind.id, subject_kind=subject.kind,
        subject_key=subject.key, account_id=subject.account_id, unit_id=subject.unit_id,
        name=subject.name,
        name_key=name_sort_key(subject.name) if individual else sort_key(subject.name),
        unit_name=subject.unit_name, unit_order=subject.unit_order, job_title=subject.job_title,
        achievement=clean(draft.achievement)
        or rules.achievement_text(solutions, ACHIEVEMENT_LIMIT),
        parts_present=" ".join(letters for letters in wanted if letters in held), added_at=now,
        added_by=actor.user_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(
        NominationBasis(nomination_id=row.id, idea_id=key, role=one.role, share=one.share)
        for key, one in parts
    )
    record(session, actor, "nomination:add", row, now, list=list_.id, subject=subject.key,
           award=kind.code, ideas=list(draft.idea_ids))  # fmt: skip
    return row
