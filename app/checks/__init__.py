"""Whether what is stored makes sense: named invariants over all rooms."""
