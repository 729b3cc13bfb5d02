"""The encryption keys: sealing values before they reach the database, and keyed hashes to find them again.

Must never: show a key (in a `repr`, an error or a log), reuse a nonce, or open a value at another place than its own.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import KeyRingError, reason

KEY_BYTES = 32
SEAL_VERSION = 1
_HEADER_BYTES = 2  # version, key id
_NONCE_BYTES = 12
_TAG_BYTES = 16
SEAL_BYTES = _HEADER_BYTES + _NONCE_BYTES + _TAG_BYTES
"""What sealing adds to a value; nothing shorter can be a sealed value."""

_LOOKUP_NAME = "lookup"
_FILE_HEADER = (
    "# Clés de premier-contact. Sans ce fichier, la base est illisible : gardez-en une copie, à part de la base.\n"
    "# Une clé par ligne, « numéro:base64 », la plus récente en premier ; « lookup » ne change jamais.\n"
)


class SealBroken(KeyRingError):
    """A sealed value was changed, moved to another place, or sealed with a key that is not in the ring."""


class KeyRing:
    """AES-256-GCM keys (the first seals, any opens) and the one key of the look-ups, which no rotation changes.

    A sealed value is: version (1 byte), key id (1 byte), nonce (12 bytes), ciphertext and tag. Header and place are
    bound as associated data. Nonces are random: a key is good for 2**32 values, far beyond this service.
    """

    __slots__ = ("_ciphers", "_current", "_header", "_lookup_key", "_prints")

    def __init__(self, keys: Sequence[tuple[int, bytes]], lookup_key: bytes) -> None:
        """`keys`: (id from 1 to 255, 32 bytes), newest first. Raise KeyRingError when they cannot be a ring."""
        ids = [key_id for key_id, _ in keys]
        if not keys or len(set(ids)) != len(ids) or not all(1 <= key_id <= 255 for key_id in ids):
            raise KeyRingError("Il faut au moins une clé de chiffrement ; les numéros vont de 1 à 255, sans doublon.")
        if any(len(key) != KEY_BYTES for key in (*(key for _, key in keys), lookup_key)):
            raise KeyRingError(f"Chaque clé doit faire exactement {KEY_BYTES} octets.")
        if len({lookup_key, *(key for _, key in keys)}) != len(keys) + 1:
            raise KeyRingError("Deux lignes du fichier de clés portent la même clé : chacune doit être différente.")
        self._lookup_key = lookup_key
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys}
        self._header = bytes((SEAL_VERSION, ids[0]))
        self._current = self._ciphers[ids[0]]
        self._prints = {str(key_id): self._mac("key", str(key_id), key).hex() for key_id, key in keys}
        self._prints[_LOOKUP_NAME] = self._mac("fingerprint").hex()

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read `1:base64` lines, newest first, and one `lookup:base64` line; `#` starts a comment.

        A comma may stand for a line break: the environment files of some supervisors hold no line break.
        """
        entries = _entries(text)
        lookups = [key for name, key in entries if name == _LOOKUP_NAME]
        keys = [(int(name), key) for name, key in entries if name != _LOOKUP_NAME]
        if len(lookups) != 1:
            raise KeyRingError("Les clés doivent compter exactement une ligne « lookup:… ».")
        return cls(keys, lookups[0])

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read a key file that nobody but its owner can read; KeyRingError otherwise."""
        try:
            with path.open("rb") as source:
                if stat.S_IMODE(os.fstat(source.fileno()).st_mode) & 0o077:
                    raise KeyRingError(f"D'autres comptes ont accès aux clés de {path} : faites « chmod 600 {path} ».")
                text = source.read().decode("utf-8")
        except FileNotFoundError as missing:
            raise KeyRingError(f"Le fichier de clés {path} n'existe pas.") from missing
        except OSError as problem:
            raise KeyRingError(f"Le fichier de clés {path} ne se lit pas : {reason(problem)}.") from problem
        except UnicodeDecodeError:
            # `from None`: the error object would carry the bytes of the keys.
            raise KeyRingError(f"Le fichier de clés {path} n'est pas un fichier de texte.") from None
        return cls.from_text(text)

    def seal(self, plain: bytes | str, place: str) -> bytes:
        """Encrypt for `place` ("table.column:row id"); the value can be opened there and nowhere else."""
        data = plain.encode() if isinstance(plain, str) else plain
        nonce = os.urandom(_NONCE_BYTES)
        return self._header + nonce + self._current.encrypt(nonce, data, self._header + place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Decrypt what `seal` made for the same place; SealBroken when it was changed, moved, or its key is missing."""
        header = sealed[:_HEADER_BYTES]
        if len(sealed) < SEAL_BYTES or header[0] != SEAL_VERSION:
            raise SealBroken(f"Une valeur chiffrée de {_column(place)} n'a pas la forme attendue.")
        cipher = self._ciphers.get(header[1])
        if cipher is None:
            raise SealBroken(f"Il manque la clé n° {header[1]} pour rouvrir une valeur de {_column(place)}.")
        start = _HEADER_BYTES + _NONCE_BYTES
        try:
            return cipher.decrypt(sealed[_HEADER_BYTES:start], sealed[start:], header + place.encode())
        except InvalidTag as problem:
            raise SealBroken(
                f"Une valeur chiffrée de {_column(place)} a été modifiée, déplacée, ou chiffrée avec une autre clé."
            ) from problem

    @property
    def header(self) -> bytes:
        """What every value begins with that the first key has sealed."""
        return self._header

    @property
    def key_ids(self) -> tuple[int, ...]:
        """Newest first."""
        return tuple(self._ciphers)

    def is_current(self, sealed: bytes) -> bool:
        """Whether the value was sealed with the first key; if not, a rotation has to seal it again."""
        return sealed[:_HEADER_BYTES] == self._header

    def lookup(self, platform: str, value: str) -> bytes:
        """The keyed hash (32 bytes) by which an address is found again without being stored."""
        return self._mac("lookup", platform, value)

    def index(self, purpose: str, value: str) -> bytes:
        """The keyed hash (32 bytes) of a sealed value, for filters and counts; another purpose, another hash."""
        return self._mac("index", purpose, value)

    def fingerprint(self) -> str:
        """A check value (hex) of the look-up key: kept in the database, it tells another ring. Survives rotations."""
        return self._prints[_LOOKUP_NAME]

    def fingerprints(self) -> dict[str, str]:
        """The check value of each key, by name ("lookup", "1", "2"…), to keep in the database: see `recognise`."""
        return dict(self._prints)

    def recognise(self, stored: Mapping[str, str]) -> None:
        """Raise KeyRingError unless this ring has every key of `stored`, the `fingerprints` the database kept."""
        if _LOOKUP_NAME in stored and stored[_LOOKUP_NAME] != self._prints[_LOOKUP_NAME]:
            raise KeyRingError("Ces clés ne sont pas celles de cette base : rien n'a été écrit. Remettez les bonnes.")
        for name in sorted(stored):
            if stored[name] != self._prints.get(name):
                raise KeyRingError(f"La clé n° {name} de cette base manque ou a changé : rien n'a été écrit.")

    def __repr__(self) -> str:
        return f"<KeyRing of {len(self._ciphers)}>"

    def _mac(self, *parts: str | bytes) -> bytes:
        # Lengths first: ("ab", "c") and ("a", "bc") must not give the same hash.
        blobs = [part.encode() if isinstance(part, str) else part for part in parts]
        return hmac.digest(self._lookup_key, b"".join(len(blob).to_bytes(4, "big") + blob for blob in blobs), "sha256")


