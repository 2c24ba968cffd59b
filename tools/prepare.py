"""Makes an installation ready to serve: schema up to date, demo data if there is none at all.

Prints the demo sign-ins to standard output; progress goes to standard error. One process for
three commands, because importing the application is most of what each of them would cost.
"""

import contextlib
import sys
from pathlib import Path

STAGE, SEED = "awarded", "52"


def main() -> None:
    from flask.cli import FlaskGroup  # noqa: PLC0415 - needs .venv, which __main__ sees to

    from wsgi import app  # noqa: PLC0415 - the project's folder is put on the path below

    command = FlaskGroup(create_app=lambda: app, load_dotenv=False)

    def flask(*arguments: str) -> None:
        command.main(args=list(arguments), prog_name="flask", standalone_mode=False)

    with contextlib.redirect_stdout(sys.stderr):
        flask("db", "upgrade")
        flask("demo", "ensure", "--stage", STAGE, "--seed", SEED)
    flask("demo", "sign-ins")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
