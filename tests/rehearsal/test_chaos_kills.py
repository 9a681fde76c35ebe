"""A program is killed itself, not its guard, and comes back with the same command and files."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rehearsal.evidence import Evidence
from rehearsal.nemesis import Kill, Nemesis
from rehearsal.processes import NotReady, Process, free_ports
from rehearsal.system import System, empty_system, stopped_at_the_end

LIVES = """
import os, pathlib, sys, time
lives = pathlib.Path(sys.argv[1])
with lives.open("a") as file:
    file.write(f"{os.getpid()} {os.environ['TEMPORAL_ADDRESS']}\\n")
print("life", len(lives.read_text().splitlines()), flush=True)
time.sleep(600)
"""
ENDS_ONCE = """
import pathlib, sys, time
file = pathlib.Path(sys.argv[1])
if not file.exists():
    file.touch()
    sys.exit("not yet")
print("now", flush=True)
time.sleep(600)
"""
DIES_AT_WORK = "print('worker: ready', flush=True); raise MemoryError"
NOW = datetime(2020, 5, 1, tzinfo=UTC)
DEADLINE_SECONDS = 60


async def _at_once(_at: datetime) -> None:
    """Be at every programme instant without waiting for it."""
    await asyncio.sleep(0)


def _begin(system: System, program: str, file: Path) -> Process:
    system.start("worker", sys.executable, "-c", program, str(file))
    return system.processes[0]


async def test_a_killed_program_starts_again_as_it_was(tmp_path: Path) -> None:
    lives = tmp_path / "lives"
    async with stopped_at_the_end(empty_system(tmp_path)) as system:
        _begin(system, LIVES, lives)
        await system.says("worker", "life 1")
        await system.kill("worker")
        system.check()
        system.start_again("worker")
        await system.says("worker", "life 2")

    (first, told), (second, told_again) = (
        line.split() for line in lives.read_text(encoding="utf-8").splitlines()
    )
    assert first != second
    assert told == told_again == system.temporal


async def test_the_program_is_killed_and_its_guard_sees_it(tmp_path: Path) -> None:
    async with stopped_at_the_end(empty_system(tmp_path)) as system:
        process = _begin(system, LIVES, tmp_path / "lives")
        await system.says("worker", "life 1")
        pid = await process.pid()
        assert pid != process.popen.pid
        await system.kill("worker")

        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        assert process.popen.returncode == (256 - signal.SIGKILL)


async def test_words_of_an_earlier_life_are_not_taken_for_the_present_one(tmp_path: Path) -> None:
    async with stopped_at_the_end(empty_system(tmp_path)) as system:
        _begin(system, LIVES, tmp_path / "lives")
        await system.says("worker", "life 1")
        await system.kill("worker")
        system.start_again("worker")
        await system.says("worker", "life 2")

        assert "life 1" not in system.processes[0].said()
        assert "life 1" in system.processes[0].log.read_text(encoding="utf-8")


async def test_a_program_that_ends_though_nobody_killed_it_is_noticed(tmp_path: Path) -> None:
    async with stopped_at_the_end(empty_system(tmp_path)) as system:
        process = _begin(system, ENDS_ONCE, tmp_path / "begun")
        await process.over()

        with pytest.raises(NotReady, match="worker ended: not yet"):
            system.check()


async def test_nemesis_writes_each_kill_before_it_and_leaves_everything_running(
    tmp_path: Path,
) -> None:
    hour = timedelta(hours=1)
    planned = [Kill(NOW + n * hour, "worker", NOW + (n + 1) * hour) for n in range(3)]
    with Evidence(tmp_path / "evidence") as evidence:
        async with stopped_at_the_end(empty_system(tmp_path)) as system:
            _begin(system, LIVES, tmp_path / "lives")
            await system.says("worker", "life 1")
            await asyncio.wait_for(
                Nemesis(system, evidence, _at_once).run(planned), DEADLINE_SECONDS
            )
            system.check()
            assert [process.name for process in system.processes] == ["worker"]

    assert [line["target"] for line in evidence.lines("kill")] == ["worker"] * 3


async def test_what_ends_by_itself_is_started_again_and_told(tmp_path: Path) -> None:
    with Evidence(tmp_path / "evidence") as evidence:
        async with stopped_at_the_end(empty_system(tmp_path)) as system:
            process = _begin(system, ENDS_ONCE, tmp_path / "begun")
            await process.over()
            nemesis = Nemesis(system, evidence, _at_once)
            watch = asyncio.create_task(nemesis.watch())
            async with asyncio.timeout(DEADLINE_SECONDS):
                while nemesis.died == 0 or system.ended() or not system.processes:  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.02)
            await system.says("worker", "now")
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    assert nemesis.died == 1
    (death,) = evidence.lines("died")
    assert (death["target"], death["ready"], death["said"]) == ("worker", False, "not yet")
    assert [line["target"] for line in evidence.lines("started")] == ["worker"]


async def test_what_dies_at_work_is_told_with_its_last_lines(tmp_path: Path) -> None:
    with Evidence(tmp_path / "evidence") as evidence:
        async with stopped_at_the_end(empty_system(tmp_path)) as system:
            process = _begin(system, DIES_AT_WORK, tmp_path / "unused")
            await process.over()
            nemesis = Nemesis(system, evidence, _at_once)
            await nemesis.last_look()
            assert system.processes == []

    (death,) = evidence.lines("died")
    assert death["ready"] is True
    assert death["said"].splitlines()[-1] == "MemoryError"
    assert "Traceback" in death["said"]


async def test_what_died_just_before_its_kill_is_told(tmp_path: Path) -> None:
    planned = [Kill(NOW, "worker", NOW + timedelta(hours=1))]
    with Evidence(tmp_path / "evidence") as evidence:
        async with stopped_at_the_end(empty_system(tmp_path)) as system:
            process = _begin(system, ENDS_ONCE, tmp_path / "begun")
            await process.over()
            nemesis = Nemesis(system, evidence, _at_once)
            await asyncio.wait_for(nemesis.run(planned), DEADLINE_SECONDS)

    kinds = [line["kind"] for line in evidence.lines("died", "started", "kill")]
    assert kinds == ["died", "started", "kill", "started"]


def test_ports_are_not_those_that_connections_take() -> None:
    ports = free_ports(5)

    assert len(set(ports)) == 5
    assert all(20_000 <= port < 32_000 for port in ports)