def create_key_file(path: Path) -> KeyRing:
    """Write a new key file (mode 0600, on the disk when this returns) and return its ring.

    Raise KeyRingError when there is a file already: keys are never overwritten.
    """
    text = f"{_FILE_HEADER}1:{_new_key()}\n{_LOOKUP_NAME}:{_new_key()}\n"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_whole(path, text)
        _sync_folder(path.parent)
    except FileExistsError as problem:
        raise KeyRingError(f"Le fichier de clés {path} existe déjà : il n'est jamais écrasé.") from problem
    except OSError as problem:
        raise KeyRingError(f"Le fichier de clés {path} ne peut pas être créé : {reason(problem)}.") from problem
    return KeyRing.from_text(text)


def add_key(path: Path, key_id: int) -> KeyRing:
    """Put a new key before the others, unless the file has one of this number; the file is whole at any instant."""
    ring, text = KeyRing.from_file(path), path.read_text("utf-8")
    if key_id in ring.key_ids:
        return ring
    return _replace(path, f"{key_id}:{_new_key()}\n{text}")


def keep_first_key(path: Path) -> KeyRing:
    """Drop every key but the first and the look-ups'; the file is whole at any instant."""
    current, *_ = KeyRing.from_file(path).key_ids
    kept = [(name, key) for name, key in _entries(path.read_text("utf-8")) if name in (str(current), _LOOKUP_NAME)]
    lines = "".join(f"{name}:{base64.b64encode(key).decode('ascii')}\n" for name, key in kept)
    return _replace(path, _FILE_HEADER + lines)


def _replace(path: Path, text: str) -> KeyRing:
    ring = KeyRing.from_text(text)
    target = path.resolve()
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        _write_whole(part, text)
        part.replace(target)
        _sync_folder(target.parent)
    except OSError as problem:
        raise KeyRingError(f"Le fichier de clés {path} ne peut pas être réécrit : {reason(problem)}.") from problem
    return ring


def _sync_folder(folder: Path) -> None:
    """The name of a file must survive a power cut too."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _write_whole(path: Path, text: str) -> None:
    """Or not at all: half a key file would stand in the way of the next start."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
    except OSError:
        path.unlink()
        raise


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def _entries(text: str) -> list[tuple[str, bytes]]:
    """(name, key) in the order of the text."""
    return [
        _parsed(entry, number)
        for number, line in enumerate(text.splitlines(), start=1)
        for entry in line.partition("#")[0].split(",")
        if entry.strip()
    ]


def _parsed(entry: str, number: int) -> tuple[str, bytes]:
    """Name and key of one entry; the error names the line and never its content."""
    name, separator, encoded = (part.strip() for part in entry.partition(":"))
    if not separator or not (name == _LOOKUP_NAME or (name.isascii() and name.isdecimal())):
        raise KeyRingError(f"Clés, ligne {number} : il faut « numéro:base64 » ou « lookup:base64 ».")
    try:
        return name, base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        # `from None`: nothing of the line may travel with the error.
        raise KeyRingError(f"Clés, ligne {number} : ce qui suit « : » n'est pas du base64.") from None


def _column(place: str) -> str:
    return place.partition(":")[0]
