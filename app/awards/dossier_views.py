"""Ask for the whole set of papers of a list; the page of the job shows how far it is."""

from flask import redirect, url_for

from app.awards import policy, queries, rules
from app.awards.dossier_jobs import DOSSIER
from app.awards.models import NominationList
from app.awards.pages import bp
from app.database.transaction import to_change, transaction
from app.jobs.actions import ask
from app.jobs.queries import open_job
from app.kernel.clock import now
from app.kernel.refusals import require_ready
from app.web.access import Answer, actor, needs


@bp.post("/khen-thuong/<int:list_id>/bo-ho-so")
@needs(*policy.READERS)
def make_dossier(list_id: int) -> Answer:
    """Begin it; asked twice while it runs, it is made once."""
    with transaction() as session:
        list_ = to_change(session, NominationList, list_id)
        compiled = queries.shown_list(session, list_)
        require_ready(
            rules.blockers_to_print(lines=len(compiled.lines), issuer=compiled.heading.issuer)
        )
        args = {
            "list": list_id, "number": list_.number, "year": list_.year,
            "lines": len(compiled.lines), "draft": not list_.snapshot,
        }  # fmt: skip
        person = actor()
        job_id = open_job(session, person.user_id or 0, DOSSIER.name, args)
        if job_id is None:
            job = ask(session, person, DOSSIER.name, args, now())
            session.flush()
            job_id = job.id
    return redirect(url_for("jobs.show", job_id=job_id), 303)
