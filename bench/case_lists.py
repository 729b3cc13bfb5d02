"""What a coordinator's list costs with a dozen cases and with 10,000: ratios measured side by side, in one run.

`python -m bench.case_lists`. Must never: be a timed test.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from bot.i18n import load_catalogues
from bot.messages import Address
from bot.services import case_list_bubbles
from bot.services.case_lists import PAGE, Filter
from bot.services.house import House
from bot.services.scene import Scene
from bot.territory import load_territory
from storage.engine import open_engine
from storage.keys import create_key_file
from storage.migrate import upgrade
from storage.models import case_themes, cases
from storage.records import Row
from storage.unit_of_work import Store, UnitOfWork, open_store

SMALL, LARGE = 14, 10_000
"""Few enough for one look, and enough to fill a page of every list: then both sides render the same number of lines."""
RUNS, ROUNDS = 25, 8
NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)


def filled(folder: Path, number: int) -> tuple[Store, House]:
    """A house with `number` open cases, prepared by bulk insert."""
    engine = open_engine(f"sqlite:///{folder}/{number}.db")
    upgrade(engine)
    ring = create_key_file(folder / f"{number}.keys")
    store = open_store(engine, ring, lambda: NOW)
    territory = load_territory()

    def fill(uow: UnitOfWork) -> None:
        person = uow.people.meet(Address("telegram", "1"))
        uow.staff.enrol(person.id, "Solène")
        rows, themes = [], []
        for one in range(number):
            row_id, at = f"case{one:08d}", NOW - timedelta(hours=7, minutes=7 * one)
            rows.append({
                "id": row_id, "reference": f"MS-2026-{one:05d}", "kind": "jeune", "state": "transmise",
                "level": "immediat" if one % 10 < 7 else "normal", "questionnaire_version": 1, "age": "de_15_17",
                "structure": "ase" if one % 10 < 7 else "", "duty": "", "place": "", "plain": "{}",
                "body": ring.seal("{}", f"cases.body:{row_id}"), "signals": ring.seal("[]", f"cases.signals:{row_id}"),
                "alert_only": False, "holder_id": person.id if one % 14 < 7 else None, "notice": 1, "notice_at": at,
                "created_at": at, "sent_at": at, "touched_at": at, "result": "",
                "opened_at": at if one % 14 > 7 else None, "read_by": at + timedelta(hours=5),
            })  # fmt: skip
            hashed = ring.index("theme", "violence" if one % 10 < 7 else "emploi")
            themes.append({"case_id": row_id, "theme": hashed, "at": at})
        uow.people.connection.execute(cases.insert(), rows)
        uow.people.connection.execute(case_themes.insert(), themes)

    store.run_sync(fill)
    return store, House(territory, load_catalogues(territory.service.zone), "bot")


def bubble(filter_: Filter, argument: str = "", *, deep: bool = False) -> Callable[[UnitOfWork, House], object]:
    """Rendered as it leaves: the menu, or a page (`deep`: the one after the first)."""

    def render(uow: UnitOfWork, house: House) -> object:
        reader = uow.people.meet(Address("telegram", "1"))
        after = uow.case_lists.open_ones(PAGE)[-1].id if deep else ""
        params = {"filter": filter_.value, "argument": argument, "after": after}
        row = Row(
            seq=1, id="row", address_id=reader.id, op="send", kind="case_list", params=params, case_id="", draft_id="",
            target_id="", urgent=False, silent=True, protected=False, state="waiting", attempts=0, due_at=NOW,
            created_at=NOW, sent_at=None, message="",
        )  # type: ignore[arg-type]  # fmt: skip
        scene = Scene(uow, house, row, reader)
        return case_list_bubbles.menu(scene) if filter_ is Filter.MENU else case_list_bubbles.listed(scene)

    return render


STEPS = {
    "menu, with its counts": bubble(Filter.MENU),
    "all open, first page": bubble(Filter.OPEN),
    "all open, next page": bubble(Filter.OPEN, deep=True),
    "mine": bubble(Filter.MINE),
    "without holder": bubble(Filter.UNHELD),
    "late": bubble(Filter.LATE),
    "immediate": bubble(Filter.URGENT),
    "a subject": bubble(Filter.THEME, "violence"),
    "a structure": bubble(Filter.STRUCTURE, "ase"),
}


def timed(store: Store, house: House, step: Callable[[UnitOfWork, House], object]) -> float:
    begun = time.perf_counter()
    for _ in range(RUNS):
        store.run_sync(lambda uow: step(uow, house))
    return (time.perf_counter() - begun) / RUNS


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        small, large = filled(Path(folder), SMALL), filled(Path(folder), LARGE)
        print(f"{'step':<26}{SMALL:>10} cases{LARGE:>10} cases   ratio")
        for name, step in STEPS.items():
            pairs = [(timed(*small, step), timed(*large, step)) for _ in range(ROUNDS)]
            few, many = (median(values) * 1000 for values in zip(*pairs, strict=True))
            ratio = median(b / a for a, b in pairs)
            print(f"{name:<26}{few:>13.2f} ms{many:>13.2f} ms   {ratio:.2f}")
        small[0].close()
        large[0].close()


if __name__ == "__main__":
    main()
