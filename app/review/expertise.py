"""What reviewers say about themselves (expertise, ties), their loads, and how they fit dossiers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.actions import record
from app.ideas.choices import SECTORS
from app.ideas.models import Idea
from app.kernel.actor import Actor, Role
from app.kernel.refusals import Blocker, Denial, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import fold
from app.review import policy
from app.review.conflicts import TieKind
from app.review.figure_models import PersonalTie, ReviewExpertise, ReviewLoad
from app.review.proposing import Bounds, Expertise, Subject, match_percent, words_of
from app.rounds.models import Round

JUDGES = (Role.REVIEWER, Role.SECRETARY, Role.CHAIR)
KEYWORDS_LIMIT = 500
TIES_AT_MOST = 20
LOAD_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Profile:
    """What one reviewer declared, as typed."""

    sectors: tuple[str, ...] = ()
    keywords: str = ""
    relatives: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()


def profile_of(session: Session, account_id: int) -> Profile:
    """One's own declaration."""
    row = session.get(ReviewExpertise, account_id)
    ties = session.execute(
        select(PersonalTie.kind, PersonalTie.email)
        .where(PersonalTie.account_id == account_id)
        .order_by(PersonalTie.email)
    ).all()
    return Profile(
        sectors=tuple(row.sectors.split("|")) if row and row.sectors else (),
        keywords=row.keywords if row else "",
        relatives=tuple(email for kind, email in ties if kind == TieKind.RELATIVE),
        managers=tuple(email for kind, email in ties if kind == TieKind.MANAGER),
    )


def declare(session: Session, actor: Actor, profile: Profile, now: datetime) -> None:
    """Keep what a member of a council says about themselves; the old declaration is replaced."""
    require(_judge(actor))
    require_ready(_blockers(profile))
    key = actor.user_id or 0
    row = session.get(ReviewExpertise, key) or ReviewExpertise(account_id=key)
    row.sectors, row.keywords = "|".join(profile.sectors), profile.keywords
    row.updated_at = now
    session.add(row)
    session.execute(delete(PersonalTie).where(PersonalTie.account_id == key))
    ties = (TieKind.RELATIVE, profile.relatives), (TieKind.MANAGER, profile.managers)
    for kind, emails in ties:
        for email in dict.fromkeys(email.strip().casefold() for email in emails):
            session.add(PersonalTie(account_id=key, kind=kind, email=email, declared_at=now))
    account = session.get_one(Account, key)
    count = len(profile.relatives) + len(profile.managers)
    record(session, actor, "account:declare_expertise", account, now,
           sectors=len(profile.sectors), ties=count)  # fmt: skip


def _judge(actor: Actor) -> Denial | None:
    if actor.user_id is not None and actor.has(*JUDGES):
        return None
    return Denial("not_judge", T("Chỉ thành viên Hội đồng khai chuyên môn và quan hệ ở đây."))


def _blockers(profile: Profile) -> list[Blocker]:
    found = []
    if set(profile.sectors) - set(SECTORS):
        found.append(Blocker("sectors", T("Chọn lĩnh vực trong danh sách")))
    for field, emails in (("relatives", profile.relatives), ("managers", profile.managers)):
        if len(emails) > TIES_AT_MOST:
            found.append(Blocker(field, T("Khai nhiều nhất %(n)s địa chỉ", n=TIES_AT_MOST)))
        wrong = [email for email in emails if not _is_address(email)]
        if wrong:
            found.append(Blocker(field, T("“%(text)s” không phải địa chỉ thư", text=wrong[0][:60])))
    return found


def _is_address(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at and "." in host) and len(text) <= 254 and not text.split()[1:]


def bounds_of(session: Session, round_id: int) -> dict[int, Bounds]:
    """The loads that were set for the round, per reviewer."""
    rows = session.execute(
        select(ReviewLoad.account_id, ReviewLoad.least, ReviewLoad.most).where(
            ReviewLoad.round_id == round_id
        )
    )
    return {key: Bounds(least, most) for key, least, most in rows}


def set_loads(
    session: Session, actor: Actor, round_: Round, loads: Mapping[int, Bounds | None], now: datetime
) -> None:
    """Set or clear (None) the least and most load of these reviewers of the round's council."""
    require(policy.work_in(actor, round_.council_id))
    wrong = [
        key for key, bound in loads.items()
        if bound and not 0 <= bound.least <= bound.most <= LOAD_AT_MOST
    ]  # fmt: skip
    message = T("Tải tối thiểu phải từ 0 và không lớn hơn tải tối đa (nhiều nhất %(most)s)",
                most=LOAD_AT_MOST)  # fmt: skip
    require_ready([Blocker(f"most_{key}", message) for key in wrong])
    session.execute(
        delete(ReviewLoad).where(
            ReviewLoad.round_id == round_.id, ReviewLoad.account_id.in_(list(loads))
        )
    )
    for key, bound in sorted(loads.items()):
        if bound is not None:
            session.add(ReviewLoad(round_id=round_.id, account_id=key, least=bound.least,
                                   most=bound.most))  # fmt: skip
    record(session, actor, "review:set_loads", round_, now, count=len(loads))


def expertise_of(session: Session, account_ids: Collection[int]) -> dict[int, Expertise]:
    """What these reviewers declared; who declared nothing is not there."""
    rows = session.execute(
        select(ReviewExpertise.account_id, ReviewExpertise.sectors, ReviewExpertise.keywords).where(
            ReviewExpertise.account_id.in_(account_ids)
        )
    )
    return {
        key: Expertise(frozenset(sectors.split("|")) - {""}, words_of(keywords))
        for key, sectors, keywords in rows
        if sectors or keywords
    }


def matches(
    session: Session, where: ColumnElement[bool], known: Mapping[int, Expertise]
) -> dict[tuple[int, int], int]:
    """How well each of these reviewers fits each dossier, in percent; zeros are left out."""
    if not known:
        return {}
    rows = session.execute(
        select(Idea.id, Idea.sector, Idea.title, Idea.summary, Idea.solution).where(where)
    )
    subjects = ((key, _subject(sector, texts)) for key, sector, *texts in rows)
    return {
        (key, person): percent
        for key, subject in subjects
        for person, expertise in known.items()
        if (percent := match_percent(expertise, subject))
    }


def _subject(sector: str, texts: Iterable[object]) -> Subject:
    folded = fold(" ".join(str(text) for text in texts))
    return Subject(sector, " ".join("".join(c if c.isalnum() else " " for c in folded).split()))


def ordered(names: Sequence[str]) -> tuple[str, ...]:
    """Sectors in the order of the list, each once."""
    return tuple(sector for sector in SECTORS if sector in set(names))
