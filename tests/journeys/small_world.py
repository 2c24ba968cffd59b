"""A small world with one thing of every kind, at dates that hold at any real time."""

import io
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.accounts.queries import actor_of
from app.awards.actions import override
from app.awards.models import EligibilityRule, RuleSet
from app.awards.rule_actions import SetDraft, create_rule_set
from app.awards.rule_approving import propose_rule_set
from app.awards.states import Verdict
from app.community.actions import cast, set_poll
from app.community.queries import poll_of
from app.community.rules import PollDraft
from app.database.schema import empty_everything
from app.database.transaction import transaction
from app.files.models import StoredFile
from app.gallery.actions import publish_solution
from app.ideas.models import Evidence, Idea
from app.ideas.qualifying_models import Qualification
from app.ideas.qualifying_rules import Verdict as Said
from app.ideas.states import IdeaState
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.papers.actions import TemplateDraft, upload_template
from app.papers.catalogue import LETTER
from app.plan.models import PlanItem, ReportingPeriod
from app.problems.actions import create_problem, publish_problem
from app.problems.drafts import ProblemDraft
from app.review.actions import bring_to_council, propose, record_decision, settle_round
from app.review.models import InitiativeCertificate
from app.review.qualifying_actions import assign as assign_qualifiers
from app.review.qualifying_actions import give as give_verdict
from app.review.rules import Decision, DecisionLine
from app.review.states import Proposal
from app.review.warm_up_actions import SampleDraft, keep_sample
from app.rounds.models import Round
from app.rounds.stage_queries import put_stages
from app.rounds.stages import StageDraft, StageRule
from tests.adoption.builders import make_adoption
from tests.awards.builders import make_list, nominate
from tests.gallery.builders import TEXT
from tests.ideas.builders import cleaned_copies, make_idea
from tests.kept_rows import KeptRows
from tests.people import EARLY, NOON, World, add_person
from tests.plan.builders import make_plan, make_report
from tests.review.builders import criterion_keys, locked, scoring_idea, sheet_of
from tests.rounds.builders import SCORING, SITTING, make_round, windows
from tests.sittings.builders import items, opened

# What must never be seen by somebody who judges blind, nor by the public.
AUTHOR, UNIT = "Kiều Thị Oanh Thảo", "Trạm Y tế Kim Ngân 77"
EMAIL, FILE = "canary-author@quan3.example", "bang-do-cua-oanh-thao.pdf"
SECRET, REMARK = "Mật mã két sắt là bốn bảy một một.", "Người chấm kia thấy lập luận yếu."
CANARIES = (AUTHOR, UNIT, EMAIL, FILE, "oanh-thao", "két sắt", "lập luận yếu")
LONG_AGO = date(2020, 5, 4)


@dataclass
class SmallWorld:
    """Ids of what there is."""

    world: World
    ids: dict[str, int] = field(default_factory=dict)
    slug: str = ""
    receipt_key: str = ""
    certificate_key: str = ""

    def __getitem__(self, name: str) -> int:
        return self.ids[name]


@dataclass(frozen=True)
class KeptSmallWorld:
    """A small world just made, to put it back: making it takes most of a second."""

    small: SmallWorld
    rows: KeptRows
    contents: tuple[tuple[Path, bytes], ...]

    @classmethod
    def of(cls, small: SmallWorld, files: Path) -> "KeptSmallWorld":
        """Keep what the database and the folder of contents hold now."""
        contents = [(path, path.read_bytes()) for path in files.rglob("*") if path.is_file()]
        kept = replace(small, world=small.world.copy(), ids=dict(small.ids))
        return cls(kept, KeptRows.of_now(), tuple(contents))

    def put_back(self, world: World) -> SmallWorld:
        """In place of everything there is; contents that were removed come back as well."""
        empty_everything()
        self.rows.put_back()
        for path, content in self.contents:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        world.units.update(self.small.world.units)
        world.actors.update(self.small.world.actors)
        return replace(self.small, world=world, ids=dict(self.small.ids))


def make_small_world(world: World) -> SmallWorld:
    """Make and commit it."""
    small = SmallWorld(world)
    with transaction() as session:
        _canary_author(session, world)
    with transaction() as session:
        _receiving(session, small)
        _qualifying(session, small)
        _scoring(session, small)
        _before_council(session, small)
        _recognised(session, small)
    with transaction() as session:
        _plan(session, small)
        _problem(session, small)
        _template(session, small)
    return small


def _problem(session: Session, small: SmallWorld) -> None:
    """A posted problem of Phường 9 that takes answers."""
    unit, instant = small.world.units["P9"], now()
    draft = ProblemDraft("Phân loại đơn thư", unit, unit, local_date(instant) + timedelta(days=30),
                         "Đơn nhiều", "1.200 đơn mỗi tháng", "Đơn quét", "Nhanh hơn")  # fmt: skip
    made = create_problem(session, small.world.clerk, draft, instant)
    publish_problem(session, small.world.clerk, made, instant)
    small.ids["problem"] = made.id


