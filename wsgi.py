"""The application for gunicorn and for `flask --app wsgi`."""

import gc
import os

# However it is started (systemd, a container, by hand): what it writes is for its own account.
os.umask(0o077)

# All that a start makes stays until the end: looking through it for garbage is a fifth of the
# start, and again a part of each later collection.
gc.disable()

from app import create_app  # noqa: E402 - the collector is off first

app = create_app()

gc.freeze()
gc.enable()
