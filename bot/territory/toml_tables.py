"""Reads the tables of a TOML file into frozen dataclasses: the fields of the class are the whole grammar.

A field without default is mandatory, an unknown key is refused, and each error is one French sentence that names the
file, the line, the table and the key. Must never: know what a table means, accept a value that it does not understand.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints

from bot.errors import OperatorError, reason

T = TypeVar("T")
Converter = Callable[[object], object]
"""From a TOML value to ours; raises ValueError with a French reason."""

Steps = tuple[str | int, ...]
"""The way to a value: table, position in its array, key, …"""

_SYNTAX = re.compile(r"^(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_ANY_HEADER = re.compile(r"^\s*\[{1,2}\s*[\w.\- ]+\]{1,2}\s*(#.*)?$")
_ID = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_SCALARS = {str: "un texte", int: "un nombre entier", bool: "true ou false", date: "une date comme 2026-03-12"}


class WrongKey(ValueError):
    """What a dataclass raises in `__post_init__` when one of its keys is wrong; `reason` is French."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


class TomlTables:
    """One file, and how its values become ours. `converters` are keyed by the type a field declares."""

    def __init__(self, path: Path, converters: Mapping[Any, Converter], error: type[OperatorError]) -> None:
        self._path = path
        self._converters = converters
        self._error = error
        self._text = ""

    def load(self, root: type[T]) -> T:
        """The whole file as a `root`; whatever is wrong is raised as the error this reader was given."""
        try:
            self._text = self._path.read_text(encoding="utf-8")
            document = tomllib.loads(self._text)
        except OSError as problem:
            raise self._error(f"Le fichier {self._path} ne s'ouvre pas : {reason(problem)}.") from problem
        except UnicodeDecodeError as problem:
            raise self._error(f"{self._path.name} n'est pas un fichier de texte en UTF-8.") from problem
        except tomllib.TOMLDecodeError as problem:
            raise self._error(f"{self._path.name}, {_syntax(str(problem))}") from problem
        return self._table(root, document, ())

    def _table(self, cls: Callable[..., T], raw: object, steps: Steps) -> T:
        if not isinstance(raw, dict):
            self._fail(steps, "attendu une table de clés")
        declared = {field.name: field for field in fields(cls) if field.init}  # type: ignore[arg-type]
        for key in raw:
            if key not in declared:
                self._fail((*steps, key), "ce nom est inconnu" + _hint(key, tuple(declared)))
        for name, field in declared.items():
            if name not in raw and field.default is MISSING and field.default_factory is MISSING:
                self._fail((*steps, name), "elle manque")
        hints = _hints_of(cls)
        values = {key: self._value(hints[key], value, (*steps, key)) for key, value in raw.items()}
        try:
            return cls(**values)
        except WrongKey as problem:
            self._fail((*steps, problem.key), str(problem))
        except ValueError as problem:
            self._fail(steps, str(problem))

    def _value(self, expected: Any, raw: object, steps: Steps) -> object:
        origin = get_origin(expected)
        if origin in (Union, UnionType):
            return self._value(next(t for t in get_args(expected) if t is not type(None)), raw, steps)
        if origin is tuple:
            return self._array(get_args(expected)[0], raw, steps)
        if expected in self._converters:
            try:
                return self._converters[expected](raw)
            except ValueError as problem:
                self._fail(steps, str(problem))
        if is_dataclass(expected):
            return self._table(expected, raw, steps)  # type: ignore[arg-type]
        if issubclass(expected, StrEnum):
            return self._code(expected, raw, steps)
        return self._scalar(expected, raw, steps)

    def _array(self, item: Any, raw: object, steps: Steps) -> tuple[object, ...]:
        if not isinstance(raw, list):
            self._fail(steps, "attendu une liste")
        found = tuple(self._value(item, value, (*steps, at)) for at, value in enumerate(raw))
        if is_dataclass(item) and any(field.name == "id" for field in fields(item)):
            self._check_ids([getattr(value, "id") for value in found], steps)  # noqa: B009 - any class with an id
        return found

    def _check_ids(self, ids: Sequence[str], steps: Steps) -> None:
        for at, id_ in enumerate(ids):
            if not _ID.match(id_):
                self._fail((*steps, at, "id"), f"« {id_} » : des minuscules, des chiffres et « _ », 40 au plus")
            if id_ in ids[:at]:
                self._fail((*steps, at, "id"), f"« {id_} » existe déjà")

    def _code(self, codes: type[StrEnum], raw: object, steps: Steps) -> StrEnum:
        known = [code.value for code in codes]
        if not isinstance(raw, str) or raw not in known:
            hint = _hint(str(raw), known)
            self._fail(steps, f"« {raw} » est un code inconnu{hint} (codes possibles : {', '.join(known)})")
        return codes(raw)

    def _scalar(self, expected: type, raw: object, steps: Steps) -> object:
        if type(raw) is not expected:  # exactly: True is an int, and a datetime a date
            self._fail(steps, f"attendu {_SCALARS[expected]}, reçu « {raw} »")
        if isinstance(raw, str) and not raw.strip():
            self._fail(steps, "le texte est vide")
        return raw

    def _fail(self, steps: Steps, reason: str) -> NoReturn:
        line = _line_of(self._text, steps)
        where = [self._path.name, f"ligne {line}" if line else "", *_names(steps)]
        raise self._error(f"{', '.join(part for part in where if part)} : {reason}.")


@cache
def _hints_of(cls: Hashable) -> Mapping[str, Any]:
    return get_type_hints(cls)


def _names(steps: Steps) -> list[str]:
    """« table [[help_lines]] n° 3 », « clé « hours.monday » »."""
    if not steps:
        return []
    table, *rest = steps
    if not rest or not isinstance(rest[0], int):
        names = [f"table [{table}]"]
    else:
        names = [f"table [[{table}]] n° {int(rest.pop(0)) + 1}"]
    key = "".join(f" n° {step + 1}" if isinstance(step, int) else f".{step}" for step in rest).lstrip(".")
    return [*names, f"clé « {key} »"] if key else names


def _line_of(text: str, steps: Steps) -> int | None:
    """The line (from 1) of the key in its table, else of the table; None when it is not found."""
    if not steps:
        return None
    table, *rest = steps
    in_array = bool(rest) and isinstance(rest[0], int)
    nth = int(rest.pop(0)) if in_array else 0
    lines = text.splitlines()
    header = re.compile(rf"^\s*\[{{1,2}}\s*{re.escape(str(table))}\s*\]")
    starts = [at for at, line in enumerate(lines) if header.match(line)]
    if nth >= len(starts):
        return None
    key = re.compile(rf'^\s*"?{re.escape(str(rest[0]))}"?\s*[=.]') if rest else None
    for at in range(starts[nth] + 1, len(lines)):
        if _ANY_HEADER.match(lines[at]):
            break
        if key and key.match(lines[at]):
            return at + 1
    return starts[nth] + 1


def _syntax(message: str) -> str:
    """tomllib (3.11) says where only in its English message."""
    found = _SYNTAX.match(message)
    if not found:
        return f"le fichier n'est pas du TOML : {message}."
    where = f"ligne {found['line']}, colonne {found['column']}" if found["line"] else "à la fin du fichier"
    return f"{where} : ce n'est pas du TOML ({found['what']})."


def _hint(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f", peut-être « {near[0]} » ?" if near else ""
