import csv
import json
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment

from tests.console.desk import Desk, desk_in

TEMPORAL = Path(sys.executable).parent / "temporal"
HEADER = "nik,name,phone,wave,voucher,provider,channel,bought_on"
SITI = "3273024104950000,Siti Contoh,081200000001,2,CONTOH-0001,belajaria,pasarilmu,2020-04-26"
BUDI = "3273020104950000,Budi Contoh,081200000002,2,CONTOH-0002,belajaria,direct,2020-04-26"
BAD = "327302010495000,=1+1,081200000003,2,CONTOH-0003,tutup,direct,2020-02-30"


def file_of(folder: Path, *lines: str) -> str:
    path = folder / "rows.csv"
    path.write_text("\n".join(lines) + "\n")
    return str(path)


@pytest.fixture
def alone(tmp_path: Path) -> Desk:
    """Return a desk without a server."""
    return desk_in(tmp_path)


def test_help_needs_no_settings() -> None:
    ended = Desk({}).starter("enrol", "--help")
    assert ended.code == 0
    assert "--rejects" in ended.out


def test_a_wrong_header_is_misuse_and_names_its_columns(alone: Desk, tmp_path: Path) -> None:
    ended = alone.starter("enrol", file_of(tmp_path, HEADER.replace("wave", "gelombang"), SITI))
    assert ended.code == 2
    assert "missing wave" in ended.err
    assert "unknown 'gelombang'" in ended.err
    assert "Siti" not in ended.err


def test_a_file_that_is_not_there_is_misuse(alone: Desk) -> None:
    ended = alone.starter("enrol", "nowhere.csv")
    assert ended.code == 2
    assert "nowhere.csv" in ended.err
    assert "Traceback" not in ended.err


def test_the_input_is_never_overwritten_by_its_rejects(alone: Desk, tmp_path: Path) -> None:
    path = file_of(tmp_path, HEADER, SITI)
    ended = alone.starter("enrol", path, "--rejects", path)
    assert ended.code == 2
    assert SITI in Path(path).read_text()


def test_a_mistyped_address_of_the_records_begins_no_new_ones(alone: Desk, tmp_path: Path) -> None:
    """Otherwise everybody would be enrolled a second time, under another journey."""
    elsewhere = tmp_path / "mistyped" / "records.db"
    environment = alone.environment | {"PRAKERJA_RECORDS_URL": f"sqlite:///{elsewhere}"}

    ended = Desk(environment).starter("enrol", file_of(tmp_path, HEADER, SITI))

    assert ended.code == 2
    assert "PRAKERJA_RECORDS_URL" in ended.err
    assert not elsewhere.parent.exists()


def test_no_server_is_one_sentence_and_exit_code_4(alone: Desk, tmp_path: Path) -> None:
    ended = alone.starter("enrol", file_of(tmp_path, HEADER, SITI))
    assert ended.code == 4
    assert len(ended.err.strip().splitlines()) == 1
    assert "0 enrolled" in ended.err


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server() -> AsyncIterator[str]:
    attributes = [("--search-attribute", pair) for pair in ("Stage=Keyword", "Wave=Int")]
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(TEMPORAL),
        dev_server_extra_args=[part for pair in attributes for part in pair],
        dev_server_log_level="error",
        dev_server_startup_timeout=timedelta(seconds=60),
    ) as environment:
        address: str = environment.client.service_client.config.target_host
        yield address


@pytest.fixture
def desk(tmp_path: Path, server: str) -> Desk:
    return desk_in(tmp_path, server)


def test_good_rows_are_enrolled_once_however_often_the_file_is_given(
    desk: Desk, tmp_path: Path
) -> None:
    path = file_of(tmp_path, HEADER, SITI, BUDI, SITI)
    first, second = desk.starter("enrol", path), desk.starter("enrol", path)

    assert (first.code, second.code) == (0, 0)
    assert first.out == "2 enrolled, 1 already there, 0 rejected\n"
    assert second.out == "0 enrolled, 3 already there, 0 rejected\n"


def test_a_bad_row_is_one_line_with_each_fault_and_harms_no_other(
    desk: Desk, tmp_path: Path
) -> None:
    ended = desk.starter("enrol", file_of(tmp_path, HEADER, BAD, SITI, '"open'))

    assert ended.code == 3
    assert ended.out == "1 enrolled, 0 already there, 2 rejected\n"
    lines = sorted(ended.err.strip().splitlines())
    assert [line.split(" ")[:4] for line in lines] == [
        ["row", "2", "nik:", "NIK_LENGTH"],
        ["row", "4", "row:", "CSV_FORM"],
    ]
    for rule in ("FORMULA", "UNKNOWN_PROVIDER", "IMPOSSIBLE_DATE"):
        assert rule in lines[0]
    assert "327302010495000" not in ended.err


