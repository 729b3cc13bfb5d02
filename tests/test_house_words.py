"""The rules of the house about words: what the code says is in every catalogue, complete, with the same placeholders.

Must never: judge tone or readability; other tests do, bubble by bubble.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.test_house import ROOT, name_of, ours, tree_of

COMPLETE = ("fr", "en")
LOCALES = sorted(path.parent.parent.name for path in ROOT.glob("locales/*/LC_MESSAGES/messages.po"))
NBSP = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
Key = tuple[str | None, str]  # context, msgid


def literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def glued(node: ast.expr) -> bool:
    """A sentence put together in the call: no catalogue can hold it."""
    parts = {ast.IfExp: ("body", "orelse"), ast.BinOp: ("left", "right")}.get(type(node), ())
    alternatives = node.values if isinstance(node, ast.BoolOp) else [getattr(node, part) for part in parts]
    return isinstance(node, ast.JoinedStr) or any(literal(part) is not None or glued(part) for part in alternatives)


def words_of(tree: ast.AST) -> tuple[set[Key], list[int]]:
    """Every msgid said or marked, and the lines of those that no catalogue can hold or that Babel does not see."""
    found: set[Key] = set()
    wrong: list[int] = []
    hidden = {node for text in ast.walk(tree) if isinstance(text, ast.JoinedStr) for node in ast.walk(text)}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        first, second = literal(call.args[0]), literal(call.args[1]) if len(call.args) > 1 else None
        if name in ("say", "say_in", "N_", "V_") and call in hidden and first is not None:
            wrong.append(call.lineno)  # before Python 3.12 an f-string is one token: the extractor sees no call in it
        elif name in ("say_in", "V_"):
            if first is None or second is None:
                wrong.append(call.lineno)
            else:
                found.add((first, second))
        elif name in ("say", "N_"):
            if first is not None:
                found.add((None, first))
            elif name == "N_" or glued(call.args[0]):
                wrong.append(call.lineno)
    return found, wrong


@cache
def said() -> dict[Key, str]:
    """Every msgid of the code, and one file that says it."""
    return {key: name_of(path) for path in ours("bot/", "handlers/") for key in words_of(tree_of(path))[0]}


@cache
def catalogue(path: str) -> Catalog:
    with (ROOT / path).open("rb") as source:
        return read_po(source, abort_invalid=True)


def path_of(locale: str) -> str:
    return f"locales/{locale}/LC_MESSAGES/messages.po"


def of_locale(locale: str) -> Catalog:
    return catalogue(path_of(locale))


def keys(words: Catalog) -> set[Key]:
    return {(message.context, str(message.id)) for message in words if message.id}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def translations(locale: str) -> dict[Key, str]:
    """What is translated: an Arabic or a new catalogue may be partial."""
    return {(message.context, str(message.id)): str(message.string) for message in of_locale(locale) if message.id}


def test_every_msgid_is_a_sentence_that_a_catalogue_can_hold() -> None:
    wrong = [f"{name_of(path)}:{line}" for path in ours("bot/", "handlers/") for line in words_of(tree_of(path))[1]]
    assert wrong == [], "say, say_in and N_ take one literal sentence, outside f-strings"


@pytest.mark.parametrize(
    ("code", "keys_found", "lines"),
    [
        ('w.say("Yes")', {(None, "Yes")}, []),
        ('w.say_in("young", "Yes")', {("young", "Yes")}, []),
        ('w.say(N_("a") if x else N_("b"))', {(None, "a"), (None, "b")}, []),
        ('w.say("a" if x else "b")', set(), [1]),
        ('w.say("a" + name)', set(), [1]),
        ('w.say(f"a {name}")', set(), [1]),
        ("f'{w.say(\"Yes\")} !'", set(), [1]),
        ("w.say_in(reader, question.prompt)", set(), [1]),
        ("w.say(question.prompt)", set(), []),
        ("f'{w.say(question.prompt)} !'", set(), []),
    ],
)
def test_the_search_for_msgids_finds_them(code: str, keys_found: set[Key], lines: list[int]) -> None:
    assert words_of(ast.parse(code)) == (keys_found, lines)


def test_a_sentence_gets_the_values_it_asks_for() -> None:
    wrong = []
    for path in ours("bot/", "handlers/"):
        for call in (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)):
            position = {"say": 0, "say_in": 1}.get(call.func.attr if isinstance(call.func, ast.Attribute) else "")
            given = {keyword.arg for keyword in call.keywords}
            if position is None or len(call.args) <= position or None in given:
                continue
            msgid = literal(call.args[position])
            if msgid is not None and placeholders(msgid) != given:
                wrong.append(f"{name_of(path)}:{call.lineno}")
    assert wrong == []


def test_french_and_english_are_there() -> None:
    assert set(COMPLETE) <= set(LOCALES)


@pytest.mark.parametrize("path", ["locales/messages.pot", *map(path_of, LOCALES)])
def test_a_catalogue_holds_what_the_code_says_and_nothing_else(path: str) -> None:
    held = keys(catalogue(path))
    assert sorted(f"{said()[key]}: {key}" for key in said().keys() - held) == [], "run `make words`, then translate"
    assert sorted(str(key) for key in held - said().keys()) == [], "nobody says it any more: run `make words`"
    assert list(catalogue(path).obsolete) == []


@pytest.mark.parametrize("locale", COMPLETE)
def test_a_complete_catalogue_has_no_empty_or_doubtful_entry(locale: str) -> None:
    assert sorted(str(key) for key, text in translations(locale).items() if not text.strip()) == []
    assert [str(message.id) for message in of_locale(locale) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_has_the_placeholders_of_its_msgid(locale: str) -> None:
    done = {key: text for key, text in translations(locale).items() if text}
    assert {key: text for key, text in done.items() if placeholders(text) != placeholders(key[1])} == {}


def test_a_french_sentence_keeps_the_spaces_of_its_typography() -> None:
    """A space before « ? ! : ; » and inside guillemets: without one it is a slip, with one any kind is accepted."""
    slip = re.compile(rf"[^\s{NBSP}?!.…({{«/:\d][?!;]|[^\s{NBSP}({{/\d]:(?=\s|$)|«(?![\s{NBSP}])|(?<![\s{NBSP}])»")
    spared = re.compile(r"\{[^}]*\}|\S+/\S+")  # placeholders and addresses
    slips = {key: text for key, text in translations("fr").items() if slip.search(spared.sub("x", text))}
    assert slips == {}


FOR_THE_OPERATOR = "handlers/diagnosis.py"
"""Its sentences only ever reach the operator's terminal."""


def french_literals(path: Path) -> list[str]:
    """Strings with French letters that are neither a docstring nor the text of an error for the operator."""
    tree = tree_of(path)
    spared: set[ast.AST] = {child for node in ast.walk(tree) if isinstance(node, ast.Raise) for child in ast.walk(node)}
    spared |= {child for node in ast.walk(tree) if isinstance(node, ast.Expr) for child in [node.value]}
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in spared)
    french = re.compile(r"[àâçèéêëîïôùûœ«»]", re.IGNORECASE)
    return [f"{name_of(path)}:{node.lineno}" for node in strings if french.search(literal(node) or "")]


def test_use_cases_and_handlers_speak_through_the_catalogue() -> None:
    """Elsewhere French is material (the lexicon, synonyms, days) or meant for the operator's terminal."""
    rooms = [path for path in ours("bot/services/", "handlers/") if name_of(path) != FOR_THE_OPERATOR]
    assert [place for path in rooms for place in french_literals(path)] == []
