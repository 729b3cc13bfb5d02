"""The errors of the house, sorted by object and by case.

They carry keys and marked facts for the operator; never a story, a name, or prose for a young person.
"""

from __future__ import annotations


class MediationError(Exception):
    """Base of every error we raise on purpose."""


class OperatorError(MediationError):
    """Something the operator must mend before the service can run; its text is a full French sentence."""


class SettingsError(OperatorError):
    """A MEDIATION_* variable is missing, contradictory or unreadable."""


class TerritoryError(OperatorError):
    """The territory file is wrong: table and key are named, or the line for a syntax error."""


class KeyRingError(OperatorError):
    """The encryption keys are missing, unreadable, or not those of this database."""


class StorageError(OperatorError):
    """The database cannot be used: locked by another process, of a newer schema, read-only, full."""


class CatalogueError(OperatorError):
    """A catalogue of words is missing or incomplete."""


class AlreadyHandled(MediationError):
    """The update has had its effects already: a replay changes nothing."""


class NotAllowed(MediationError):
    """The person has no right to this action; said with the same words whether the thing exists or not."""
