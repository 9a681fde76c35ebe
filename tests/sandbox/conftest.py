from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.sandbox_rig import Rig
from tests.sandbox.sandbox_running import Gateway, running_gateway, running_sandbox


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.db"


@pytest.fixture
def rig(file: Path) -> Iterator[Rig]:
    """A sandbox that pushes nothing and takes its time from each request."""
    with running_sandbox(file) as one:
        yield one


@pytest.fixture
def gateway() -> Iterator[tuple[Gateway, str]]:
    with running_gateway() as one:
        yield one
