"""What this room puts on an emulation council's agenda: nominations of locked lists.

By name for every award; for those that need no ballot by law also all of one award together, so
that a hundred Giấy khen are one vote. What is on an agenda in one way is not offered in the other.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.awards.models import AwardKind, Nomination, NominationList
from app.awards.states import ListState, SubjectKind
from app.awards.vote_models import AwardVote
from app.awards.vote_rules import clause_of_vote, same_unit_keeps_away
from app.councils.models import CouncilKind
from app.kernel.actor import Actor
from app.kernel.text import T, Text
from app.review.agenda import panel_of
from app.review.conflicts import GROUND_TITLES, Ground, IdeaFacts, Panel
from app.review.queries import successions
from app.sittings.agenda import Candidate, Grounds, Part, Result
from app.sittings.agenda_queries import subjects_on_agendas
from app.sittings.rules import Share
from app.sittings.states import BallotKind
from app.sittings.thresholds import Threshold

KIND, GROUP = "nomination", "nomination_group"
NOMINEE: Text = T("là người được đề nghị")
OWN_COLLECTIVE: Text = T("thuộc tập thể được đề nghị")
EMPTY: Text = T("Đề nghị khen thưởng của danh sách đã chốt sẽ hiện ở đây.")
Row = tuple[Nomination, AwardKind, NominationList]


def _waiting(session: Session) -> list[Row]:
    """Nominations of locked lists that stand on no agenda, in the order of the list."""
    rows = session.execute(
        select(Nomination, AwardKind, NominationList)
        .join(AwardKind, AwardKind.id == Nomination.award_kind_id)
        .join(NominationList, NominationList.id == Nomination.list_id)
        .where(NominationList.state.in_((ListState.LOCKED, ListState.VOTING)))
        .order_by(NominationList.id, AwardKind.position, Nomination.unit_order,
                  Nomination.name_key, Nomination.id)
    ).all()  # fmt: skip
    found = [(one, kind, list_) for one, kind, list_ in rows]
    taken = subjects_on_agendas(session, [_subject(one) for one, _kind, _list in found])
    return [row for row in found if _subject(row[0]) not in taken]


def _subject(nomination: Nomination) -> str:
    return f"{KIND}:{nomination.id}"


def _list_name(list_: NominationList) -> str:
    return f"DS{list_.number:02d}/{list_.year}"


def threshold_of(kind: AwardKind, day: date) -> Threshold:
    """How much of the council must agree to this award: its entry in the dated catalogue."""
    return Threshold(
        kind.code, CouncilKind.EMULATION, kind.name,
        Share(kind.vote_numerator, kind.vote_denominator, strict=kind.vote_strict),
        kind.vote_base, clause_of_vote(day, ballot=kind.ballot), kind.valid_from, kind.valid_to,
    )  # fmt: skip


class Nominations:
    """One by one: the only way for titles on which the law asks for a ballot."""

    kind = KIND
    title: Text = T("Đề nghị khen thưởng, biểu quyết từng trường hợp")
    empty = EMPTY
    council = CouncilKind.EMULATION

    def candidates(self, session: Session, actor: Actor, council_id: int) -> list[Candidate]:
        """Those that wait; the nominee is asked out, and may not put the own line there."""
        return [
            Candidate(
                _subject(one), _list_name(list_), f"{kind.name}: {one.name}", one.unit_name,
                kind.code, one.achievement, own=threshold_of(kind, list_.judged_on),
            )
            for one, kind, list_ in _waiting(session)
            if not _is_own(actor, one)
        ]  # fmt: skip

    def recused(
        self, session: Session, subjects: Collection[str], accounts: Collection[int]
    ) -> Grounds:
        """The nominee, whoever works in a nominated collective, declared kin; units if so ruled."""
        keys = [int(one.partition(":")[2]) for one in subjects]
        rows = session.execute(
            select(Nomination, NominationList.judged_on, Account.email)
            .join(NominationList, NominationList.id == Nomination.list_id)
            .outerjoin(Account, Account.id == Nomination.account_id)
            .where(Nomination.id.in_(keys))
        ).all()
        panel = Panel(panel_of(session, accounts), successions(session))
        return {
            _subject(one): {
                account: _ground(one, ground)
                for account, ground in panel.grounds(_facts(one, email or "", day)).items()
            }
            for one, day, email in rows
        }


def _is_own(actor: Actor, one: Nomination) -> bool:
    return one.account_id is not None and one.account_id == actor.user_id


def _facts(one: Nomination, email: str, day: date) -> IdeaFacts:
    collective = one.subject_kind is SubjectKind.COLLECTIVE
    counts = one.unit_id is not None and (collective or same_unit_keeps_away(day))
    return IdeaFacts(
        idea_id=0,  # no dossier: who once wrote with the nominee is not asked here
        owner_id=0,
        unit_ids=frozenset({one.unit_id} if counts and one.unit_id else ()),
        author_ids=frozenset({one.account_id} if one.account_id else ()),
        author_emails=frozenset({email} if email else ()),
    )


def _ground(one: Nomination, ground: Ground) -> Text:
    if ground is Ground.AUTHOR:
        return NOMINEE
    if ground is Ground.SAME_UNIT and one.subject_kind is SubjectKind.COLLECTIVE:
        return OWN_COLLECTIVE
    return GROUND_TITLES[ground]


class NominationGroups:
    """All nominations of one award on one list together; not where the law asks for a ballot."""

    kind = GROUP
    title: Text = T("Đề nghị khen thưởng, biểu quyết chung theo hình thức")
    empty = EMPTY
    council = CouncilKind.EMULATION

    def candidates(self, session: Session, actor: Actor, council_id: int) -> list[Candidate]:
        """Two or more that wait, in one item; its parts stay as they were put there.

        The own line is not among them: as alone, somebody else puts it there.
        """
        groups: defaultdict[tuple[int, int], list[Row]] = defaultdict(list)
        for row in _waiting(session):
            if not row[1].ballot and not _is_own(actor, row[0]):
                groups[row[2].id, row[1].id].append(row)
        return [_group(rows) for rows in groups.values() if len(rows) > 1]

    def recused(
        self, session: Session, subjects: Collection[str], accounts: Collection[int]
    ) -> Grounds:
        """Asked of the parts, never of a group."""
        return {}


def _group(rows: Sequence[Row]) -> Candidate:
    _one, kind, list_ = rows[0]
    return Candidate(
        f"{GROUP}:{list_.id}-{kind.id}-{rows[0][0].id}", _list_name(list_),
        f"{kind.name}: {len(rows)} trường hợp", "", kind.code,
        own=threshold_of(kind, list_.judged_on),
        parts=tuple(Part(_subject(one), one.name, "" if one.unit_name == one.name
                         else one.unit_name) for one, _kind, _list in rows),
    )  # fmt: skip


def write_down(session: Session, results: Sequence[Result]) -> None:
    """Keep what a closed sitting said on each nomination. It changes no state: the head decides."""
    keys = [int(one.subject.partition(":")[2]) for one in results]
    rows = session.execute(
        select(Nomination.id, Nomination.list_id, Nomination.subject_key, AwardKind.code)
        .join(AwardKind, AwardKind.id == Nomination.award_kind_id)
        .where(Nomination.id.in_(keys))
    )
    known = {key: (list_id, subject, code) for key, list_id, subject, code in rows}
    for key, one in zip(keys, results, strict=True):
        if key not in known:
            continue  # taken off the list since: nothing of it can be issued
        list_id, subject, code = known[key]
        yes, no, other, void, written = one.counts
        session.add(
            AwardVote(
                list_id=list_id, subject_key=subject, award_code=code,
                sitting_id=one.sitting_id, item_id=one.item_id, kind=BallotKind(one.ballot),
                of_group=one.of_group, passed=one.passed, yes=yes, no=no, other=other, void=void,
                written=written, base=one.base, needed=one.needed, share=one.share[:20],
                clause=one.clause, sat_on=one.sat_on,
            )
        )  # fmt: skip
