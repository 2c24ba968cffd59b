"""`flask demo …` and `flask data check`."""

import click
from flask.cli import AppGroup

from app.accounts.demo import demo_sign_ins
from app.accounts.queries import account_count
from app.checks.invariants import breaches
from app.demo.load import STAGES, Size, load
from app.extensions import db
from app.files.actions import storage
from app.kernel.clock import now

demo = AppGroup("demo", help="Invented data on the plan's own units.")
data = AppGroup("data", help="Whether what is stored makes sense.")

stage_option = click.option("--stage", type=click.Choice(STAGES), default="awarded")
seed_option = click.option("--seed", type=int, default=52)


@demo.command("load")
@stage_option
@seed_option
@click.option("--ideas", type=click.IntRange(8, 100_000), default=48, help="Dossiers this year.")
@click.option("--reviewers", type=click.IntRange(5, 2_000), default=9)
def load_demo(stage: str, seed: int, ideas: int, reviewers: int) -> None:
    """Fill an EMPTY database, through the same actions as the pages."""
    if account_count(db.session()):
        raise click.ClickException("the database has people in it already; use an empty one")
    db.session.remove()
    load(stage, seed, Size(ideas, reviewers), now(), say=lambda line: click.echo(line, err=True))


@demo.command("ensure")
@stage_option
@seed_option
@click.pass_context
def ensure(context: click.Context, stage: str, seed: int) -> None:
    """Load the demo only when there is nobody yet."""
    if not account_count(db.session()):
        context.invoke(load_demo, stage=stage, seed=seed, ideas=48, reviewers=9)


@demo.command("sign-ins")
def sign_ins() -> None:
    """One demo sign-in per role."""
    for person in demo_sign_ins(db.session()):
        click.echo(f"  {person.role_title!s:28} {person.email:32} {person.password}")


@data.command("check")
def check() -> None:
    """Exit 1 and print a line per breach when an invariant does not hold."""
    count = 0
    for name, sentence in breaches(db.session(), storage()):
        click.echo(f"{name}: {sentence}")
        count += 1
    if count:
        raise SystemExit(1)
    click.echo("all invariants hold")
