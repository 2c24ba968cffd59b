"""The registry of legal acts and the check of citations."""
