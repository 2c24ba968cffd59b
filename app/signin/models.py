"""Sign-ins, second factors, links, outside identities, and budgets of guesses.

Nothing here lets a reader of the tables in: tokens and codes are kept as digests, the TOTP
secret sealed with the installation's key.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import stored_enum
from app.signin.states import LinkKind, Stage


class SignIn(Base):
    """One sign-in, kept on the server so that it can be ended. The token itself is not stored.

    `former_hash` is the token before the last rotation: requests already under way may still
    use it for a minute. `roles_digest` tells when the person's roles have changed.
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    former_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    rotated_at: Mapped[datetime | None]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    method: Mapped[str] = mapped_column(String(20), default="password", server_default="password")
    stage: Mapped[Stage] = mapped_column(
        stored_enum(Stage), default=Stage.FULL, server_default="full"
    )
    second_at: Mapped[datetime | None]
    roles_digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")


class GuessBudget(Base):
    """How much guessing a key (account, address, device) has left: one instant says it all.

    `full_at`: when the budget is full again; the further in the future, the more was used.
    """

    __tablename__ = "guess_budget"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    full_at: Mapped[datetime] = mapped_column(index=True)


class TotpSecret(Base):
    """A person's authenticator. `pending` waits for its first code; `last_step` was used up."""

    __tablename__ = "totp_secret"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    secret: Mapped[str] = mapped_column(String(300), default="")
    pending: Mapped[str] = mapped_column(String(300), default="")
    pending_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Base):
    """One code of the set that was shown once; a new set replaces the old."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A WebAuthn credential of a person. `credential_id` is base64url without padding."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[str] = mapped_column(String(120), default="")
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class OutsideIdentity(Base):
    """A person as an identity provider knows them: by issuer and subject, never by e-mail."""

    __tablename__ = "outside_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    email: Mapped[str] = mapped_column(String(254), default="")
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class SignInLink(Base):
    """A mailed link, good once. It also dies when the person's password or address changes:
    both are kept as they were (`email`, `password_mark`) and compared when it is used."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LinkKind] = mapped_column(stored_enum(LinkKind))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    password_mark: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Ceremony(Base):
    """What the server remembers between two steps of a passkey or provider ceremony.

    Named by the digest of a value the browser brings back; taken out when used, so once only.
    """

    __tablename__ = "sign_in_ceremony"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(30))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    content: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime] = mapped_column(index=True)
