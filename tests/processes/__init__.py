"""The bot as a process of its own: `python -m bot …`, driven only by MEDIATION_* variables and a Bot API server."""
