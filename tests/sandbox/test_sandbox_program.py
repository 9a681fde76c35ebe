import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sandbox.ledger import Ledger
from tests.sandbox.sandbox_rig import KEY, TOKEN, Rig, account, person
from tests.sandbox.sandbox_running import Gateway, running_sandbox


def test_on_a_rehearsal_clock_people_act_by_themselves(
    file: Path, gateway: tuple[Gateway, str]
) -> None:
    heard, url = gateway
    now = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    with running_sandbox(file, url, f"{now}|2020-04-24T08:00:00+07:00|8640000") as rig:
        rig.tell(people=[person()])
        _until(lambda: len(heard.bodies("/v1/events")) == 5)
        assert rig.http.get("/_healthz").status_code == 200


def _until(condition: Any) -> None:
    """Wait for what must come; the test's own time limit says when it has not."""
    while not condition():
        time.sleep(0.01)


def test_a_killed_sandbox_goes_on_with_its_ledger_and_its_world(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    public = tmp_path / "public.pem"
    form = PublicFormat.SubjectPublicKeyInfo
    public.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, form))
    environment = {
        **os.environ,
        "PRAKERJA_SANDBOX_TOKEN": TOKEN,
        "PRAKERJA_SANDBOX_PORT": str(port),
        "PRAKERJA_SANDBOX_FILE": str(tmp_path / "killed.db"),
        "PRAKERJA_SANDBOX_SNAP_PUBLIC_KEY_FILE": str(public),
        "PRAKERJA_CLOCK": "caller",
    }
    paid: list[str] = []
    rig = Rig(f"http://127.0.0.1:{port}")
    for start in range(3):
        with subprocess.Popen([sys.executable, "-m", "sandbox"], env=environment) as process:
            _until(lambda: _is_up(rig.http))
            if start == 0:
                rig.tell(people=[person()], accounts=[account()])
            paid.append(rig.pay("dana", f"ref-{start}").json()["responseCode"])
            os.kill(process.pid, signal.SIGKILL)
    rig.http.close()
    ledger = Ledger(tmp_path / "killed.db")
    rows = ledger.rows()
    ledger.close()
    assert [row["reference"] for row in rows] == ["ref-0", "ref-1", "ref-2"]
    assert paid == ["2003800"] * 3


def _is_up(http: httpx.Client) -> bool:
    try:
        return http.get("/_healthz").status_code == 200
    except httpx.TransportError:
        return False


def test_the_program_says_what_is_missing_and_ends(tmp_path: Path) -> None:
    environment = {key: os.environ[key] for key in ("PATH",)}
    environment["PRAKERJA_SANDBOX_FILE"] = str(tmp_path / "unused.db")
    ended = subprocess.run(
        [sys.executable, "-m", "sandbox"], env=environment, capture_output=True, check=False
    )
    assert ended.returncode == 2
    assert b"PRAKERJA_SANDBOX_TOKEN is required" in ended.stderr
