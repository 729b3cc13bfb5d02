"""Derive bot_api.json, the compact facts of the Bot API, from the machine-readable specification.

Run by a developer: `python -m bot.simulator.derive_facts <specification.json>`; facts.py describes the result.
The specification (PaulSonOfLars/telegram-bot-api-spec, MIT) is not part of the project.
Must never: copy its sentences, or run at run time.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("bot_api.json")
UNITS = {"characters": "c", "bytes": "b", "characters after entities parsing": "e"}
_LENGTH = re.compile(r"(\d+)-(\d+) (characters after entities parsing|characters|bytes)", re.IGNORECASE)
_COUNT = re.compile(r"(\d+)-(\d+) (?:items|identifiers|strings|answer options)")
_MOST = re.compile(r"[Aa]t most (\d+) \w+ can be specified")
_CONST = re.compile(r"(?:must be|always) [\"“]?([a-z_]+)[\"”]?$")  # « Scope type, must be chat »
_ONE_OF = re.compile(r"[Mm]ust be (?:one of|either) ([^.]*)")


def derive(specification: dict[str, Any]) -> dict[str, Any]:
    """The facts as one JSON object: version, methods, types."""
    return {
        "version": specification["version"].removeprefix("Bot API "),
        "methods": {
            name: {"->": "|".join(_types(one["returns"]))} | _fields(one)
            for name, one in specification["methods"].items()
        },
        "types": {
            name: {"any": one["subtypes"]} if one.get("subtypes") else _fields(one)
            for name, one in specification["types"].items()
        },
    }


def dump(facts: dict[str, Any]) -> str:
    """Sorted, one method or type per line: small to review when the API moves."""
    parts = [f'"version": {json.dumps(facts["version"])}']
    for group in ("methods", "types"):
        lines = [f"{json.dumps(name)}: {json.dumps(one)}" for name, one in sorted(facts[group].items())]
        parts.append(f'"{group}": {{\n' + ",\n".join(lines) + "\n}")
    return "{" + ",\n".join(parts) + "}\n"


def _types(names: list[str]) -> list[str]:
    return [name.replace("Array of ", "[]") for name in names]


def _fields(one: dict[str, Any]) -> dict[str, str]:
    found = {f["name"] + ("!" if f["required"] else ""): _field(f) for f in one.get("fields", [])}
    return dict(sorted(found.items()))


def _field(field: dict[str, Any]) -> str:
    types = _types(field["types"])
    about = field["description"]
    rule = ""
    if types == ["String"]:
        rule = _length(about) or _options(about)
    elif types[0].startswith("[]"):
        rule = _count(about)
    return "|".join(types) + (f" {rule}" if rule else "")


def _length(about: str) -> str:
    found = _LENGTH.search(about)
    return f"{found[1]}-{found[2]}{UNITS[found[3].lower()]}" if found else ""


def _count(about: str) -> str:
    found = _COUNT.search(about)
    most = _MOST.search(about)
    if found:
        return f"{found[1]}-{found[2]}n"
    return f"0-{most[1]}n" if most else ""


def _options(about: str) -> str:
    const = _CONST.search(about)
    listed = _ONE_OF.search(about)
    if const:
        return "=" + const[1]
    options = re.findall(r"[\"“](\w+)[\"”]", listed[1]) if listed else []
    return "=" + ",".join(options) if len(options) > 1 else ""  # a single one is a sentence cut short by « .WEBP »


if __name__ == "__main__":
    TARGET.write_text(dump(derive(json.loads(Path(sys.argv[1]).read_text("utf-8")))), "utf-8")
