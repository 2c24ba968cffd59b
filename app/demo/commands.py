"""`flask demo …` and `flask data check`."""

import click
from flask.cli import AppGroup

demo = AppGroup("demo", help="Invented data on the plan's own units.")
data = AppGroup("data", help="Whether what is stored makes sense.")


@demo.command("sign-ins")
def sign_ins() -> None:
    """One demo sign-in per role."""
    from app.cli import print_sign_ins  # noqa: PLC0415 - cli imports this module

    print_sign_ins()


__all__ = ["click"]
