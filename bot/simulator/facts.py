"""The machine-readable Bot API as a judge: is this request (or this update, or this answer) well formed?

bot_api.json holds, one a line, each method and type as `{"field!": "types rule"}`: `!` marks a required field, types
are joined by `|` with `[]` for arrays, "->" is what a method returns, "any" lists the variants of a union. A rule is
`low-high` + unit (c characters in UTF-16 units, b bytes, e after entity parsing, n items) or `=a,b`, the words allowed.
Must never: know the state of the world; a call it passes may still be refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, cast

from bot.simulator.markup import utf16
from bot.simulator.shapes import Json

_PRIMITIVES: dict[str, tuple[type, ...]] = {
    "Integer": (int,), "Float": (int, float), "String": (str,), "Boolean": (bool,), "InputFile": (str,),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter or field; `high` 0 = no length rule."""

    name: str
    required: bool
    types: tuple[str, ...]
    low: int = 0
    high: int = 0
    unit: str = ""
    options: tuple[str, ...] = ()


@cache
def _facts() -> dict[str, Any]:
    text = resources.files("bot.simulator").joinpath("bot_api.json").read_text("utf-8")
    return cast(dict[str, Any], json.loads(text))


def version() -> str:
    return str(_facts()["version"])


def knows(method: str) -> bool:
    return method in _facts()["methods"]


def returns(method: str) -> tuple[str, ...]:
    """The types a method may answer with."""
    return tuple(_facts()["methods"][method]["->"].split("|"))


def variants(name: str) -> tuple[str, ...]:
    """The types a union of the Bot API stands for; () for a type that is none."""
    return tuple(_facts()["types"][name].get("any", ()))


def is_type(name: str) -> bool:
    return name in _facts()["types"]


@cache
def fields(group: str, name: str) -> dict[str, Field]:
    """The fields of a method ("methods") or type ("types") by name."""
    raw = _facts()[group][name]
    read = [_field(key, spec) for key, spec in raw.items() if key not in ("->", "any")]
    return {one.name: one for one in read}


def _field(key: str, spec: str) -> Field:
    types, _, rule = spec.partition(" ")
    one = (key.rstrip("!"), key.endswith("!"), tuple(types.split("|")))
    if rule.startswith("="):
        return Field(*one, options=tuple(rule[1:].split(",")))
    if rule:
        low, _, high = rule[:-1].partition("-")
        return Field(*one, int(low), int(high), rule[-1])
    return Field(*one)


def decode(method: str, params: Json) -> tuple[Json, list[str]]:
    """Parameters as values, from the strings of a form or from values; and what could not be read."""
    found: Json = {}
    problems: list[str] = []
    for name, value in params.items():
        one = fields("methods", method).get(name)
        try:
            found[name] = _decoded(one, value) if one is not None and isinstance(value, str) else value
        except ValueError:
            problems.append(f"{name} is not readable")
    return found, problems


def _decoded(one: Field, text: str) -> Any:
    if "Integer" in one.types and (text.lstrip("-").isdecimal() or "String" not in one.types):
        return int(text)
    return text if "String" in one.types or "InputFile" in one.types else json.loads(text)


def check_call(method: str, params: Json, uploads: frozenset[str] = frozenset()) -> list[str]:
    """What is wrong with a call whose parameters are decoded; `uploads` are the names of the multipart parts.

    Lengths "after entities parsing" are not judged here: only who parses knows them.
    """
    known = fields("methods", method)
    given = params | dict.fromkeys(uploads & known.keys(), "attach://" + method)
    return _check_fields(known, given, "")


def check_value(value: Any, types: tuple[str, ...], path: str = "") -> list[str]:
    """Problems of a value against a union of types: those of the variant that fits best."""
    tried = [_check_type(value, name, path) for name in types]
    return min(tried, key=len)


def _check_type(value: Any, name: str, path: str) -> list[str]:
    if name in _PRIMITIVES:
        is_right = isinstance(value, _PRIMITIVES[name]) and (name == "Boolean" or not isinstance(value, bool))
        return [] if is_right else [f"{path} is not {name}"]
    if name.startswith("[]"):
        if not isinstance(value, list):
            return [f"{path} is not an array"]
        return [p for n, one in enumerate(value) for p in check_value(one, (name[2:],), f"{path}[{n}]")]
    if variants := _facts()["types"][name].get("any"):
        return check_value(value, tuple(variants), path)
    if not isinstance(value, dict):
        return [f"{path} is not {name}"]
    return _check_fields(fields("types", name), value, path + ".")


def _check_fields(known: dict[str, Field], given: Json, path: str) -> list[str]:
    problems = [f"{path}{name} is not known" for name in given if name not in known]
    for one in known.values():
        if one.name in given:
            problems += check_value(given[one.name], one.types, path + one.name)
            problems += _check_rule(given[one.name], one, path + one.name)
        elif one.required:
            problems.append(f"{path}{one.name} is missing")
    return problems


def _check_rule(value: Any, one: Field, path: str) -> list[str]:
    if isinstance(value, str):
        if one.options and value not in one.options:
            return [f"{path} is none of {', '.join(one.options)}"]
        size = len(value.encode()) if one.unit == "b" else utf16(value)
    elif isinstance(value, list):
        size = len(value)
    else:
        return []
    if one.unit in ("", "e") or one.low <= size <= one.high:
        return []
    return [f"{path} has {size} {'bytes' if one.unit == 'b' else 'items or characters'}, not {one.low}-{one.high}"]
