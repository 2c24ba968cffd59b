"""After an upgrade: does the web server that was just started say it is ready? Half a minute."""

import os
import sys
import time
import urllib.error
import urllib.request

TRIES, PAUSE = 30, 1.0
HOST, PORT = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
# A server that listens everywhere is asked here; one that listens on one address is asked there.
PLACE = "127.0.0.1" if HOST in {"0.0.0.0", "::", ""} else HOST  # noqa: S104 - compared, not bound


def answer() -> str:
    """The empty text when it is ready, else what is wrong."""
    request = urllib.request.Request(f"http://{PLACE}:{PORT}/readyz")
    try:
        with urllib.request.urlopen(request, timeout=10):  # noqa: S310 - our own server
            return ""
    except urllib.error.HTTPError as problem:
        return f"{problem.code}: {problem.read().decode('utf-8', 'replace').strip()}"
    except OSError as problem:
        return str(problem)


def main() -> int:
    """0 when it was ready within half a minute; what was wrong last goes to standard error."""
    said = ""
    for _ in range(TRIES):
        said = answer()
        if not said:
            return 0
        time.sleep(PAUSE)
    sys.stderr.write(f"http://{PLACE}:{PORT}/readyz: {said}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
