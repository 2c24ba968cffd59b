"""The community's votes on dossiers."""
