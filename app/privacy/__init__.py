"""Personal data: what is held and why, my rights, consent, retention, anonymising."""
