"""Writes of the awards room, the one door to them.

Drafts are made in `listing`, filled in `adding`, worked on in `nominating`, locked and opened again
in `locking`, decided in `issuing`; the catalogue is loaded in `loading`.
"""

from app.awards.adding import add_nominations
from app.awards.facts import ListDraft
from app.awards.issuing import (
    Revocation,
    issue_line,
    issue_list,
    note_recovery,
    refuse_line,
    revoke_award,
)
from app.awards.listing import change_list, create_list
from app.awards.loading import load_catalogue
from app.awards.locking import (
    ask_to_reopen,
    confirm_reopen,
    drop_reopen,
    lock_list,
    put_to_vote,
    return_list,
    submit_list,
)
from app.awards.nominating import (
    NominationChange,
    change_nomination,
    remove_nomination,
)
from app.awards.overriding import confirm_override, confirm_overrides, override, refuse_override
from app.awards.subjects import NominationDraft

__all__ = [
    "ListDraft", "NominationChange", "NominationDraft", "Revocation", "add_nominations",
    "ask_to_reopen", "change_list", "change_nomination", "confirm_override", "confirm_overrides",
    "confirm_reopen", "create_list", "drop_reopen", "issue_line", "issue_list", "load_catalogue",
    "lock_list", "note_recovery", "override", "put_to_vote", "refuse_line", "refuse_override",
    "remove_nomination", "return_list", "revoke_award", "submit_list",
]  # fmt: skip
