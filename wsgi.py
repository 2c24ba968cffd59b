"""The application for gunicorn and for `flask --app wsgi`."""

import gc

# All that a start makes stays until the end: looking through it for garbage is a fifth of the
# start, and again a part of each later collection.
gc.disable()

from app import create_app  # noqa: E402 - the collector is off first

app = create_app()

gc.freeze()
gc.enable()
