"""The pages of this room, by desk: sheets, board, decision table, recognition."""

from app.files.access import named_by, stood_in_by
from app.finding.scopes import more_scopes
from app.ideas.access import more_readers
from app.jobs.kinds import handles
from app.kernel.actor import Role
from app.kernel.text import T
from app.outbox.reminders import reminded_by
from app.papers.catalogue import REFUSAL
from app.papers.codes import also_at
from app.papers.kinds import fills
from app.review import (
    access,
    analysis_actions,
    analysis_views,
    assignment_letter_views,
    board_csv_views,
    board_views,
    certificate_views,
    closing_views,
    community_views,
    deciding_views,
    decision_draft_views,
    expertise_views,
    finding,
    grid_views,
    home,
    letter_views,
    pack_views,
    papers_views,
    progress_views,
    qualifying_home,
    qualifying_office_views,
    qualifying_views,
    recognition_bases,
    recognition_views,
    redaction_views,
    reminders,
    revising_views,
    revocation_views,
    sheet_views,
    stage_views,
    table_views,
    talk_home,
    talk_views,
    warm_up_views,
    what_if_views,
    wider_effect_views,
)
from app.review.agenda import KIND, Dossiers
from app.review.desk import bp
from app.sittings.agenda import paper_doubts, papers, sources
from app.web.registry import Registry, Tab

__all__ = [
    "analysis_views",
    "assignment_letter_views",
    "board_csv_views",
    "board_views",
    "bp",
    "certificate_views",
    "closing_views",
    "community_views",
    "deciding_views",
    "decision_draft_views",
    "expertise_views",
    "grid_views",
    "join",
    "letter_views",
    "pack_views",
    "papers_views",
    "progress_views",
    "qualifying_office_views",
    "qualifying_views",
    "recognition_views",
    "redaction_views",
    "revising_views",
    "revocation_views",
    "sheet_views",
    "stage_views",
    "table_views",
    "talk_views",
    "warm_up_views",
    "what_if_views",
    "wider_effect_views",
]


def join(registry: Registry) -> None:
    """Hang this room's tabs, waiting work and file rules on the application."""
    also_at(certificate_views.address_of_key)
    fills(REFUSAL.code, recognition_views.latest_refusal)
    registry.tabs += [
        Tab(T("Chấm điểm"), "review.mine", 40, (Role.REVIEWER,)),
        Tab(T("Phân công"), "review.board_index", 41, (Role.SECRETARY, Role.CHAIR)),
        Tab(T("Quyết định"), "review.table_index", 42, (Role.SECRETARY, Role.CHAIR)),
        Tab(
            T("Kết quả"),
            "review.decided",
            43,
            (Role.AUTHOR, Role.SECRETARY, Role.CHAIR, Role.AWARDS_OFFICER),
        ),
    ]
    registry.waiting += [home.waiting, talk_home.waiting, qualifying_home.waiting]
    sources[KIND] = Dossiers()
    papers[KIND] = decision_draft_views.PAPERS
    paper_doubts[KIND] = recognition_bases.doubts_on
    handles(analysis_actions.ANALYSIS)
    registry.personal.append(expertise_views.OWN_DOOR)
    reminded_by("review", reminders.due)
    if access.assigned_reviewer not in more_readers:
        more_readers.append(access.assigned_reviewer)
    named_by("evidence", access.evidence_name)
    stood_in_by("evidence", access.evidence_stand_in)
    if finding.assigned not in more_scopes:
        more_scopes.append(finding.assigned)
