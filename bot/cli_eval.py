"""`python -m bot danger-eval` and `guard-eval`: how well invented sentences are read.

Must never: need a setting or a database, or be given what a person wrote.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.errors import OperatorError, reason
from bot.triage import evaluation, guard_evaluation


def guard_eval(source: Path, *, in_json: bool, errors: bool) -> int:
    results = guard_evaluation.evaluate(guard_evaluation.cases(_table(source).split("\n")))
    print(guard_evaluation.as_json(results) if in_json else guard_evaluation.as_table(results, errors=errors))
    return 0


def danger_eval(source: Path, *, in_json: bool, errors: bool) -> int:
    judged = evaluation.judge(evaluation.phrases(_table(source)))
    print(json.dumps(evaluation.as_json(judged), ensure_ascii=False) if in_json else evaluation.as_text(judged))
    if errors:  # apart from what a machine reads
        print(evaluation.errors(judged), file=sys.stderr if in_json else sys.stdout)
    return 0


def _table(source: Path) -> str:
    try:
        return source.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise OperatorError(f"Le fichier {source} ne se lit pas : {reason(problem)}.") from None
    except UnicodeDecodeError:
        raise OperatorError(f"Le fichier {source} n'est pas du texte en UTF-8.") from None
