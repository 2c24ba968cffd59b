"""The demo's people as the sign-in page and the command line list them (only when DEMO=1)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, RoleGrant
from app.kernel.actor import ROLE_TITLES, Role
from app.kernel.text import Text

DEMO_PASSWORD = "sang-kien-so-2026"  # noqa: S105 - printed on purpose, demo data only


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """One invented person to sign in as."""

    role_title: Text
    name: str
    email: str
    password: str = DEMO_PASSWORD


def demo_sign_ins(session: Session) -> list[DemoSignIn]:
    """One person per role: the first demo account that holds it."""
    rows = session.execute(
        select(RoleGrant.role, Account.full_name, Account.email)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(Account.demo)
        .order_by(RoleGrant.id)
        .limit(400)
    ).all()
    first: dict[Role, DemoSignIn] = {}
    for role, name, email in rows:
        first.setdefault(role, DemoSignIn(ROLE_TITLES[role], name, email))
    return [first[role] for role in Role if role in first]
