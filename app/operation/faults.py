"""Why an operator's command stops."""


class Stopped(Exception):
    """Nothing was changed; the one sentence says why, and what to do."""
