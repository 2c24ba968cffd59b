"""How far a sign-in has come."""

from enum import StrEnum


class Stage(StrEnum):
    """Only `FULL` reaches anything; the other two reach the second-factor pages and sign-out."""

    FULL = "full"
    CODE = "code"
    ENROL = "enrol"


class LinkKind(StrEnum):
    """What a mailed link is for; both let its owner choose a password, once."""

    INVITATION = "invitation"
    RESET = "reset"