def _template(session: Session, small: SmallWorld) -> None:
    """A version of the office's công văn that is not yet in use."""
    from app.papers.starting import starting_template  # noqa: PLC0415 - Word, only here

    draft = TemplateDraft("Nghị định số 30/2020/NĐ-CP", local_date(now()))
    made = upload_template(
        session, small.world.secretary, LETTER, io.BytesIO(starting_template(LETTER.code)),
        "cong-van.docx", draft, now(),
    )  # fmt: skip
    small.ids["template"] = made.id


def _canary_author(session: Session, world: World) -> None:
    unit = Unit(code="KN77", name=UNIT, short_name=UNIT, kind="school", official_order=9,
                valid_from=EARLY)  # fmt: skip
    session.add(unit)
    session.flush()
    world.units["KN77"] = unit.id
    account = add_person(session, world, "canary-author", AUTHOR, "KN77", Role.AUTHOR)
    world.actors["canary"] = actor_of(session, account, LONG_AGO.replace(year=2026))


def _receiving(session: Session, small: SmallWorld) -> None:
    """A round that takes dossiers in, with one in each of the first states."""
    world = small.world
    round_ = make_round(session, world, code="DX-MO", **windows(1))
    states = {"draft": IdeaState.DRAFT, "waiting": IdeaState.AWAITING_UNIT,
              "submitted": IdeaState.SUBMITTED, "eligible": IdeaState.ELIGIBLE}  # fmt: skip
    small.ids["receiving"] = round_.id
    for name, state in states.items():
        idea = make_idea(session, world, round_, state, title=f"Giải pháp thử {name}",
                         coauthors=("author2",), evidence=("Phụ lục.pdf",),
                         first_applied_on=LONG_AGO)  # fmt: skip
        small.ids[name] = idea.id
    draft_file = select(Evidence.file_id).where(Evidence.idea_id == small["draft"])
    small.ids["draft_file"] = session.scalars(draft_file).one()
    unannounced = make_round(session, world, code="DX-NHAP", state="draft")
    first = StageDraft("Sơ khảo", rule=StageRule.TOP, count=8)
    put_stages(session, unannounced, (first, StageDraft("Chung khảo")))
    small.ids["unannounced"] = unannounced.id


def _qualifying(session: Session, small: SmallWorld) -> None:
    """A round in which two people say whether a dossier is eligible; one has yet to answer."""
    world = small.world
    round_ = make_round(session, world, code="DX-THAM", qualifiers=2, **windows(3))
    idea = make_idea(session, world, round_, IdeaState.SUBMITTED, title="Giải pháp chờ thẩm định")
    pairs = [(idea.id, one.user_id or 0) for one in (world.reviewer, world.reviewer2)]
    assign_qualifiers(session, world.secretary, round_, pairs, NOON)
    first, second = session.scalars(
        select(Qualification).where(Qualification.idea_id == idea.id)
        .order_by(Qualification.qualifier_id)
    )  # fmt: skip
    give_verdict(session, world.reviewer2, second, Said.FAIL, "Thiếu minh chứng", NOON,
                 second.version)  # fmt: skip
    small.ids |= {"qualified_round": round_.id, "qualified": idea.id, "qualification": first.id}


def _scoring(session: Session, small: SmallWorld) -> None:
    """A blind round while it is scored: one sheet locked with a remark, one untouched."""
    world = small.world
    round_ = make_round(session, world, code="DX-CHAM")
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2", title="Giải pháp giấu tên",
                        author="canary", evidence=(FILE,), confidential=SECRET)  # fmt: skip
    locked(session, round_, idea, world.reviewer2)
    sheet = sheet_of(session, idea, world.reviewer2)
    sheet.remark = REMARK
    small.ids |= {
        "scoring_round": round_.id, "scoring": idea.id,
        "sheet": sheet_of(session, idea, world.reviewer).id, "locked_sheet": sheet.id,
    }  # fmt: skip
    small.ids["scoring_file"] = session.scalars(
        select(StoredFile.id).where(StoredFile.owner_id == idea.id, StoredFile.name == FILE)
    ).one()
    cleaned_copies(session, small.ids["scoring_file"])
    _poll(session, small, round_, idea)
    points = dict.fromkeys(criterion_keys(session, round_.id), Decimal(10))
    sample = SampleDraft("Hồ sơ mẫu", "Nội dung mẫu", points=points)
    keep_sample(session, world.secretary, round_, None, sample, 0, NOON)
    for name, value in windows(5).items():
        setattr(round_, name, value)


def _poll(session: Session, small: SmallWorld, round_: Round, idea: Idea) -> None:
    """The community votes on the round that is being scored, at any real time; one has voted."""
    draft = PollDraft(NOON - timedelta(days=400), NOON + timedelta(days=36500))
    set_poll(session, small.world.secretary, round_, draft, 0, NOON)
    poll = poll_of(session, round_.id)
    assert poll is not None
    cast(session, small.world.plan_officer, poll, idea.id, "mot", NOON)


def _settled(session: Session, small: SmallWorld, round_: Round, title: str) -> Idea:
    world = small.world
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2", title=title,
                        coauthors=("author2",), evidence=("Xác nhận.pdf",),
                        first_applied_on=LONG_AGO)  # fmt: skip
    for reviewer in (world.reviewer, world.reviewer2):
        locked(session, round_, idea, reviewer)
    settle_round(session, world.secretary, round_, SCORING)
    return idea


