"""Repositories: one per kind of row. They seal and open, and never commit."""
