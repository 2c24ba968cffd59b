"""Keeping an installation alive: backups, moving, readiness, logs, metrics, the doctor."""