def _before_council(session: Session, small: SmallWorld) -> None:
    """A round with one dossier that is scored and one before the council."""
    world = small.world
    round_ = make_round(session, world, code="DX-HOP")
    brought = _settled(session, small, round_, "Giải pháp trình Hội đồng")
    propose(session, world.secretary, round_, [brought.id], Proposal.RECOGNISE, "", SCORING)
    bring_to_council(session, world.secretary, round_, [brought.id], SCORING)
    scored = _settled(session, small, round_, "Giải pháp đã chấm")
    small.ids |= {"council_round": round_.id, "brought": brought.id, "scored": scored.id}
    sitting = opened(session, world, [world.chair, world.secretary], SCORING)
    small.ids |= {"sitting": sitting.id, "sitting_item": items(session, sitting)[0].id}
    for name, value in windows(6).items():
        setattr(round_, name, value)


def _recognised(session: Session, small: SmallWorld) -> None:
    """A solution that is recognised, applied, published and on an award list; and a plain one."""
    world = small.world
    round_ = make_round(session, world, code="DX-XONG")
    ideas = [_settled(session, small, round_, title)
             for title in ("Trợ lý đọc đơn tại quầy", "Giải pháp chưa công khai")]  # fmt: skip
    keys = [idea.id for idea in ideas]
    propose(session, world.secretary, round_, keys, Proposal.RECOGNISE, "", SCORING)
    bring_to_council(session, world.secretary, round_, keys, SCORING)
    paper = Decision("215/QĐ-UBND", date(2026, 9, 20), date(2026, 9, 20))
    lines = [DecisionLine(key, True, 9, 9) for key in keys]
    record_decision(session, world.secretary, round_, lines, paper, SITTING)
    for name, value in windows(8).items():
        setattr(round_, name, value)
    certificate = session.scalars(
        select(InitiativeCertificate).order_by(InitiativeCertificate.id)
    ).first()
    assert certificate is not None
    small.ids |= {"done_round": round_.id, "recognised": keys[0], "plain": keys[1],
                  "certificate": certificate.id}  # fmt: skip
    small.certificate_key = certificate.key
    small.receipt_key = ideas[0].receipt_key or ""
    _applied(session, small, ideas)
    _nominated(session, small, ideas[0])


def _applied(session: Session, small: SmallWorld, ideas: list[Idea]) -> None:
    world = small.world
    confirmed = make_adoption(session, world, ideas[0])
    confirmed.confirmed_at = NOON - timedelta(days=130)  # so that its first review is open
    make_adoption(session, world, ideas[1])
    waiting = make_adoption(session, world, ideas[0], "P9", confirmed=False)
    now = datetime(2026, 10, 1, tzinfo=UTC)
    entry = publish_solution(session, world.communications, ideas[0], TEXT, now)
    small.slug = entry.slug
    small.ids |= {"adoption": confirmed.id, "waiting_adoption": waiting.id}


def _nominated(session: Session, small: SmallWorld, idea: Idea) -> None:
    """A draft list: a complete line, one that lacks papers, and one concluded but not confirmed."""
    world = small.world
    list_ = make_list(session, world)
    line = nominate(session, world, list_, idea)
    nominate(session, world, list_, idea, who="author2", parts=())
    waiting = nominate(session, world, list_, idea, who="P9", award="GK-TT", parts=())
    override(session, world.leader, waiting, Verdict.MET, "Bổ sung hồ sơ giấy", NOON)
    small.ids |= {"list": list_.id, "nomination": line.id, "waiting_nomination": waiting.id}
    _rules(session, small)


def _rules(session: Session, small: SmallWorld) -> None:
    """A draft set of rules, one that waits for approval, and a rule of the draft."""
    officer = small.world.awards_officer
    shipped = session.scalars(select(RuleSet).limit(1)).one()
    draft, waiting = (
        create_rule_set(session, officer, shipped, SetDraft(name, "", date(2027, 1, 1)), NOON)
        for name in ("Bộ quy tắc năm 2027", "Bộ quy tắc chờ duyệt")
    )
    propose_rule_set(session, officer, waiting, NOON)
    rule = session.scalars(select(EligibilityRule).filter_by(rule_set_id=draft.id).limit(1)).one()
    small.ids |= {"rule_set": draft.id, "proposed_set": waiting.id, "rule": rule.id}


def _plan(session: Session, small: SmallWorld) -> None:
    world = small.world
    make_plan(session, world)
    make_report(session, world, "P9")
    make_report(session, world, "P1", sent=False)
    periods = session.scalars(select(ReportingPeriod).order_by(ReportingPeriod.id)).all()
    small.ids |= {
        "period": next(p.id for p in periods if p.name == "Báo cáo năm"),
        "whole_period": next(p.id for p in periods if p.consolidated),
        "item": session.scalars(select(PlanItem.id).order_by(PlanItem.id)).first() or 0,
        "P1": world.units["P1"], "P9": world.units["P9"],
    }  # fmt: skip
