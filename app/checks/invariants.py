"""What must always hold in the data. Each check returns one line per breach, nothing when it holds.

`flask data check` runs them all; every journey test ends with them.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.achievements.states import IMPORT_LIFECYCLE as ACHIEVEMENT_IMPORT_LIFECYCLE
from app.adoption.states import ADOPTION_LIFECYCLE
from app.awards.rule_states import RULE_SET_LIFECYCLE
from app.awards.states import LIST_LIFECYCLE
from app.checks.awards import locked_lines_that_lack
from app.checks.scores import stale_scores
from app.files.states import FILE_LIFECYCLE
from app.files.storage import FolderStorage, Storage
from app.forwarding.states import RECEIVED_LIFECYCLE, SENT_LIFECYCLE
from app.ideas.states import IDEA_LIFECYCLE
from app.kernel.lifecycle import Lifecycle
from app.plan.states import REPORT_LIFECYCLE, TASK_LIFECYCLE
from app.review.revocation_states import REVOCATION_LIFECYCLE
from app.review.states import SHEET_LIFECYCLE
from app.rounds.states import ROUND_LIFECYCLE

Check = Callable[[Session], Iterator[str]]

LIFECYCLES: dict[str, Lifecycle[Any]] = {
    "round": ROUND_LIFECYCLE,
    "idea": IDEA_LIFECYCLE,
    "sheet": SHEET_LIFECYCLE,
    "recognition_revocation": REVOCATION_LIFECYCLE,
    "adoption": ADOPTION_LIFECYCLE,
    "nomination_list": LIST_LIFECYCLE,
    "rule_set": RULE_SET_LIFECYCLE,
    "achievement_import": ACHIEVEMENT_IMPORT_LIFECYCLE,
    "forwarding": SENT_LIFECYCLE,
    "received_bundle": RECEIVED_LIFECYCLE,
    "plan_item": TASK_LIFECYCLE,
    "unit_report": REPORT_LIFECYCLE,
    "stored_file": FILE_LIFECYCLE,
}


def _one_newest(table: str, number: str = "number") -> tuple[str, str]:
    """Of each line of versions one is the newest: the last."""
    newest = "SUM(CASE WHEN newest THEN 1 ELSE 0 END)"
    return (
        table + " line {0}: {1} newest versions, or the newest is not the last",
        f"SELECT line, {newest} FROM {table} GROUP BY line HAVING {newest} <> 1 "  # noqa: S608 - ours
        f"OR MAX(CASE WHEN newest THEN {number} ELSE 0 END) <> MAX({number})",
    )


# name -> (what a row of the answer means, SQL that finds breaches)
SQL_CHECKS: dict[str, tuple[str, str]] = {
    "one_newest_achievement_of_a_line": _one_newest("achievement"),
    "one_newest_yearly_rating_of_a_line": _one_newest("yearly_rating"),
    "one_newest_standing_of_a_line": _one_newest("standing"),
    "one_newest_legal_basis_of_a_line": _one_newest("legal_basis", "edition"),
    "awards_of_groups_are_not_those_of_their_unit": (
        "achievement {0}: of “{1}”, a group or household, written as an award of its unit",
        """SELECT a.id, a.name FROM achievement a JOIN nomination n
           ON a.source_ref = 'nomination:' || n.id WHERE a.newest AND a.unit_id IS NOT NULL
           AND a.subject_kind = 'collective' AND n.subject_key NOT LIKE 'unit:%'""",
    ),
    "shares_sum_to_100": (
        "dossier {0}: the authors' shares sum to {1} hundredths",
        """SELECT i.id, COALESCE(SUM(a.share), 0) FROM idea i LEFT JOIN idea_author a
           ON a.idea_id = i.id WHERE i.code IS NOT NULL AND i.state NOT IN ('draft', 'returned',
           'supplement_asked', 'withdrawn') GROUP BY i.id
           HAVING COALESCE(SUM(a.share), 0) <> 10000""",
    ),
    "answers_belong_to_the_round": (
        "dossier {0}: it answers question {1} of another round",
        """SELECT i.id, a.field_id FROM idea_answer a JOIN idea i ON i.id = a.idea_id
           JOIN round_field f ON f.id = a.field_id WHERE f.round_id <> i.round_id""",
    ),
    "votes_are_for_dossiers_of_their_round": (
        "vote {0}: it is for dossier {1} of another round",
        """SELECT v.id, v.idea_id FROM community_vote v JOIN idea i ON i.id = v.idea_id
           WHERE i.round_id <> v.round_id""",
    ),
    "clean_copies_are_copies": (
        "file {0}: what stands in its place for blind reviewers is no clean copy of it",
        """SELECT c.file_id FROM clean_copy c JOIN stored_file f ON f.id = c.copy_id
           WHERE f.purpose <> 'clean_copy' OR f.owner_id IS NULL OR f.owner_id <> c.file_id""",
    ),
    "submitted_dossiers_are_frozen": (
        "dossier {0}: its content hash is not that of its newest version",
        """SELECT i.id FROM idea i LEFT JOIN idea_version v ON v.idea_id = i.id AND v.number =
           (SELECT MAX(n.number) FROM idea_version n WHERE n.idea_id = i.id)
           WHERE i.code IS NOT NULL AND (v.id IS NULL OR v.content_hash <> i.content_hash)
           AND NOT EXISTS (SELECT 1 FROM disposed d WHERE d.record_id = i.id
           AND d.kind IN ('draft', 'dossier', 'recognised'))""",
    ),
    "locked_sheets_are_complete": (
        "sheet {0}: locked with {1} marks",
        """SELECT s.id, COUNT(m.id) FROM sheet s LEFT JOIN mark m ON m.sheet_id = s.id
           AND (m.points IS NOT NULL OR m.skipped)
           WHERE s.state = 'locked' GROUP BY s.id, s.round_id HAVING COUNT(m.id) <>
           (SELECT COUNT(*) FROM criterion c JOIN rubric r ON r.id = c.rubric_id
            WHERE r.round_id = s.round_id)""",
    ),
    "marks_lie_in_their_band": (
        "mark {0}: points outside its band or criterion",
        """SELECT m.id FROM mark m JOIN criterion c ON c.id = m.criterion_id LEFT JOIN band b ON
           b.id = m.band_id WHERE m.points IS NOT NULL AND (m.points < 0 OR m.points > c.maximum
           OR (b.id IS NOT NULL AND (m.points < b.low OR m.points > b.high
           OR b.criterion_id <> c.id)))""",
    ),
    "nobody_scores_the_own_dossier": (
        "sheet {0}: reviewer {1} is an author of the dossier",
        """SELECT s.id, s.reviewer_id FROM sheet s JOIN idea_author a ON a.idea_id = s.idea_id AND
           a.account_id = s.reviewer_id WHERE s.state <> 'declined'""",
    ),
    "nobody_scores_the_own_unit": (
        "sheet {0}: reviewer {1} works in the unit of the dossier",
        """SELECT s.id, s.reviewer_id FROM sheet s JOIN idea i ON i.id = s.idea_id JOIN account p
           ON p.id = s.reviewer_id WHERE p.unit_id = i.unit_id AND s.state <> 'declined'
           AND s.state <> 'locked'""",
    ),
    "former_co_authors_are_given_no_sheet": (
        "sheet {0}: given to {1}, who had stood beside an author of the dossier in another one",
        """SELECT DISTINCT s.id, s.reviewer_id FROM sheet s JOIN round r ON r.id = s.round_id
           JOIN idea_author mine ON mine.account_id = s.reviewer_id
           JOIN idea e ON e.id = mine.idea_id AND e.id <> s.idea_id JOIN round f ON
           f.id = e.round_id JOIN idea_author beside ON beside.idea_id = e.id AND
           beside.id <> mine.id JOIN idea_author a ON a.idea_id = s.idea_id AND
           a.account_id = beside.account_id WHERE s.state <> 'declined' AND
           e.submitted_at < s.assigned_at AND (r.coauthor_years IS NULL OR
           (r.coauthor_years > 0 AND f.year >= r.year - r.coauthor_years))""",
    ),
    "former_co_authors_are_asked_nothing": (
        "qualification {0}: asked of {1}, who had stood beside an author in another dossier",
        """SELECT DISTINCT q.id, q.qualifier_id FROM qualification q JOIN idea i ON i.id = q.idea_id
           JOIN round r ON r.id = i.round_id
           JOIN idea_author mine ON mine.account_id = q.qualifier_id
           JOIN idea e ON e.id = mine.idea_id AND e.id <> q.idea_id JOIN round f ON
           f.id = e.round_id JOIN idea_author beside ON beside.idea_id = e.id AND
           beside.id <> mine.id JOIN idea_author a ON a.idea_id = q.idea_id AND
           a.account_id = beside.account_id WHERE q.declined_at IS NULL AND
           e.submitted_at < q.assigned_at AND (r.coauthor_years IS NULL OR
           (r.coauthor_years > 0 AND f.year >= r.year - r.coauthor_years))""",
    ),
    "conflicted_reviewers_are_out": (
        "sheet {0}: open although reviewer {1} declared a conflict",
        """SELECT s.id, s.reviewer_id FROM sheet s JOIN conflict c ON c.idea_id = s.idea_id AND
           c.reviewer_id = s.reviewer_id WHERE s.state <> 'declined'""",
    ),
    "nobody_qualifies_the_own_dossier": (
        "qualification {0}: {1} wrote the dossier, or works in its unit",
        """SELECT q.id, q.qualifier_id FROM qualification q JOIN idea i ON i.id = q.idea_id
           JOIN account p ON p.id = q.qualifier_id WHERE q.declined_at IS NULL AND
           (i.owner_id = q.qualifier_id OR (p.unit_id = i.unit_id AND q.verdict IS NULL) OR EXISTS
           (SELECT 1 FROM idea_author a WHERE a.idea_id = i.id AND
           a.account_id = q.qualifier_id))""",
    ),
    "conflicted_qualifiers_are_out": (
        "qualification {0}: counts although {1} declared a conflict",
        """SELECT q.id, q.qualifier_id FROM qualification q JOIN idea i ON i.id = q.idea_id
           JOIN conflict c ON c.idea_id = q.idea_id AND c.reviewer_id = q.qualifier_id
           WHERE q.declined_at IS NULL AND (q.given_at IS NULL OR c.declared_at < q.given_at)""",
    ),
    "answers_are_about_a_version": (
        "qualification {0}: given about version {1}, which the dossier has not",
        """SELECT q.id, q.edition FROM qualification q WHERE q.edition IS NOT NULL AND NOT EXISTS
           (SELECT 1 FROM idea_version v WHERE v.idea_id = q.idea_id AND v.number = q.edition)""",
    ),
    "results_count_the_locked_sheets": (
        "dossier {0}: the result counts {1} sheets, {2} are locked",
        """SELECT r.idea_id, r.sheets_done, COUNT(s.id) FROM result r LEFT JOIN sheet s ON
           s.idea_id = r.idea_id AND s.state = 'locked' GROUP BY r.idea_id, r.sheets_done
           HAVING r.sheets_done <> COUNT(s.id)""",
    ),
    "results_count_the_given_sheets": (
        "dossier {0}: the result says {1} sheets were given, {2} were",
        """SELECT r.idea_id, r.sheets_given, COUNT(s.id) FROM result r LEFT JOIN sheet s ON
           s.idea_id = r.idea_id AND s.state <> 'declined' GROUP BY r.idea_id, r.sheets_given
           HAVING r.sheets_given <> COUNT(s.id)""",
    ),
    "the_table_holds_who_is_scored": (
        "dossier {0}: state {1}, and its line in the decision table does not fit",
        """SELECT i.id, i.state FROM idea i LEFT JOIN result r ON r.idea_id = i.id
           AND r.round_id = i.round_id WHERE (r.idea_id IS NOT NULL) <> (i.state IN
           ('scoring', 'scored', 'before_council', 'recognised', 'declined', 'revoked'))""",
    ),
    "recognition_and_state_agree": (
        "dossier {0}: state {1} without the decision that makes it so",
        """SELECT i.id, i.state FROM idea i LEFT JOIN recognition g ON g.idea_id = i.id
           WHERE (i.state = 'recognised' AND (g.id IS NULL OR NOT g.recognised))
           OR (i.state = 'declined' AND (g.id IS NULL OR g.recognised))
           OR (i.state = 'revoked' AND (g.id IS NULL OR NOT g.recognised))
           OR (g.id IS NOT NULL AND i.state NOT IN ('recognised', 'declined', 'revoked'))""",
    ),
    "an_annulled_recognition_has_its_decision": (
        "dossier {0}: state {1}, and the decision that annuls its recognition does not fit",
        """SELECT i.id, i.state FROM idea i JOIN recognition g ON g.idea_id = i.id
           LEFT JOIN recognition_revocation r ON r.recognition_id = g.id AND r.state = 'confirmed'
           WHERE (i.state = 'revoked') <> (r.id IS NOT NULL)
           OR (r.id IS NOT NULL AND (g.revoked_on IS NULL OR g.revoked_on <> r.decided_on))
           OR (r.id IS NULL AND g.revoked_on IS NOT NULL)""",
    ),
    "no_certificate_outlives_its_recognition": (
        "certificate {0}: it counts, the recognition was annulled",
        """SELECT c.id FROM initiative_certificate c JOIN recognition g ON g.id = c.recognition_id
           LEFT JOIN certificate_end e ON e.key = c.key AND e.kind = 'revoked'
           WHERE g.revoked_on IS NOT NULL AND e.id IS NULL""",
    ),
    "every_author_has_a_certificate": (
        "dossier {0}: author {1} has no certificate",
        """SELECT i.id, a.id FROM recognition g JOIN idea i ON i.id = g.idea_id JOIN idea_author a
           ON a.idea_id = i.id LEFT JOIN initiative_certificate c ON c.recognition_id = g.id AND
           c.author_id = a.id WHERE g.recognised AND c.id IS NULL""",
    ),
    "a_code_ends_with_its_certificate": (
        "certificate {0}: a replaced code is still printed, or a revoked one is not its last",
        """SELECT c.id FROM certificate_end e JOIN initiative_certificate c
           ON c.id = e.certificate_id WHERE (e.kind = 'replaced' AND e.key = c.key)
           OR (e.kind = 'revoked' AND e.key <> c.key)""",
    ),
    "only_recognised_solutions_are_public": (
        "gallery entry {0}: its dossier is not recognised",
        """SELECT p.id FROM published_solution p JOIN idea i ON i.id = p.idea_id
           WHERE p.withdrawn_at IS NULL AND i.state <> 'recognised'""",
    ),
    "nominations_stand_on_recognised_solutions": (
        "nomination {0}: dossier {1} is not recognised",
        """SELECT b.nomination_id, b.idea_id FROM nomination_basis b JOIN idea i ON i.id = b.idea_id
           JOIN nomination n ON n.id = b.nomination_id JOIN nomination_list l ON l.id = n.list_id
           WHERE l.state <> 'draft' AND i.state NOT IN ('recognised', 'revoked')""",
    ),
    "locked_lists_are_frozen": (
        "nomination list {0}: {1} without a snapshot",
        "SELECT id, state FROM nomination_list WHERE state <> 'draft' AND snapshot = ''",
    ),
    "a_closed_list_has_one_standing_version": (
        "nomination list {0}: its snapshot is not that of the one standing version",
        """SELECT l.id FROM nomination_list l LEFT JOIN list_version v ON v.list_id = l.id AND
           v.ending = 'standing' WHERE (l.state = 'draft' AND v.id IS NOT NULL) OR
           (l.state <> 'draft' AND (v.id IS NULL OR v.content <> l.snapshot))""",
    ),
    "an_issued_list_has_an_outcome_for_each_line": (
        "nomination {0}: outcome {1} does not fit the state of its list",
        """SELECT n.id, n.outcome FROM nomination n JOIN nomination_list l ON l.id = n.list_id
           WHERE (n.outcome = 'pending') <> (l.state <> 'issued')""",
    ),
    "a_revoked_award_has_its_decision": (
        "nomination {0}: outcome {1} and its revocation do not fit",
        """SELECT n.id, n.outcome FROM nomination n LEFT JOIN award_revocation r ON
           r.nomination_id = n.id WHERE (n.outcome = 'revoked') <> (r.id IS NOT NULL)""",
    ),
    "secret_votes_have_a_slip_for_each_voter": (
        "ballot {0}: {1} answered, {2} slips",
        """SELECT b.id, (SELECT COUNT(*) FROM sitting_cast c WHERE c.ballot_id = b.id),
           (SELECT COUNT(*) FROM sitting_slip s WHERE s.ballot_id = b.id) FROM sitting_ballot b
           WHERE b.kind = 'secret' AND (SELECT COUNT(*) FROM sitting_cast c WHERE
           c.ballot_id = b.id) <> (SELECT COUNT(*) FROM sitting_slip s WHERE s.ballot_id = b.id)""",
    ),
    "open_votes_count_their_answers": (
        "ballot {0}: {1} agreed by its count, {2} by its answers",
        """SELECT b.id, b.yes, (SELECT COUNT(*) FROM sitting_cast c WHERE c.ballot_id = b.id AND
           c.choice = 'yes') FROM sitting_ballot b WHERE b.kind = 'open' AND b.closed_at IS NOT
           NULL AND b.yes <> (SELECT COUNT(*) FROM sitting_cast c WHERE c.ballot_id = b.id AND
           c.choice = 'yes')""",
    ),
    "results_of_a_council_are_those_of_the_vote": (
        "item {0}: {1} agreed, the vote that counts says {2}",
        """SELECT i.id, i.yes, b.yes FROM sitting_item i JOIN sitting_ballot b ON b.item_id = i.id
           WHERE i.state = 'decided' AND i.voted AND b.closed_at IS NOT NULL AND b.undone_at IS
           NULL AND b.yes <> i.yes""",
    ),
    "lines_of_a_joint_slip_fit_what_came_back": (
        "ballot {0}: {1} slips counted, {2} collected",
        """SELECT b.id, b.yes + b.no + b.other + b.blank + b.void, j.collected
           FROM sitting_ballot b JOIN sitting_joint_paper j ON j.id = b.joint_id
           WHERE j.closed_at IS NOT NULL AND b.yes + b.no + b.other + b.blank + b.void >
           j.collected""",
    ),
    "one_seat_has_one_voice": (
        "sitting {0}: account {1} sits beside whoever stands in for it",
        """SELECT a.sitting_id, a.stands_for_id FROM sitting_member a JOIN sitting_member b ON
           b.sitting_id = a.sitting_id AND b.account_id = a.stands_for_id""",
    ),
    "votes_on_awards_are_those_of_the_sitting": (
        "vote {0} on an award: not what item {1} says",
        """SELECT v.id, v.item_id FROM award_vote v JOIN sitting_item i ON i.id = v.item_id
           WHERE v.yes <> i.yes OR v.base <> i.base OR v.passed <> i.passed""",
    ),
    "approved_rules_follow_each_other": (
        "rule set {0}: begins while rule set {1} counts",
        """SELECT b.id, a.id FROM rule_set a
           JOIN rule_set b ON b.state = 'approved' AND a.id <> b.id
           AND a.valid_from <= b.valid_from AND (a.valid_to IS NULL OR a.valid_to > b.valid_from)
           WHERE a.state = 'approved'""",
    ),
    "versions_of_an_award_follow_each_other": (
        "award {0}: begins while row {1} of the same award counts",
        """SELECT b.id, a.id FROM award_kind a JOIN award_kind b ON b.code = a.code AND a.id <> b.id
           AND a.valid_from <= b.valid_from AND (a.valid_to IS NULL OR a.valid_to > b.valid_from)
        """,
    ),
    "rules_are_approved_by_another": (
        "rule set {0}: written and approved by account {1}",
        """SELECT id, created_by FROM rule_set WHERE state = 'approved'
           AND created_by IS NOT NULL AND (approved_by IS NULL OR approved_by = created_by)""",
    ),
    "mails_that_went_out_say_when": (
        "mail {0}: state {1}, but no time",
        "SELECT id, state FROM outbox_message WHERE state = 'sent' AND sent_at IS NULL",
    ),
}


def breaches(session: Session, files: Path | Storage) -> Iterator[tuple[str, str]]:
    """Every breach as (name of the invariant, sentence)."""
    for name, (sentence, statement) in SQL_CHECKS.items():
        for row in session.execute(text(statement)):
            yield name, sentence.format(*row)
    yield from locked_lines_that_lack(session)
    for table, cycle in LIFECYCLES.items():
        yield from _states_that_disagree(session, table, cycle)
    yield from stale_scores(session)
    store = FolderStorage(files) if isinstance(files, Path) else files
    yield from _files_that_are_gone(session, store)


def _states_that_disagree(
    session: Session, table: str, cycle: Lifecycle[Any]
) -> Iterator[tuple[str, str]]:
    """The stored state is the one that the last recorded move led to."""
    statement = text(
        f"""SELECT t.id, t.state, e.after FROM {table} t JOIN
        (SELECT subject, MAX(id) AS last FROM audit_entry WHERE verb IN :moves GROUP BY subject) m
        ON m.subject = :table || ':' || t.id
        JOIN audit_entry e ON e.id = m.last WHERE e.after <> t.state"""  # noqa: S608 - our own names
    ).bindparams(bindparam("moves", expanding=True))
    moves = [f"{cycle.thing}:{move.name}" for move in cycle.moves]
    for key, state, recorded in session.execute(statement, {"moves": moves, "table": table}):
        yield "states_agree_with_the_record", f"{table} {key}: {state}, but recorded as {recorded}"


def _files_that_are_gone(session: Session, store: Storage) -> Iterator[tuple[str, str]]:
    """Every stored file has its content, of the right size; condemned ones need not."""
    rows = text("SELECT id, sha256, size FROM stored_file WHERE state <> 'infected'")
    for key, digest, size in session.execute(rows):
        if store.size(digest) != size:
            yield "files_have_their_content", f"file {key}: content missing or of another size"
