"""Switches for incidents: freeze scoring, read-only, end all sign-ins."""
