"""What an inspector reads: the log of all acts, its daily seals, its export."""
