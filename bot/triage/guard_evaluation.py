"""How well the identity guard reads: a file of labelled texts in, rates per kind out (`python -m bot guard-eval`).

Must never: run on what people wrote to the service, or be used by it. Only files of invented texts are read here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.errors import OperatorError
from bot.triage.guard import Kind, Writer, find

ORDINARY: Final = "none"
"""The kind of a text in which nothing must be found."""


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled text. `kind`: what it holds, None for an ordinary text."""

    kind: Kind | None
    writer: Writer
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """`caught`: texts in which the expected kind was found; for ordinary texts, those in which anything was."""

    n: int
    caught: int
    errors: tuple[tuple[Case, tuple[Kind, ...]], ...] = field(default=(), repr=False)

    @property
    def rate(self) -> float:
        return self.caught / self.n if self.n else 0.0


class NotATable(OperatorError):
    """A line is not « kind, writer, text », separated by tabulations."""


def cases(lines: Iterable[str]) -> list[Case]:
    """Empty lines and those that begin with « # » are passed. Raises NotATable with the line's number."""
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            kind, writer, text = line.rstrip("\r\n").split("\t")
            found.append(Case(None if kind == ORDINARY else Kind(kind), Writer(writer), text))
        except ValueError:
            raise NotATable(f"Ligne {number} : il faut « kind, writer, texte », séparés par des tabulations.") from None
    return found


def evaluate(texts: Sequence[Case]) -> Mapping[str, Score]:
    """By kind in the order of `Kind`, ordinary texts last; kinds without a text are left out."""
    results: dict[str, Score] = {}
    for kind in (*Kind, None):
        found = [(case, tuple(one.kind for one in find(case.text, case.writer))) for case in texts if case.kind is kind]
        if found:
            right = [(kind in kinds) if kind is not None else bool(kinds) for _, kinds in found]
            wrong = tuple(one for one, hit in zip(found, right, strict=True) if hit is (kind is None))
            results[kind or ORDINARY] = Score(len(found), sum(right), wrong)
    return results


def as_json(results: Mapping[str, Score]) -> str:
    """`{"kinds": {"nir": {"n":…, "caught":…, "rate":…}, …}, "none": {"n":…, "false":…, "rate":…}}`."""
    ordinary = results.get(ORDINARY, Score(0, 0))
    kinds = {
        key: {"n": score.n, "caught": score.caught, "rate": round(score.rate, 4)}
        for key, score in results.items()
        if key != ORDINARY
    }
    none = {"n": ordinary.n, "false": ordinary.caught, "rate": round(ordinary.rate, 4)}
    return json.dumps({"kinds": kinds, ORDINARY: none})


def as_table(results: Mapping[str, Score], *, errors: bool = False) -> str:
    """One line per kind; with `errors`, the texts that were missed or falsely caught after them."""
    lines = []
    for key, score in results.items():
        word = "à tort" if key == ORDINARY else "trouvés"
        lines.append(f"{key:<12} {score.n:>5} textes {score.caught:>5} {word:<8} {score.rate:>7.1%}")
    if errors:
        for key, score in results.items():
            for case, kinds in score.errors:
                lines.append(f"{key}\t{case.writer}\t{','.join(kinds) or '-'}\t{case.text}")
    return "\n".join(lines)
