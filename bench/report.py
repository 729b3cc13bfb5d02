"""The report: ratios first, the noise beside them, and what fails said as such.

Must never: hide a target that is missed, or round one into success.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from typing import TypeVar

from bench.contenders import ALL, OURS
from bench.filling import DRAFTS, FEW, MANY, OPEN
from bench.measuring import CORES, Measured
from bench.runs import AWAY, FREE, MESSAGES, TEMPI, Runs, Starts
from bench.steps import Compared
from bot.services.pacing import Limits

LEAST = {"a": 1.0, "b": 0.5, "c": 1.5}
"""Ours to theirs, in messages a second."""
MOST_P99, MOST_GROWTH, MOST_START = 60, 1.2, 3.0  # milliseconds, ratio, seconds
SHOWN_STEPS = 12
T = TypeVar("T")

HEAD = """# Mesures

Écrit par `make bench` (`make bench SHORT=1` : un simple coup d'œil) ; ne pas modifier à la main. Ce sont des
**rapports** entre des programmes mesurés côte à côte, à tour de rôle, dans une seule exécution ; les valeurs absolues
sont celles de cette machine.

- **Un message** : une mise à jour entrante *et* sa réponse reçue par la personne, pour tous. Chacun n'écrit la suite
  qu'une fois la réponse arrivée. {people} personnes à la fois.
- **premier-contact** mène des premiers contacts entiers ({messages} messages : `/start`, 17 boutons, 2 textes),
  chiffrés, en base SQLite `synchronous=FULL` sur un vrai disque, avec la fiche annoncée au groupe. Le rythme de
  Telegram est coupé (`MEDIATION_PACE=off`).
- **a** et **b** renvoient le texte reçu et ne gardent rien. **c** pose les mêmes questions avec un
  `ConversationHandler` et `PicklePersistence`, sans chiffrement, le fichier écrit une fois par minute. Aucun réglage
  par défaut n'est changé.
- Le serveur Bot API local répond en octets prêts d'avance{cores}.
- « Requêtes » : ce que le bot demande à Telegram par message, `getUpdates` non compris : une pour l'écho, près de trois
  pour une étape du dialogue (réponse au bouton, bulle marquée, question suivante).
"""


@dataclass
class Findings:
    machine: Sequence[str]
    short: bool
    people: int
    beside: Runs = field(default_factory=dict)
    at_rate: Runs = field(default_factory=dict)
    houses: Runs = field(default_factory=dict)
    starts: Starts = field(default_factory=dict)
    steps: dict[str, Compared] = field(default_factory=dict)


def _table(*rows: Sequence[str]) -> list[str]:
    """The first row is the head."""
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return ["", head, "|" + "---|" * len(rows[0]), *body, ""]


def ratios(found: Findings) -> list[str]:
    """Each bot, and ours to it, round by round."""
    mine = found.beside.get(OURS.key, [])
    rows = [("", "messages/s", "requêtes / message", "CPU, ms / message", "mémoire, Mio",
             "débit : nous / lui", "objectif", "CPU : lui / nous")]  # fmt: skip
    for contender in ALL:
        if runs := found.beside.get(contender.key):
            name = f"**{contender.name}**" if contender is OURS else f"**{contender.key}** {contender.name}"
            rows.append((
                name, _spread([one.rate for one in runs]), f"{median(one.requests_per_message for one in runs):.2f}",
                _spread([one.cpu_per_message * 1000 for one in runs], 2),
                f"{median(one.memory for one in runs) / 2**20:.0f}", *_beside(contender.key, mine, runs),
            ))  # fmt: skip
    return _table(*rows)


def _beside(key: str, mine: Sequence[Measured], theirs: Sequence[Measured]) -> tuple[str, str, str]:
    if not mine or key not in LEAST:
        return "", "", ""
    pairs = list(zip(mine, theirs, strict=True))
    rates = [our.rate / their.rate for our, their in pairs]
    least = LEAST[key]
    return (
        _spread(rates, 2), f"≥ {least:g} : {_verdict(median(rates) >= least)}",
        _spread([their.cpu_per_message / our.cpu_per_message for our, their in pairs], 2),
    )  # fmt: skip


def written(found: Findings) -> str:
    """The whole document."""
    cores = " ; avec les personnes simulées il tient un cœur, le bot l'autre" if CORES else ""
    kind = "courte, à titre indicatif" if found.short else "complète"
    lines = [HEAD.format(people=found.people, messages=MESSAGES, cores=cores)]
    lines += [f"Mesure {kind} du {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.", "", *(f"- {one}" for one in found.machine)]
    if found.beside:
        lines += ["", "## Débit, à côté des autres", *ratios(found), *_noise(found)]
    if found.at_rate:
        lines += ["", "## Attente", *_latencies(found)]
    if found.houses:
        lines += ["", f"## De {FEW} à {MANY} fiches", *_houses(found)]
    if found.steps:
        lines += ["", "## Chaque étape interactive", *_steps(found)]
    return "\n".join(lines) + "\n"


def _noise(found: Findings) -> list[str]:
    """How far the rounds of one and the same bot lie apart."""
    worst = max(max(one.rate for one in runs) / min(one.rate for one in runs) for runs in found.beside.values())
    rounds = len(next(iter(found.beside.values())))
    return [
        f"Médianes de {rounds} tours, entre parenthèses le plus petit et le plus grand. Bruit de la machine : d'un",
        f"tour à l'autre, le débit d'un même programme varie jusqu'à × {worst:.2f}.",
    ]


def _latencies(found: Findings) -> list[str]:
    rows = [("", "messages/s voulus", "tenus", "p50, ms", "p99, ms", "objectif")]
    for tempo in TEMPI:
        if runs := found.at_rate.get(tempo.key):
            name = "rythme coupé" if tempo is FREE else "au rythme de Telegram"
            p50, p99 = ([one.percentile(percent) * 1000 for one in runs] for percent in (50, 99))
            aim = f"p99 < {MOST_P99} ms : {_verdict(median(p99) < MOST_P99)}" if tempo is FREE else ""
            held = median(one.rate for one in runs)
            rows.append((name, f"{tempo.rate:.0f}", f"{held:.1f}", _spread(p50, 1), _spread(p99, 1), aim))
    sent = median(_leaving(one) / one.messages for one in found.at_rate[FREE.key])
    return [
        *_table(*rows),
        "De l'arrivée du message au serveur jusqu'à la question suivante, sur des premiers contacts entiers.",
        f"Un message fait partir {sent:.2f} envois (bulle, réponse marquée, fiche du groupe). Au rythme de Telegram,",
        f"{Limits().overall} partent par seconde en tout, et un par seconde et par personne : au-delà de",
        f"{Limits().overall / sent:.0f} messages/s, chacun attend son tour, quel que soit le programme.",
    ]


def _leaving(one: Measured) -> int:
    """What the pace counts: answers to taps are no messages."""
    return sum(count for method, count in one.calls.items() if method != "answerCallbackQuery")


def _houses(found: Findings) -> list[str]:
    started = found.starts["many"]
    start = median(one.elapsed for one in started)
    runs = list(zip(found.houses["few"], found.houses["many"], strict=True))
    grown = median(b.cpu_per_message / a.cpu_per_message for a, b in runs)
    return [
        *_table(
            ("", f"{FEW} fiches", f"{MANY} fiches", "rapport", "objectif"),
            _row("démarrage, s", found.starts, lambda one: one.elapsed, 2,
                 f"< {MOST_START:g} s : {_verdict(start < MOST_START)}"),
            _row("dont processeur, s", found.starts, lambda one: one.cpu, 2),
            _row("messages/s", found.houses, lambda one: one.rate),
            _row("CPU, ms / message", found.houses, lambda one: one.cpu_per_message * 1000, 2,
                 f"≤ {MOST_GROWTH:g} × : {_verdict(grown <= MOST_GROWTH)}"),
            _row("p99 en pleine charge, ms", found.houses, lambda one: one.percentile(99) * 1000),
            _row("mémoire, Mio", found.houses, lambda one: one.memory / 2**20),
        ),
        f"Le même processus, sur la copie d'une base remplie : {OPEN} fiches ouvertes avec leurs suivis, les autres",
        f"closes depuis moins de deux ans, et {DRAFTS} brouillons en cours. Démarrage : du lancement au premier",
        f"`getUpdates`, après {AWAY.seconds // 60} minutes d'arrêt : la question de chaque brouillon est reposée.",
    ]  # fmt: skip


def _row(
    name: str, runs: Mapping[str, Sequence[T]], value: Callable[[T], float], digits: int = 0, aim: str = ""
) -> tuple[str, ...]:
    """One figure in the small house and in the large one."""
    few, many = [value(one) for one in runs["few"]], [value(one) for one in runs["many"]]
    ratio = median(b / a for a, b in zip(few, many, strict=True))
    return name, _spread(few, digits), _spread(many, digits), f"{ratio:.2f}", aim


def _steps(found: Findings) -> list[str]:
    ranked = sorted(found.steps.items(), key=lambda one: -one[1].ratio)
    few, many = sum(one.few for one in found.steps.values()), sum(one.many for one in found.steps.values())
    over = [name for name, one in ranked if one.ratio > MOST_GROWTH]
    rows = [
        (name, f"{one.few * 1000:.2f}", f"{one.many * 1000:.2f}", f"{one.ratio:.2f}")
        for name, one in ranked[: max(SHOWN_STEPS, len(over))]
    ]
    return [
        "",
        "Le temps de processeur passé dans les transactions de l'étape, rendu des bulles compris : médianes, et",
        "médiane des rapports d'un même tour, car la machine est vive ou lente plusieurs secondes de suite ; l'attente",
        f"du disque, la même partout, n'y est pas. {len(ranked)} étapes (jeune, fiche, listes, relais, citoyen) :",
        f"ensemble × {many / few:.2f} ; objectif ≤ {MOST_GROWTH:g} × pour chacune : {_verdict(not over)}"
        f"{f' pour {len(over)}' if over else ''}.",
        *_table(("les plus fortes hausses", f"{FEW} fiches, ms", f"{MANY} fiches, ms", "rapport"), *rows),
    ]


def _verdict(holds: bool) -> str:
    return "tenu" if holds else "**manqué**"


def _spread(values: Sequence[float], digits: int = 0) -> str:
    low, middle, high = min(values), median(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})" if len(values) > 1 else f"{middle:.{digits}f}"
