import subprocess
import sys
from pathlib import Path

import pytest

from domain.facts import FactKind
from domain.payouts import Channel
from partners.register import FACTS, Register, Role, UnknownPartner

GOOD = """
[partners.belajaria]
role = "provider"
name = "Belajaria"
url = "https://belajaria.test/api/"
[partners.kampusmaju]
role = "provider"
name = "Kampus Maju"
url = "https://kampusmaju.test"
reviews = false
client_code = "lp-0042"
[partners.pasarilmu]
role = "marketplace"
name = "Pasar Ilmu"
url = "https://pasarilmu.test"
[partners.pmo]
role = "dashboard"
name = "PMO"
url = "https://pmo.test"
[channels.ovo]
url = "https://pay.test/snap/ovo"
[channels.bni]
url = "https://pay.test/snap/bni"
source_account = "0115476117"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "partners.toml"


def loaded(file: Path, text: str) -> Register:
    file.write_text(text, encoding="utf-8")
    return Register.load(file)


def test_a_partner_is_found_under_its_own_role_only(file: Path) -> None:
    register = loaded(file, GOOD)
    assert register.provider("belajaria").name == "Belajaria"
    assert register.provider("belajaria").url == "https://belajaria.test/api"
    assert not register.provider("kampusmaju").reviews
    assert register.marketplace("pasarilmu").reviews
    assert register.partner("pmo").role is Role.DASHBOARD
    assert register.is_provider("belajaria")
    assert not register.is_provider("pasarilmu")
    assert register.is_marketplace("pasarilmu")
    assert not register.is_marketplace("nobody")
    with pytest.raises(UnknownPartner):
        register.marketplace("belajaria")
    with pytest.raises(UnknownPartner, match="no provider has this code") as unknown:
        register.provider("3273014101900000")
    assert "3273" not in str(unknown.value)


def test_a_provider_is_found_by_its_name_at_the_redeem_api(file: Path) -> None:
    register = loaded(file, GOOD)
    assert register.redeemer("belajaria").code == "belajaria"
    assert register.redeemer("lp-0042").code == "kampusmaju"
    for code in ("kampusmaju", "pasarilmu", ""):
        with pytest.raises(UnknownPartner):
            register.redeemer(code)


def test_channels_have_an_address_and_our_ids_there(file: Path) -> None:
    register = loaded(file, GOOD)
    assert set(register.channels) == {Channel.OVO, Channel.BNI}
    assert register.channels[Channel.OVO].client_key == "prakerja"
    assert register.channels[Channel.BNI].source_account == "0115476117"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("[partners]\nx = 1", "each partner is a table"),
        ('[partners.x]\nrole = "bank"\nname = "X"\nurl = "https://x.test"', "role"),
        ('[partners.x]\nrole = "provider"\nname = "X"', "url"),
        ('[partners.x]\nrole = "provider"\nname = "X"\nurl = "ftp://x.test"', "an address is"),
        (
            '[partners.x]\nrole = "provider"\nname = "X"\nurl = "https://u:p@x.test"',
            "an address is",
        ),
        ('[partners.x]\nrole = "provider"\nname = "X"\nurl = "https://x.test?a"', "an address is"),
        ('[partners.x]\nrole = "provider"\nname = "X"\nurl = "https://x.test"\nkey = 1', "x.key"),
        ('[partners.X]\nrole = "provider"\nname = "X"\nurl = "https://x.test"', "lower-case"),
        ('[partners.x]\nrole = "dashboard"\nname = "X"\nurl = "https://x.test"', "pmo"),
        ('[partners.pmo]\nrole = "provider"\nname = "X"\nurl = "https://x.test"', "pmo"),
        ('[partners.ovo]\nrole = "provider"\nname = "X"\nurl = "https://x.test"', "channel"),
        (
            '[partners.x]\nrole="provider"\nname="X"\nurl="https://x.test"\nclient_code="belajaria"',
            "same client_code",
        ),
        ('[channels.paypal]\nurl = "https://x.test"', "paypal"),
        ('[channels.dana]\nurl = "https://x.test"\nsource_account = "12A"', "source_account"),
        ("[other]\nx = 1", "other"),
        ("[partners", "TOML"),
    ],
)
def test_a_wrong_entry_is_refused_and_named(file: Path, wrong: str, told: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the message is compared below
        loaded(file, GOOD + wrong)
    assert told in str(refused.value) or told == "TOML"


def test_every_fact_belongs_to_some_role() -> None:
    assert set().union(*FACTS.values()) == set(FactKind)
    assert set(FACTS) == set(Role)


def test_what_the_gateway_imports_speaks_no_http() -> None:
    program = (
        "import sys, partners.register, partners.signing, partners.statements;"
        "sys.exit('httpx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
