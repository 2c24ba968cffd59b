"""Nomination lists sent to and received from another installation."""
