"""The errors of the house, sorted by object and by case.

They carry keys and marked facts for the operator; never a story, a name, or prose for a young person.
"""

from __future__ import annotations

import errno

_REASONS = {
    errno.EACCES: "ce compte n'en a pas le droit",
    errno.EPERM: "ce compte n'en a pas le droit",
    errno.ENOENT: "il n'existe pas",
    errno.ENOTDIR: "un dossier de ce chemin est un fichier",
    errno.EISDIR: "c'est un dossier",
    errno.EEXIST: "il existe déjà",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le quota du disque est atteint",
    errno.EFBIG: "la taille permise à un fichier est atteinte",
    errno.EIO: "le disque a une erreur d'entrée-sortie",
    errno.EMFILE: "trop de fichiers sont ouverts",
    errno.ENFILE: "trop de fichiers sont ouverts",
    errno.ELOOP: "ce chemin tourne en rond",
    errno.ENAMETOOLONG: "ce nom est trop long",
}


def reason(problem: OSError) -> str:
    """What the system refused, in French, for the end of an operator's sentence."""
    known = _REASONS.get(problem.errno or 0)
    return known or f"erreur {errno.errorcode.get(problem.errno or 0, 'inconnue')} du système"


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
