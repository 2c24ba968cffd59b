"""An author at the pages of the own dossier, and what is typed there."""

from flask.testing import FlaskClient

from app.ideas.states import IdeaState
from tests.people import World, sign_in

S = IdeaState
TEXTS = {"problem": "Vấn đề mới", "solution": "Cách làm", "novelty": "", "conditions": "",
         "confidential": ""}  # fmt: skip
AUTHORS = {"authors-0-full_name": "Trần Ngọc Ánh", "authors-0-workplace": "Phường 9",
           "authors-0-job_title": "", "authors-0-email": "author@quan3.example",
           "authors-0-share": "60"}  # fmt: skip


def author(client: FlaskClient, world: World) -> FlaskClient:
    """The browser of `author`."""
    return sign_in(client, world.email("author"))
