"""A set of rules tried on old lists says which lines it would judge otherwise."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.awards.compiling import judged_lines
from app.awards.models import EligibilityRule
from app.awards.rule_checks import RuleDraft
from app.awards.rule_queries import lines_of
from app.awards.rule_trial import lists_to_try, try_rules
from app.awards.states import Verdict
from tests.awards.builders import make_list, make_solution, nominate, ready_list
from tests.awards.rule_sets import TODAY, approve, changed, copied
from tests.people import World
from tests.rounds.builders import make_round


def test_a_rule_past_its_day_explains_old_lists_and_judges_no_new_one(
    world: World, session: Session
) -> None:
    made = copied(session, world.awards_officer, since=date(2026, 10, 2))
    changed(session, world, made, "movement", valid_to=date(2026, 11, 1))
    approve(session, world, made)
    idea = make_solution(session, world, make_round(session, world))
    before = make_list(session, world, judged_on=date(2026, 10, 31), movement="")
    after = make_list(session, world, judged_on=date(2026, 11, 1), movement="")
    for list_ in (before, after):
        nominate(session, world, list_, idea)

    lines = judged_lines(session, [before, after], None)

    assert "movement" in {answer.code for answer in lines[before.id][0].unmet}
    assert "movement" not in {answer.code for answer in lines[after.id][0].answers}


def test_a_trial_names_each_line_that_would_be_judged_otherwise(
    world: World, session: Session
) -> None:
    list_ = ready_list(session, world)
    made = copied(session, world.awards_officer)
    changed(session, world, made, "share", parameter="51", otherwise=Verdict.LACKING)
    before = session.scalar(select(func.count()).select_from(EligibilityRule))

    trial = try_rules(session, lines_of(session, made), lists_to_try(session, year=2026))

    assert len(trial.lines) == 3
    assert [(line.before, line.after) for line in trial.different] == [
        (Verdict.MET, Verdict.LACKING)
    ] * 2
    assert [one.code for one in trial.different[0].new] == ["share"]
    assert trial.different[0].gone == []
    assert (trial.count(Verdict.MET, Verdict.MET), trial.count(after=Verdict.LACKING)) == (1, 2)
    assert session.scalar(select(func.count()).select_from(EligibilityRule)) == before
    assert not session.dirty
    assert list_.state == "draft"


def test_the_same_rules_make_no_difference(world: World, session: Session) -> None:
    ready_list(session, world)
    made = copied(session, world.awards_officer)

    trial = try_rules(session, lines_of(session, made), lists_to_try(session, year=2026))

    assert trial.different == []


def test_a_rule_may_be_off_for_one_award(world: World, session: Session) -> None:
    made = copied(session, world.awards_officer)
    ready_list(session, world)
    changed(session, world, made, "share", parameter="51", otherwise=Verdict.LACKING,
            off_for="GK-CN")  # fmt: skip

    trial = try_rules(session, lines_of(session, made), lists_to_try(session, year=2026))

    assert trial.different == []


def test_rule_draft_tidies_blanks() -> None:
    draft = RuleDraft(" a ", "*", "applied", "  ", " M ", "c  d", Verdict.ASK, True, "B A  B",
                      TODAY).cleaned()  # fmt: skip

    assert (draft.code, draft.parameter, draft.message, draft.clause, draft.off_for) == (
        "a", "", "M", "c d", "B A",
    )  # fmt: skip
