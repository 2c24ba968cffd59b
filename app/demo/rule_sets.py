"""What awards officers have on their desk in the demo: rules for next year, lines left open."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from app.awards.actions import ListDraft, NominationDraft, add_nominations, create_list, override
from app.awards.models import EligibilityRule, Nomination, NominationBasis, NominationList, RuleSet
from app.awards.rule_actions import SetDraft, change_rule, create_rule_set, draft_of_rule
from app.awards.rule_approving import propose_rule_set
from app.awards.states import ListState, SubjectKind, Verdict
from app.database.transaction import transaction
from app.demo.basis import Basis
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.dates import local_date


def write_next_rules(basis: Basis, now: datetime) -> None:
    """A copy of the rules for next year with one share raised, waiting for a second person."""
    officer = basis.first[Role.AWARDS_OFFICER]
    year = local_date(now).year + 1
    with transaction() as session:
        source = session.scalars(select(RuleSet).order_by(RuleSet.id).limit(1)).one()
        draft = SetDraft(f"Bộ quy tắc năm {year}", source.basis, date(year, 1, 1))
        made = create_rule_set(session, officer, source, draft, now)
        rule = session.scalars(
            select(EligibilityRule).filter_by(rule_set_id=made.id, code="share")
        ).one()
        raised = replace(
            draft_of_rule(rule), parameter="50",
            message="Tỷ lệ đóng góp của tác giả nên từ 50% trở lên",
        )  # fmt: skip
        session.flush()
        change_rule(session, officer, made, rule.id, raised, now, version=made.version)
        session.flush()
        propose_rule_set(session, officer, made, now)
    db.session.remove()


def leave_lines_open(basis: Basis, now: datetime) -> None:
    """Two people are on a second draft as well: cần người xem; one is concluded, not confirmed."""
    officer = basis.first[Role.AWARDS_OFFICER]
    with transaction() as session:
        rows = session.execute(
            select(Nomination.subject_key, Nomination.award_kind_id, NominationBasis.idea_id)
            .join(NominationBasis, NominationBasis.nomination_id == Nomination.id)
            .join(NominationList, NominationList.id == Nomination.list_id)
            .where(NominationList.state == ListState.DRAFT,
                   Nomination.subject_kind == SubjectKind.INDIVIDUAL,
                   Nomination.account_id.is_not(None))
            .order_by(Nomination.id)
            .limit(2)
        ).all()  # fmt: skip
        if not rows:
            return
        draft = ListDraft(
            title="Giấy khen đợt 2 về ứng dụng trí tuệ nhân tạo", judged_on=local_date(now),
            movement="Phong trào thi đua ứng dụng trí tuệ nhân tạo theo Kế hoạch số 52/KH-UBND-KT",
        )  # fmt: skip
        list_ = create_list(session, officer, draft, now)
        session.flush()
        drafts = [NominationDraft(key, kind, (idea,), parts=("TTr", "BB", "BC", "CN"))
                  for key, kind, idea in rows]  # fmt: skip
        added = add_nominations(session, officer, list_, drafts, now)
        session.flush()
        override(session, officer, added[0], Verdict.MET,
                 "Danh sách đợt 1 sẽ bỏ người này; chỉ khen một lần ở đợt 2", now)  # fmt: skip
    db.session.remove()
