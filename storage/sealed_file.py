"""A record in a file that only a passphrase opens: scrypt, then AES-256-GCM. Ours to write, anybody's to read.

The format, byte by byte, all of it before the ciphertext bound as associated data:

    26  MAGIC
     3  scrypt: log2(n), r, p
    16  salt
    12  nonce
     …  ciphertext and its tag of 16 bytes: UTF-8 JSON

The key is scrypt(passphrase as NFC UTF-8, salt, n, r, p), 32 bytes. Must never: store or show a passphrase, write over
a file, or leave one that others can read.
"""

from __future__ import annotations

import json
import os
import secrets
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from bot.errors import StorageError, reason

MAGIC = b"PREMIER-CONTACT-DOSSIER-1\n"
SHORTEST = 12
"""Characters of a passphrase; a few words do."""
_COST = (17, 8, 1)
"""log2(n), r, p: 128 MB and about half a second (OWASP Password Storage, scrypt)."""
_COSTS_READ = (range(14, 21), range(1, 17), range(1, 5))
"""What a file may ask for: a forged one must not eat the machine's memory."""
_SALT, _NONCE, _KEY = 16, 12, 32
_HEADER = len(MAGIC) + 3 + _SALT + _NONCE


def write(target: Path, record: Mapping[str, Any], passphrase: str, *, cost: tuple[int, int, int] = _COST) -> None:
    """Seal `record` into a new file of mode 0600; StorageError when it exists or cannot be written."""
    header = MAGIC + bytes(cost) + secrets.token_bytes(_SALT) + secrets.token_bytes(_NONCE)
    plain = json.dumps(record, ensure_ascii=False, indent=2).encode()
    sealed = AESGCM(_key(passphrase, header)).encrypt(header[-_NONCE:], plain, header)
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise _unwritten(target, problem) from problem
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(header + sealed)
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        target.unlink(missing_ok=True)  # ours, and half of it is nothing
        raise _unwritten(target, problem) from problem


def read(source: Path, passphrase: str) -> str:
    """The JSON in it; StorageError when it is no such file, was changed, or the passphrase is another one."""
    try:
        data = source.read_bytes()
    except OSError as problem:
        raise StorageError(f"Le fichier {source} ne se lit pas : {reason(problem)}.") from problem
    header, sealed = data[:_HEADER], data[_HEADER:]
    cost = header[len(MAGIC) : len(MAGIC) + 3]
    known = len(header) == _HEADER and all(asked in read for asked, read in zip(cost, _COSTS_READ, strict=True))
    if not header.startswith(MAGIC) or not known:
        raise StorageError(f"{source} n'est pas un dossier exporté par ce programme.")
    try:
        return AESGCM(_key(passphrase, header)).decrypt(header[-_NONCE:], sealed, header).decode()
    except (InvalidTag, ValueError):
        raise StorageError(f"{source} ne s'ouvre pas : autre phrase secrète, ou fichier abîmé.") from None


def _key(passphrase: str, header: bytes) -> bytes:
    at = len(MAGIC)
    log_n, r, p = header[at : at + 3]
    salt = header[at + 3 : at + 3 + _SALT]
    typed = unicodedata.normalize("NFC", passphrase).encode()
    return Scrypt(salt=salt, length=_KEY, n=1 << log_n, r=r, p=p).derive(typed)


def _unwritten(target: Path, problem: OSError) -> StorageError:
    return StorageError(f"Le dossier ne peut pas être écrit dans {target} : {reason(problem)}.")