def test_a_purchase_that_is_still_to_come_is_refused(desk: Desk, tmp_path: Path) -> None:
    """A typing error must not buy anybody a month."""
    soon = (datetime.now(UTC) + timedelta(days=3)).date()

    ended = desk.starter("enrol", file_of(tmp_path, HEADER, SITI.replace("2020-04-26", str(soon))))

    assert ended.code == 3
    assert "BOUGHT_IN_FUTURE" in ended.err


def test_rejects_are_kept_apart_for_their_owner_and_can_be_repaired_and_read_again(
    desk: Desk, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    path = file_of(tmp_path, HEADER, BAD, SITI)
    assert desk.starter("enrol", path, "--rejects", str(rejects)).code == 3
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    with rejects.open(newline="") as stream:
        (record,) = csv.DictReader(stream)
    assert record["line"] == "2"
    assert record["name"] == "'=1+1"

    repaired = {
        **record,
        "nik": "3273020104960000",
        "name": "Ani Contoh",
        "provider": "belajaria",
        "bought_on": "2020-04-27",
    }
    with rejects.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(repaired))
        writer.writeheader()
        writer.writerow(repaired)
    again = desk.starter("enrol", str(rejects))
    assert (again.code, again.out) == (0, "1 enrolled, 0 already there, 0 rejected\n")


def test_json_lines_from_standard_input_are_summarised_as_json(desk: Desk) -> None:
    names = HEADER.split(",")
    rows = [dict(zip(names, line.split(","), strict=True)) for line in (SITI, BAD)]
    typed = "\n".join(json.dumps(row) for row in rows)
    ended = desk.starter("enrol", "-", "--json", "--rate", "100", typed=typed)

    assert ended.code == 3
    assert ended.err == ""
    summary = json.loads(ended.out)
    assert (summary["enrolled"], summary["already_there"], summary["rejected"]) == (1, 0, 1)
    assert [fault["rule"] for fault in summary["rejections"] if fault["line"] == 2] == [
        "NIK_LENGTH",
        "FORMULA",
        "UNKNOWN_PROVIDER",
        "IMPOSSIBLE_DATE",
    ]


@pytest.fixture
def worker(desk: Desk) -> Iterator[None]:
    """Run a worker that knows the journey, so that a live case can be asked."""
    code = (
        "import asyncio\n"
        "from temporalio.worker import Worker\n"
        "from engine.client import connect\n"
        "from settings import Settings\n"
        "from workflows.participant_journey import ParticipantJourney\n"
        "async def main():\n"
        "    settings = Settings()\n"
        "    client = await connect(settings)\n"
        "    queue = settings.task_queue\n"
        "    await Worker(client, task_queue=queue, workflows=[ParticipantJourney]).run()\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(Path(__file__).parents[1]), **desk.environment},
        stderr=subprocess.DEVNULL,
    ) as process:
        yield
        process.kill()


@pytest.mark.usefixtures("worker")
def test_the_desk_tells_of_an_enrolled_participant_from_the_nik_alone(
    desk: Desk, tmp_path: Path
) -> None:
    desk.starter("enrol", file_of(tmp_path, HEADER, SITI))
    nik = SITI.split(",", maxsplit=1)[0]

    case = desk.console("history", "--json", "--purpose", "ticket 7", typed=nik)
    assert case.code == 0
    told = json.loads(case.out)
    assert told["stage"] == "enrolled"
    assert told["participant"]["nik"] == "3273**********00"
    assert nik not in case.out
    assert json.loads(desk.console("history", "--json", "--reveal", typed=nik).out)[
        "participant"
    ] == {**told["participant"], "nik": nik, "name": "Siti Contoh"}

    status = desk.console("status", typed=f"{nik}\nticket 7\n")
    assert (status.code, "Giliran: Peserta" in status.out) == (0, True)
    why = json.loads(desk.console("why", "--json", typed=nik).out)
    assert [condition["code"] for condition in why["now"]] == ["voucher.redeemed"]
    events = json.loads(desk.console("history", "--events", "--json", typed=nik).out)
    assert events[0]["type"] == "workflow_execution_started"
    assert "belajaria" in events[0]["summary"]
    assert desk.console("status", typed="3273020104970000").code == 1
