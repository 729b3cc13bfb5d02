"""Which help lines to show: at most three, open at that minute, the first free and 24/7, the second written.

Must never: show a closed line, leave somebody without a number, or choose by anything but signals, age and the hour.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.territory import HelpLine, KnownLine, LineKind, Territory
from bot.triage.urgency import GRAVITY, Signal

SERVICE_LINE = "service"
"""The id of the service's own telephone, shown as a help line when it is open."""

_UNDER_18 = frozenset({"moins_13", "de_13_14", "de_15_17"})
_UNKNOWN = frozenset({None, "non_dit"})
_UNDER_21 = _UNDER_18 | {"de_18_20"}


def is_minor(tranche_age: str | None) -> bool:
    """Under 18, or unknown."""
    return tranche_age in _UNDER_18 or tranche_age in _UNKNOWN


def may_call_119(tranche_age: str | None) -> bool:
    """The 119 answers up to 21 years: for bubbles that give one number to talk to, whatever the signal."""
    return tranche_age in _UNDER_21 or tranche_age in _UNKNOWN


Lines = tuple[str, ...]
"""Ids in order of preference: the first one that is open is shown."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of product.md §2 for one age; the written line stands between the two."""

    first: KnownLine
    third: Lines


@dataclass(frozen=True, slots=True)
class Rows:
    minor: Row
    adult: Row


def _same(first: KnownLine, *third: str) -> Rows:
    return Rows(Row(first, third), Row(first, third))


_N = KnownLine
_THREAT = Rows(Row(_N.N17, (_N.N119,)), Row(_N.N17, (_N.N112,)))
_UNSAFE = Rows(Row(_N.N119, (SERVICE_LINE,)), Row(_N.N112, (SERVICE_LINE,)))
_HELP = Rows(
    Row(_N.N119, (SERVICE_LINE, _N.N112)),
    Row(_N.N112, (SERVICE_LINE, _N.FIL_SANTE_JEUNES, _N.N3114)),
)
_ROWS: Mapping[Signal, Rows] = {
    Signal.SUICIDE: _same(_N.N3114, _N.N15),
    Signal.AUTOMUTILATION: Rows(Row(_N.N3114, (_N.N119,)), Row(_N.N3114, (_N.FIL_SANTE_JEUNES, _N.N15))),
    # The 116 006 listens to everybody; the 3919, to women, says so in its label.
    Signal.VIOLENCE_INTRAFAMILIALE: Rows(Row(_N.N119, (_N.N17,)), Row(_N.N17, (_N.N116006, _N.N3919, _N.N112))),
    Signal.VIOLENCE_SEXUELLE: Rows(Row(_N.N119, (_N.N17,)), Row(_N.N17, (_N.N116006, _N.N3919, _N.N112))),
    Signal.FUGUE: Rows(Row(_N.N119, (_N.N112,)), Row(_N.N115, (_N.N112,))),
    # An adult who writes this fears for a child: the 119 is for witnesses too. The 115 is for their own roof (fugue).
    Signal.ENFANT_EN_DANGER: _same(_N.N119, _N.N112),
    Signal.MENACE_SUBIE: _THREAT,
    Signal.MENACE_EMISE: _THREAT,
    Signal.TRAITE: _THREAT,
    Signal.URGENCE_VITALE: _same(_N.N15, _N.N112),
}


def chosen_lines(
    territory: Territory, signals: Collection[Signal], minor: bool, now: datetime, *, relay: bool = False
) -> tuple[HelpLine, ...]:
    """The numbers of an alert; no signal means that safety was answered « non » or « j'hésite ».

    Several signals: the first line of the gravest, the written one, the first line of the next that has another one.
    For a relay who writes about a minor, the CRIP (when configured and open, else the 119) takes the written place,
    unless it is shown already.
    """
    ordered = [signal for signal in GRAVITY if signal in signals]
    rows = [_row(_ROWS[signal], minor) for signal in ordered] or [_row(_UNSAFE, minor)]
    lead = rows[0]
    others = [row.first for row in rows if row.first != lead.first]
    third = (others[0],) if others else lead.third
    lines = _open_lines(territory, now, ((lead.first,), (_N.N114,), third))
    return _for_relay(territory, now, lines) if relay and minor else lines


def help_menu(territory: Territory, minor: bool, now: datetime) -> tuple[HelpLine, ...]:
    """The numbers of « aide » when no danger showed.

    Night and day first, so that the bubble is right whatever the hour: the 119 for the young (it listens about
    everything), the 112 for adults; then the SMS to 114, which covers every emergency without speaking. Third, the team
    itself when it is open: somebody who asks for help without danger mostly needs it; when it is closed, the 112 for
    the young, and for adults a voice to talk to: Fil Santé Jeunes (12-25 years) when open, else the 3114.
    """
    row = _row(_HELP, minor)
    return _open_lines(territory, now, ((row.first,), (_N.N114,), row.third))


def _row(rows: Rows, minor: bool) -> Row:
    return rows.minor if minor else rows.adult


def _open_lines(territory: Territory, now: datetime, places: Iterable[Lines]) -> tuple[HelpLine, ...]:
    """For each place its first open line; a place without one stays empty."""
    found = (next(_open_among(territory, now, ids), None) for ids in places)
    return tuple(line for line in found if line)


def _open_among(territory: Territory, now: datetime, ids: Iterable[str]) -> Iterator[HelpLine]:
    for id_ in ids:
        line = _service_line(territory, now) if id_ == SERVICE_LINE else territory.help_line(id_)
        if line and line.is_open(now, territory.service.zone):
            yield line


def _service_line(territory: Territory, now: datetime) -> HelpLine | None:
    service = territory.service
    if not territory.calendar.is_open(now):
        return None
    return HelpLine(
        SERVICE_LINE, service.telephone, LineKind.VOICE, service.name, free=False, source="", number=service.telephone
    )


def _for_relay(territory: Territory, now: datetime, lines: tuple[HelpLine, ...]) -> tuple[HelpLine, ...]:
    instead = next(_open_among(territory, now, (_N.CRIP, _N.N119)))
    if instead in lines:
        return lines
    return tuple(instead if line.id == _N.N114 else line for line in lines)
