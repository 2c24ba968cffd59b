"""`flask awards rules …`: the sets of rules, and what another set would change on a list."""

import click
from flask.cli import AppGroup

from app.awards.models import RuleSet
from app.awards.rule_queries import lines_of, set_rows
from app.awards.rule_states import RULE_SET_LIFECYCLE
from app.awards.rule_trial import Trial, TrialLine, lists_to_try, try_rules
from app.awards.states import VERDICT_TITLES
from app.extensions import db
from app.kernel.dates import day_text

awards = AppGroup("awards", help="Khen thưởng: bộ quy tắc điều kiện.")
rules = AppGroup("rules", help="Bộ quy tắc điều kiện khen thưởng.")
awards.add_command(rules)


@rules.command("list")
def list_sets() -> None:
    """Liệt kê các bộ quy tắc: số, trạng thái, ngày hiệu lực, số quy tắc."""
    for row in set_rows(db.session()):
        since = day_text(row.valid_from) if row.valid_from else "–"
        state = RULE_SET_LIFECYCLE.titles[row.state]
        click.echo(f"{row.set_id}\t{state}\ttừ {since}\t{row.rules} quy tắc\t{row.name}")


@rules.command("try")
@click.option("--set", "set_id", type=int, required=True, help="Số của bộ quy tắc cần thử.")
@click.option("--list", "list_id", type=int, help="Số (id) của danh sách.")
@click.option("--year", type=int, help="Mọi danh sách của năm này.")
def try_set(set_id: int, list_id: int | None, year: int | None) -> None:
    """Xét lại danh sách theo bộ quy tắc khác, in các dòng khác nhau. Không ghi gì."""
    session = db.session()
    rule_set = session.get(RuleSet, set_id)
    if rule_set is None:
        raise click.ClickException(f"Không có bộ quy tắc số {set_id}.")
    if (list_id is None) == (year is None):
        raise click.ClickException("Cho biết --list hoặc --year.")
    lists = lists_to_try(session, year=year, list_id=list_id)
    if not lists:
        raise click.ClickException("Không có danh sách nào như vậy.")
    trial = try_rules(session, lines_of(session, rule_set), lists)
    for line in trial.different:
        _say(line)
    _sum(trial)


def _say(line: TrialLine) -> None:
    before, after = VERDICT_TITLES[line.before], VERDICT_TITLES[line.after]
    click.echo(f"{line.list_name}\t{line.name}\t{line.award_name}\t{before} → {after}")
    for sign, answers in (("-", line.gone), ("+", line.new)):
        for one in answers:
            click.echo(f"  {sign} {VERDICT_TITLES[one.verdict]}: {one.message} "
                       f"({one.data_looked_at}) [{one.clause}]")  # fmt: skip


def _sum(trial: Trial) -> None:
    before = ", ".join(f"{VERDICT_TITLES[one]} {trial.count(before=one)}" for one in VERDICT_TITLES)
    after = ", ".join(f"{VERDICT_TITLES[one]} {trial.count(after=one)}" for one in VERDICT_TITLES)
    click.echo(f"{len(trial.lines)} đối tượng, {len(trial.different)} khác nhau. "
               f"Trước: {before}. Sau: {after}.")  # fmt: skip
