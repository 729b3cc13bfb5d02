"""Chats we can write to, and who among them is staff.

Must never: look anybody up by a platform id in clear.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.messages import Address
from storage.base import new_id
from storage.models import addresses, invitations, staff
from storage.records import ChatRole, Coordinator, Invitation, Person
from storage.repositories.base import Repository


def person_of(row: Mapping[str, Any], row_id: str, value: str) -> Person:
    """`row` has the columns of `addresses`, or is of a query that has those beside its own; `value` is opened."""
    return Person(
        id=row_id, address=Address(row["platform"], value), is_group=row["is_group"], role=ChatRole(row["role"]),
        locale=row["locale"], quiet=row["quiet"], discreet=row["discreet"], formal=row["formal"],
        unreachable=row["unreachable"], flood_from=row["flood_from"], flood_count=row["flood_count"],
        guess_from=row["guess_from"], guess_count=row["guess_count"],
    )  # fmt: skip


class People(Repository):
    def find(self, address: Address) -> Person | None:
        lookup = self.ring.lookup(address.platform, address.value)
        row = self.find_row(addresses.c.lookup, lookup)
        return self._person(row) if row else None

    def meet(self, address: Address, *, is_group: bool = False) -> Person:
        """The chat behind an address; made known at its first word."""
        known = self.find(address)
        if known:
            return known
        row_id = new_id()
        self.insert_row(
            addresses, id=row_id, platform=address.platform, is_group=is_group, created_at=self.now,
            lookup=self.ring.lookup(address.platform, address.value),
            value=self.seal(address.value, "addresses.value", row_id),
        )  # fmt: skip
        return self.of_id(row_id)

    def of_id(self, row_id: str) -> Person:
        row = self.find_row(addresses.c.id, row_id)
        if row is None:
            raise LookupError("no chat has this id")
        return self._person(row)

    def with_role(self, role: ChatRole) -> Person | None:
        row = self.find_row(addresses.c.role, role)
        return self._person(row) if row else None

    def set_role(self, row_id: str, role: ChatRole) -> None:
        """A role belongs to one chat at a time."""
        self.update_rows(addresses.c.role, role, role="")
        self.change(row_id, role=role)

    def change(self, row_id: str, **values: Any) -> None:
        self.update_rows(addresses.c.id, row_id, **values)

    def move(self, row_id: str, new_value: str) -> None:
        """A group became a supergroup: the same chat under another address."""
        person = self.of_id(row_id)
        known = self.find(Address(person.address.platform, new_value))
        if known and known.id != row_id:
            self.change(known.id, lookup=self.ring.index("replaced", known.id), role="")
        self.change(
            row_id,
            lookup=self.ring.lookup(person.address.platform, new_value),
            value=self.seal(new_value, "addresses.value", row_id),
            unreachable="",
        )

    def count_message(self, person: Person, window: timedelta) -> int:
        """How many messages this person sent in the present window, this one included."""
        # A window that begins in the future was counted by a clock that has been set back since.
        fresh = person.flood_from is None or not person.flood_from <= self.now < person.flood_from + window
        count = 1 if fresh else person.flood_count + 1
        values: dict[str, Any] = {"flood_count": count}
        if fresh:
            values["flood_from"] = self.now
        self.change(person.id, **values)
        return count

    def count_guess(self, person: Person, window: timedelta) -> int:
        """How many wrong invitations this person tried in the present window, this one included."""
        fresh = person.guess_from is None or not person.guess_from <= self.now < person.guess_from + window
        count = 1 if fresh else person.guess_count + 1
        self.change(person.id, guess_count=count, guess_from=self.now if fresh else person.guess_from)
        return count

    def _person(self, row: Mapping[str, Any]) -> Person:
        return person_of(row, row["id"], self.open(row["value"], "addresses.value", row["id"]))


class Staff(Repository):
    def of(self, address_id: str) -> Coordinator | None:
        row = self.find_row(staff.c.address_id, address_id)
        return self._coordinator(row) if row else None

    def active(self) -> list[Coordinator]:
        rows = self.connection.execute(
            select(staff).where(staff.c.revoked_at.is_(None), staff.c.left_at.is_(None)).order_by(staff.c.enrolled_at)
        ).mappings()
        return [self._coordinator(row) for row in rows]

    def enrol(self, address_id: str, name: str) -> None:
        values = {"name": self.seal(name, "staff.name", address_id), "revoked_at": None, "left_at": None}
        if self.of(address_id):
            self.change(address_id, **values)
            return
        self.insert_row(staff, address_id=address_id, role="coordinator", enrolled_at=self.now, **values)

    def change(self, address_id: str, **values: Any) -> None:
        self.update_rows(staff.c.address_id, address_id, **values)

    def set_task(self, address_id: str, doing: str = "", case_id: str = "", text: str = "") -> None:
        """What the coordinator is busy with in private; nothing = free."""
        sealed = self.seal(text, "staff.doing_text", address_id) if text else None
        self.change(address_id, doing=doing, doing_case=case_id or None, doing_text=sealed)

    def _coordinator(self, row: Any) -> Coordinator:
        row_id = row["address_id"]
        return Coordinator(
            id=row_id, name=self.open(row["name"], "staff.name", row_id), doing=row["doing"],
            doing_case=row["doing_case"] or "", doing_text=self.open(row["doing_text"], "staff.doing_text", row_id),
            signs=row["signs"], active=row["revoked_at"] is None and row["left_at"] is None,
        )  # fmt: skip


class Invitations(Repository):
    """Single-use, expiring; only a keyed hash of the token is kept."""

    def create(
        self, token: str, purpose: str, valid: timedelta, *, structure: str = "", duty: str = "", by: str = ""
    ) -> None:
        self.insert_row(
            invitations, token=self.ring.index("invitation", token), purpose=purpose, structure=structure, duty=duty,
            by_id=by or None, created_at=self.now, expires_at=self.now + valid,
        )  # fmt: skip

    def expires_at(self, token: str) -> datetime | None:
        where = invitations.c.token == self.ring.index("invitation", token)
        return self.connection.execute(select(invitations.c.expires_at).where(where)).scalar_one_or_none()

    def use(self, token: str, purpose: str) -> Invitation | None:
        """What it gives: once, for the right purpose and in time; else None."""
        mine = invitations.c.token == self.ring.index("invitation", token)
        done = self.connection.execute(
            update(invitations)
            .where(
                mine, invitations.c.purpose == purpose, invitations.c.used_at.is_(None),
                invitations.c.expires_at > self.now,
            )
            .values(used_at=self.now)
        )  # fmt: skip
        if done.rowcount != 1:
            return None
        row = self.connection.execute(select(invitations).where(mine)).one()
        return Invitation(row.purpose, row.structure, row.duty, row.by_id or "")
