"""The ledger of what people, collectives and initiatives were awarded for."""
