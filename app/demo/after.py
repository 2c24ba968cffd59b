"""After recognition: adoptions, the gallery, the award list, the plan's reports."""

from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import select

from app.accounts.models import Account, Unit
from app.adoption.actions import confirm_adoption, report_adoption
from app.adoption.models import Adoption
from app.adoption.rules import AdoptionDraft
from app.adoption.states import Extent
from app.awards.actions import ListDraft, create_list, lock_list
from app.awards.adding import add_nominations
from app.awards.loading import load_catalogue
from app.awards.models import AwardKind, Nomination, NominationBasis
from app.awards.states import SubjectKind
from app.awards.subjects import NominationDraft
from app.database.transaction import to_change, transaction
from app.demo.basis import Basis, plan_data
from app.demo.dossiers import Made
from app.demo.sittings import hold, set_up_emulation_council
from app.extensions import db
from app.gallery.actions import publish_solution
from app.gallery.office import first_text, source_of
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IdeaState
from app.kernel.actor import SYSTEM, Role
from app.kernel.dates import local_date
from app.plan.actions import save_report, send_report
from app.plan.drafts import ReportDraft, ReportLine
from app.plan.loading import load_plan, open_periods
from app.plan.models import PlanItem, ReportingPeriod
from app.plan.report_queries import period_line
from app.plan.rules import owes
from app.plan.unit_report_queries import prefill
from app.review.expertise import Profile, declare

BATCH = 50
PARTS = ("TTr", "BB", "BC", "CN")


def recognised_of(made: list[Made]) -> list[Made]:
    """Those of the written dossiers that were recognised."""
    keys = set(db.session.scalars(select(Idea.id).where(Idea.state == IdeaState.RECOGNISED)))
    db.session.remove()
    return [one for one in made if one.idea_id in keys]


def adopt(basis: Basis, made: list[Made], now: datetime) -> int:
    """Each solution is applied in its own unit and some in one or two more; confirmed there.

    However few there are, the unit of the demo's clerk has one to confirm.
    """
    units = sorted(basis.clerks)
    clerk = basis.first[Role.UNIT_CLERK]
    home = min(unit_id for unit_id in units if basis.clerks[unit_id] == clerk)
    count = 0
    for first in range(0, len(made), BATCH):
        with transaction() as session:
            for number, one in enumerate(made[first : first + BATCH], start=first):
                idea = to_change(session, Idea, one.idea_id)
                others = [units[(number * 3 + n) % len(units)] for n in range(number % 3)]
                others += [home] if number == 1 else []
                for unit_id in dict.fromkeys([idea.unit_id, *others]):
                    draft = AdoptionDraft(
                        unit_id=unit_id, since=local_date(now) - timedelta(days=60),
                        extent=Extent.APPLIED if unit_id == idea.unit_id else Extent.SCALED,
                        what=one.text.application, indicator=one.text.indicator,
                        before=one.text.before, after=one.text.after, measure=one.text.measure,
                        method="Sổ theo dõi, đo trước và sau", sample_size=one.text.sample,
                        saved_vnd=one.text.saved_vnd,
                    )  # fmt: skip
                    record = report_adoption(session, one.author, idea, draft, now)
                    if number % 7 != 6 and (unit_id, number) != (home, 1):
                        confirm_adoption(session, basis.clerks[unit_id], record,
                                         now + timedelta(days=1))  # fmt: skip
                    count += 1
        db.session.remove()
    return count


def publish(basis: Basis, made: list[Made], now: datetime) -> int:
    """The communications officer publishes what is applied."""
    confirmed = set(
        db.session.scalars(select(Adoption.idea_id).where(Adoption.confirmed_at.is_not(None)))
    )
    db.session.remove()
    chosen = [one for one in made if one.idea_id in confirmed]
    officer = basis.first[Role.COMMUNICATIONS]
    for first in range(0, len(chosen), BATCH):
        with transaction() as session:
            for one in chosen[first : first + BATCH]:
                idea = to_change(session, Idea, one.idea_id)
                source = source_of(session, idea.id)
                if source is not None:
                    publish_solution(session, officer, idea, first_text(source), now)
        db.session.remove()
    return len(chosen)


def nominate(basis: Basis, now: datetime, *, most: int = 20) -> None:
    """A draft list of Phòng Nội vụ with authors and units of applied solutions."""
    officer = basis.first[Role.AWARDS_OFFICER]
    today = local_date(now)
    with transaction() as session:
        draft = ListDraft(
            title=f"Khen thưởng phong trào ứng dụng trí tuệ nhân tạo năm {today.year}",
            judged_on=today, due_on=today + timedelta(days=14), money_limit=60_000_000,
            movement="Phong trào thi đua ứng dụng trí tuệ nhân tạo theo Kế hoạch số 52/KH-UBND-KT",
        )  # fmt: skip
        list_ = create_list(session, officer, draft, now)
        kinds = {
            kind.subject_kind: kind.id
            for kind in session.scalars(select(AwardKind).where(AwardKind.code.like("GK%")))
        }
        rows = session.execute(
            select(IdeaAuthor.account_id, IdeaAuthor.idea_id, Idea.unit_id)
            .join(Idea, Idea.id == IdeaAuthor.idea_id)
            .where(
                Idea.state == IdeaState.RECOGNISED, IdeaAuthor.account_id.is_not(None),
                Idea.id.in_(select(Adoption.idea_id).where(Adoption.confirmed_at.is_not(None))),
            )
            .order_by(IdeaAuthor.idea_id, IdeaAuthor.position)
        ).all()  # fmt: skip
        people: dict[str, int] = {}
        units: dict[str, int] = {}
        for account_id, idea_id, unit_id in rows:
            people.setdefault(f"account:{account_id}", idea_id)
            units.setdefault(f"unit:{unit_id}", idea_id)
        drafts = [
            NominationDraft(key, kinds[SubjectKind.INDIVIDUAL], (idea,),
                            parts=PARTS if number % 6 else PARTS[:2])
            for number, (key, idea) in enumerate(islice(people.items(), most), start=1)
        ]  # fmt: skip
        drafts += [
            NominationDraft(key, kinds[SubjectKind.COLLECTIVE], (idea,), parts=PARTS)
            for key, idea in islice(units.items(), 4)
        ]
        add_nominations(session, officer, list_, drafts, now)
    db.session.remove()


