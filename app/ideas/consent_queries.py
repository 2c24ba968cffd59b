"""Reads about invitations and confirmed shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from app.accounts.addresses import had_by
from app.accounts.models import Account
from app.ideas.consents import Consent, ConsentLine, key_of
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.people_models import AuthorConsent, AuthorInvitation, ConsentAnswer

ANSWERS = {
    ConsentAnswer.CONFIRMED: Consent.CONFIRMED,
    ConsentAnswer.ON_PAPER: Consent.ON_PAPER,
    ConsentAnswer.DECLINED: Consent.DECLINED,
}


def claims_of(session: Session, idea_id: int) -> dict[str, int]:
    """Accounts that took up an invitation, by the address on the author's line."""
    rows = session.execute(
        select(AuthorInvitation.email, AuthorInvitation.account_id)
        .where(AuthorInvitation.idea_id == idea_id, AuthorInvitation.account_id.is_not(None))
        .order_by(AuthorInvitation.id)
    )
    return {email: account_id for email, account_id in rows if account_id is not None}


def consent_lines(session: Session, idea: Idea) -> list[ConsentLine]:
    """Every author of one dossier with the newest answer; three queries."""
    return consents_of(session, {idea.id: idea.owner_id})[idea.id]


def consents_of(session: Session, owners: Mapping[int, int]) -> dict[int, list[ConsentLine]]:
    """For each dossier (with who owns it) its authors and how they stand; three queries in all.

    The newest answer counts while it is about the share on the line.
    """
    keys = list(owners)
    answers: dict[tuple[int, str], AuthorConsent] = {}
    for answer in session.scalars(_answers(), {"ideas": keys}):
        answers[answer.idea_id, answer.author_key] = answer
    invited: dict[tuple[int, str], AuthorInvitation] = {}
    for invitation in session.scalars(_invitations(), {"ideas": keys}):
        invited[invitation.idea_id, invitation.email] = invitation
    found: dict[int, list[ConsentLine]] = {key: [] for key in keys}
    for author in session.scalars(_authors(), {"ideas": keys}):
        key = key_of(author.email, author.name_key)
        found[author.idea_id].append(
            _line(author, owners[author.idea_id], answers.get((author.idea_id, key)),
                  invited.get((author.idea_id, author.email)) if author.email else None)
        )  # fmt: skip
    return found


_IDEAS: BindParameter[int] = bindparam("ideas", expanding=True)


@cache
def _answers() -> Select[AuthorConsent]:
    """Put together once, as are the two below: unit and office see them on every dossier."""
    return select(AuthorConsent).where(AuthorConsent.idea_id.in_(_IDEAS)).order_by(AuthorConsent.id)


@cache
def _invitations() -> Select[AuthorInvitation]:
    return (
        select(AuthorInvitation)
        .where(AuthorInvitation.idea_id.in_(_IDEAS))
        .order_by(AuthorInvitation.id)
    )


@cache
def _authors() -> Select[IdeaAuthor]:
    return (
        select(IdeaAuthor)
        .where(IdeaAuthor.idea_id.in_(_IDEAS))
        .order_by(IdeaAuthor.idea_id, IdeaAuthor.position, IdeaAuthor.id)
    )


def _line(
    author: IdeaAuthor,
    owner_id: int,
    answer: AuthorConsent | None,
    invitation: AuthorInvitation | None,
) -> ConsentLine:
    return ConsentLine(
        position=author.position,
        key=key_of(author.email, author.name_key),
        full_name=author.full_name,
        email=author.email,
        account_id=author.account_id,
        share=author.share,
        consent=_consent(author, owner_id, answer, invitation),
        reason=answer.reason if answer else "",
        answered_at=answer.given_at if answer else None,
        invited_at=invitation.created_at if invitation else None,
    )


def _consent(
    author: IdeaAuthor,
    owner_id: int,
    answer: AuthorConsent | None,
    invitation: AuthorInvitation | None,
) -> Consent:
    if author.account_id is not None and author.account_id == owner_id:
        return Consent.OWNER
    if answer is not None:
        return ANSWERS[answer.answer] if answer.share == author.share else Consent.CHANGED
    return Consent.INVITED if invitation else Consent.WAITING


@dataclass(frozen=True, slots=True)
class Invited:
    """What the page behind a link may show: who asks whom for what, not the dossier."""

    invitation_id: int
    idea_id: int
    title: str
    full_name: str
    email: str
    share: Decimal
    invited_by: str
    unit_id: int
    has_account: bool


def invited_by_token(session: Session, token_hash: str, now: datetime) -> Invited | None:
    """The living invitation behind a link: unused, in time, and its line still as it was."""
    inviter = select(Account.full_name).where(Account.id == AuthorInvitation.invited_by)
    row = session.execute(
        select(AuthorInvitation.id, Idea.id, Idea.title, IdeaAuthor.full_name, IdeaAuthor.email,
               IdeaAuthor.share, inviter.scalar_subquery(), Idea.unit_id)
        .join(Idea, Idea.id == AuthorInvitation.idea_id)
        .join(IdeaAuthor, (IdeaAuthor.idea_id == Idea.id)
              & (IdeaAuthor.email == AuthorInvitation.email))
        .where(AuthorInvitation.token_hash == token_hash, AuthorInvitation.used_at.is_(None),
               AuthorInvitation.expires_at > now,
               IdeaAuthor.full_name == AuthorInvitation.full_name)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    key, idea_id, title, name, email, share, inviter_name, unit_id = row
    known = bool(had_by(session, [email]))
    return Invited(key, idea_id, title, name, email, share, inviter_name or "", unit_id, known)
