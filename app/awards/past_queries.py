"""What the ledger of achievements holds about the subjects of lists, as facts for the rules."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.lineage import Forebear, forebears
from app.accounts.models import Unit
from app.achievements.queries import (
    AwardRow,
    RatingRow,
    StandingRow,
    achievements_of,
    ratings_of,
    standings_of,
)
from app.achievements.states import Ground
from app.awards.list_models import AwardReview
from app.awards.past import Against, Honour, Past, Rating
from app.awards.states import AwardFamily
from app.awards.subjects import unit_of

Asked = tuple[str, int | None, int | None]
"""Key of a subject, its account, and its unit (of a person: where the person works)."""


def pasts_of(session: Session, subjects: Iterable[Asked]) -> dict[str, Past]:
    """The past of each subject by its key: six queries, whatever the number of subjects.

    Whom the ledger could know by name alone is not looked up: such a past is not `linked`.
    """
    asked = list(subjects)
    accounts = {account for _, account, _ in asked if account is not None}
    units = {unit for _, _, unit in asked if unit is not None}
    honours: dict[str, list[Honour]] = defaultdict(list)
    ratings: dict[str, list[Rating]] = defaultdict(list)
    against: dict[str, list[Against]] = defaultdict(list)
    lines = forebears(session, [key for key in map(unit_of, (one[0] for one in asked)) if key])
    before = {one.unit_id for several in lines.values() for one in several}
    for award in achievements_of(session, accounts, units | before):
        honours[award.subject_key].append(_honour(award))
    _mark_shaken(session, honours)
    carried = _carried(session, lines, honours)
    for rating in ratings_of(session, accounts, units):
        ratings[rating.subject_key].append(_rating(rating))
    for standing in standings_of(session, accounts, units):
        against[standing.subject_key].append(_against(standing))
    return {
        key: Past(
            honours=(*honours[key], *carried.get(key, ())), ratings=tuple(ratings[key]),
            against=tuple(against[key]),
            unit=tuple(ratings[f"unit:{unit}"]) if account is not None else (),
            linked=key.startswith(("account:", "unit:")),
        )
        for key, account, unit in asked
    }  # fmt: skip


def _mark_shaken(session: Session, honours: dict[str, list[Honour]]) -> None:
    """Those that somebody looked at and kept are not shaken any more: a query only when needed."""
    keys = [
        int(one.source.removeprefix("nomination:"))
        for several in honours.values() for one in several if one.shaken and one.of_a_list
    ]  # fmt: skip
    if not keys:
        return
    kept = set(
        session.scalars(
            select(AwardReview.nomination_id).where(AwardReview.nomination_id.in_(keys))
        )
    )
    for key, several in honours.items():
        honours[key] = [
            replace(one, shaken=False)
            if one.of_a_list and int(one.source.removeprefix("nomination:")) in kept else one
            for one in several
        ]  # fmt: skip


def _carried(
    session: Session, lines: Mapping[int, Sequence[Forebear]], honours: Mapping[str, list[Honour]]
) -> dict[str, list[Honour]]:
    """A unit that carries another on keeps its run of awards, as of the day of the change.

    Where the other went on only in part, or was merged with one that has no such award of that
    year, a person has to look.
    """
    found: dict[str, list[Honour]] = defaultdict(list)
    names = names_now(session, {one.unit_id for several in lines.values() for one in several})
    for unit_id, several in lines.items():
        for one in several:
            for award in honours.get(f"unit:{one.unit_id}", ()):
                if award.year > one.until.year or (award.decided_on or one.until) > one.until:
                    continue
                alike = all(
                    any((each.award_code, each.year) == (award.award_code, award.year)
                        for each in honours.get(f"unit:{other}", ()))
                    for other in one.beside
                )  # fmt: skip
                found[f"unit:{unit_id}"].append(
                    replace(award, carried=names.get(one.unit_id, ""),
                            in_part=not one.whole or not alike)
                )  # fmt: skip
    return found


def names_now(session: Session, keys: Collection[int]) -> dict[int, str]:
    """The last names of units."""
    if not keys:
        return {}
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(keys)))
    return {key: name for key, name in rows}


def _honour(row: AwardRow) -> Honour:
    return Honour(
        award_code=row.award_code, award_name=row.award_name, family=AwardFamily(row.family),
        year=row.year, level=row.level, ground="" if row.ground is Ground.UNKNOWN else row.ground,
        decision_number=row.decision_number, decided_on=row.decided_on,
        idea_ids=tuple(use.idea_id for use in row.uses if use.idea_id is not None),
        ref=f"achievement:{row.achievement_id}", source=row.source_ref,
        shaken=any(use.revoked for use in row.uses),
    )  # fmt: skip


def _rating(row: RatingRow) -> Rating:
    return Rating(
        year=row.year, level=row.rating, decision_number=row.decision_number, members=row.members,
        advanced=row.progressive, fighters=row.fighters, completed=row.completed,
        disciplined=row.disciplined,
    )  # fmt: skip


def _against(row: StandingRow) -> Against:
    return Against(
        key=f"standing:{row.standing_id}", kind=row.what, from_on=row.from_on, to_on=row.to_on,
        measure=row.measure, document_number=row.document_number,
    )  # fmt: skip
