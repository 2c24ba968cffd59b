"""Word applications."""
