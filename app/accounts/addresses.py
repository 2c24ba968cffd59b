"""Whose address this is or was: one person with all their addresses, wherever people are matched.

An address means its present holder; an address that nobody holds any more means the one person
who had it. Nobody is given rights by a former address: it is asked only where two must not be
taken for two people (conflicts, limits, votes for the own dossier, a second account).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, FormerAddress

Addresses = defaultdict[int, set[str]]


def keep_former(session: Session, account: Account, email: str, now: datetime) -> None:
    """Remember the address that the account had until now; one row however often it had it."""
    known = session.scalar(
        select(FormerAddress).where(
            FormerAddress.account_id == account.id, FormerAddress.email == email
        )
    )
    if known is None:
        session.add(FormerAddress(account_id=account.id, email=email, until=now))
    else:
        known.until = now


def former_of(session: Session, account_ids: Collection[int]) -> Addresses:
    """The former addresses of these people; one query."""
    found: Addresses = defaultdict(set)
    rows = session.execute(
        select(FormerAddress.account_id, FormerAddress.email).where(
            FormerAddress.account_id.in_(account_ids)
        )
    )
    for account_id, email in rows:
        found[account_id].add(email)
    return found


def all_of(session: Session, account_ids: Collection[int]) -> Addresses:
    """Every address of these people, the present one among them; two queries."""
    found = former_of(session, account_ids)
    rows = session.execute(select(Account.id, Account.email).where(Account.id.in_(account_ids)))
    for account_id, email in rows:
        found[account_id].add(email)
    return found


def had_by(session: Session, emails: Iterable[str]) -> Addresses:
    """Everybody who has or had one of these addresses, with those of them; two queries."""
    wanted = {email for email in emails if email}
    found: Addresses = defaultdict(set)
    if not wanted:
        return found
    for statement in (
        select(Account.id, Account.email).where(Account.email.in_(wanted)),
        select(FormerAddress.account_id, FormerAddress.email).where(
            FormerAddress.email.in_(wanted)
        ),
    ):
        for account_id, email in session.execute(statement):
            found[account_id].add(email)
    return found


def holders_of(session: Session, emails: Iterable[str]) -> dict[str, int]:
    """Whom each address means: its present holder, else the one person who had it.

    An address that two people had and nobody has means nobody.
    """
    wanted = {email for email in emails if email}
    if not wanted:
        return {}
    former: defaultdict[str, set[int]] = defaultdict(set)
    for email, account_id in session.execute(
        select(FormerAddress.email, FormerAddress.account_id).where(FormerAddress.email.in_(wanted))
    ):
        former[email].add(account_id)
    found = {email: min(people) for email, people in former.items() if len(people) == 1}
    present = session.execute(select(Account.email, Account.id).where(Account.email.in_(wanted)))
    return found | {email: account_id for email, account_id in present}


def widened(session: Session, emails: Collection[str]) -> dict[str, frozenset[str]]:
    """Each address with every other address of whoever has or had it; at most five queries.

    A former address that passed to somebody else is theirs now and widens nothing.
    """
    people = had_by(session, emails)
    every = all_of(session, list(people)) if people else Addresses(set)
    others = {mail for theirs in every.values() for mail in theirs} - set(emails)
    passed_on = {mail for mail, key in holders_of(session, others).items() if key not in people}
    return {
        email: frozenset({email}.union(
            *(every[key] for key, theirs in people.items() if email in theirs)) - passed_on)
        for email in emails
    }  # fmt: skip
