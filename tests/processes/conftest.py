"""What the storms of a session share: see equipment.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.database import ON_POSTGRESQL
from tests.processes.equipment import Equipment, equipment


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Equipment]:
    with equipment(tmp_path_factory.mktemp("equipment"), postgresql=ON_POSTGRESQL) as found:
        yield found
