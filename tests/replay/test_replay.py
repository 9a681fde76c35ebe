"""Histories of earlier runs lead the code of today through the same decisions."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from engine.codec import data_converter
from tests.replay.keys import TEST_ONLY
from workflows.participant_journey import ParticipantJourney

HISTORIES = sorted(Path(__file__).with_name("histories").glob("*.json"))
BY_NAME = pytest.mark.parametrize("file", HISTORIES, ids=[file.stem for file in HISTORIES])
ROOT = Path(__file__).parents[2]


async def replay(*files: Path) -> None:
    """Replay histories; raises if a decision differs."""
    replayer = Replayer(
        workflows=[ParticipantJourney],
        data_converter=data_converter(TEST_ONLY),
        build_id="replay",
    )
    for file in files:
        text = await asyncio.to_thread(file.read_text)
        await replayer.replay_workflow(WorkflowHistory.from_json(file.stem, text))


@BY_NAME
async def test_a_recorded_history_is_followed_to_its_end(file: Path) -> None:
    await replay(file)


def test_every_shape_of_a_life_is_recorded() -> None:
    assert {file.stem for file in HISTORIES} >= {
        "direct",
        "held",
        "marketplace",
        "missed_deadline",
        "relinked",
        "resolved",
        "returned",
        "traced",
        "unclear",
        "watched",
    }


@BY_NAME
def test_a_recorded_history_is_small_and_shows_nobody(file: Path) -> None:
    text = file.read_text()

    assert len(text) < 200_000
    assert "json/plain" not in text
    assert "Contohwati" not in text


async def test_a_history_of_another_decision_is_refused() -> None:
    text = next(file for file in HISTORIES if file.stem == "direct").read_text()
    tampered = text.replace('"activityId": "training-1"', '"activityId": "training-9"')
    assert tampered != text

    replayer = Replayer(
        workflows=[ParticipantJourney],
        data_converter=data_converter(TEST_ONLY),
        build_id="replay",
    )
    with pytest.raises(NondeterminismError):
        await replayer.replay_workflow(WorkflowHistory.from_json("tampered", tampered))


@pytest.mark.parametrize("seed", ["1", "424242"])
def test_the_order_of_hashes_decides_nothing(seed: str) -> None:
    replayed = subprocess.run(
        [sys.executable, "-m", "tests.replay.test_replay"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )

    assert replayed.returncode == 0, replayed.stderr[-2000:]


if __name__ == "__main__":
    asyncio.run(replay(*HISTORIES))