def sit_on_awards(basis: Basis, now: datetime, *, most: int = 6) -> None:
    """A locked list of Giấy khen before the council, which leaves the last two for another day.

    Its chair has a relative among those voted on and among those who wait.
    """
    council_id, chair = set_up_emulation_council(basis, now - timedelta(days=60))
    officer = basis.first[Role.AWARDS_OFFICER]
    with transaction() as session:
        draft = ListDraft(
            title="Giấy khen đợt 1 về ứng dụng trí tuệ nhân tạo", judged_on=local_date(now),
            due_on=None, money_limit=None,
            movement="Phong trào thi đua ứng dụng trí tuệ nhân tạo theo Kế hoạch số 52/KH-UBND-KT",
        )  # fmt: skip
        list_ = create_list(session, officer, draft, now - timedelta(days=6))
        kind = session.scalars(select(AwardKind.id).where(AwardKind.code == "GK-CN")).one()
        nominated = select(NominationBasis.idea_id)
        rows = session.execute(
            select(IdeaAuthor.account_id, IdeaAuthor.idea_id)
            .join(Idea, Idea.id == IdeaAuthor.idea_id)
            .where(
                Idea.state == IdeaState.RECOGNISED, IdeaAuthor.account_id.is_not(None),
                Idea.id.in_(select(Adoption.idea_id).where(Adoption.confirmed_at.is_not(None))),
                Idea.id.not_in(nominated), IdeaAuthor.position == 1,
            )
            .order_by(IdeaAuthor.idea_id)
        ).all()  # fmt: skip
        people = {f"account:{account_id}": idea_id for account_id, idea_id in rows}
        drafts = [NominationDraft(key, kind, (idea,), parts=PARTS)
                  for key, idea in islice(people.items(), most)]  # fmt: skip
        add_nominations(session, officer, list_, drafts, now - timedelta(days=6))
        session.flush()
        lock_list(session, officer, list_, now - timedelta(days=5))
        session.flush()
        people_on_it = session.execute(
            select(Nomination.id, Account.email)
            .join(Account, Account.id == Nomination.account_id)
            .where(Nomination.list_id == list_.id)
            .order_by(Nomination.id)
        ).all()
        relatives = [email for _key, email in (*people_on_it[:1], *people_on_it[-1:])]
        declare(session, chair, Profile(relatives=tuple(relatives)), now - timedelta(days=5))
        wanted = [f"nomination:{key}" for key, _email in people_on_it[:-2]]
    db.session.remove()
    if wanted:
        hold(council_id, "Họp Hội đồng thi đua - khen thưởng đợt 1",
             now - timedelta(days=4), wanted)  # fmt: skip


def load_basics(now: datetime) -> None:
    """The award catalogue and the plan with this year's periods; some units have reported."""
    with transaction() as session:
        load_catalogue(session, SYSTEM, now)
        plan = load_plan(session, SYSTEM, plan_data(), now)
        open_periods(session, SYSTEM, plan, min(now.year, plan.year_to), now)
    db.session.remove()


def report(basis: Basis, now: datetime) -> None:
    """Two thirds of the units have sent each period's report, some of them late."""
    periods = db.session.execute(
        select(ReportingPeriod.id, ReportingPeriod.last_day)
        .where(ReportingPeriod.consolidated.is_(False))
        .order_by(ReportingPeriod.last_day)
    ).all()
    tasks = list(db.session.scalars(select(PlanItem.id).order_by(PlanItem.id)))
    db.session.remove()
    for period_id, last_day in periods:
        early = now - timedelta(days=max(0, (local_date(now) - last_day).days))
        with transaction() as session:
            period = to_change(session, ReportingPeriod, period_id)
            known = period_line(session, period_id)
            if known is None:
                continue
            for number, (unit_id, clerk) in enumerate(sorted(basis.clerks.items())):
                if number % 3 == 2 or not owes(session.get_one(Unit, unit_id), period.last_day):
                    continue
                sent = min(now, early + timedelta(days=number % 5 - 2))
                counted = prefill(session, known, unit_id)
                draft = ReportDraft(
                    achievements=f"Đã tập huấn và áp dụng {number % 4 + 1} giải pháp có TTNT. "
                    "Nội dung minh họa.",
                    difficulties="Thiếu người được tập huấn.", proposals="Mở thêm lớp tập huấn.",
                    trained_people=number * 3, events_held=number % 3,
                    ideas_submitted=counted.ideas_submitted,
                    solutions_applied=counted.solutions_applied, lines=_done(tasks, number),
                )  # fmt: skip
                made = save_report(session, clerk, period, unit_id, draft, sent)
                send_report(session, clerk, made, sent)
        db.session.remove()


def _done(tasks: list[int], number: int) -> tuple[ReportLine, ...]:
    """What the unit of that number did on two tasks of the plan, in the plan's order."""
    mine = sorted({number % len(tasks), (3 * number + 1) % len(tasks)})
    return tuple(
        ReportLine(tasks[place], percent=20 + 10 * (number % 6),
                   text="Đã làm theo kế hoạch của đơn vị. Nội dung minh họa.")
        for place in mine
    )  # fmt: skip
