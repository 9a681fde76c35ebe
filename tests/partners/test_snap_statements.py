import json
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest

from domain.clock import JAKARTA
from domain.payouts import Channel
from domain.ports import PartnerContract, PartnerUnavailable
from domain.statements import StatementLine
from tests.partners.payment_partner import AMOUNT, PaymentPartner, json_reply

DAY = date(2025, 1, 10)
AT = datetime(2025, 1, 20, 9, 0, tzinfo=JAKARTA)
BOOKED = "2025-01-10T10:00:00+07:00"


def line(number: int = 1, **changes: Any) -> dict[str, Any]:
    extra = {
        "partnerReferenceNo": f"2501150000000{number:05}",
        "referenceNo": f"A-{number}",
        "accountNo": "6281200000001",
    }
    told = {"dateTime": BOOKED, "amount": AMOUNT, "status": "SUCCESS", "type": "PAYMENT"}
    return told | {"additionalInfo": extra | changes.pop("extra", {})} | changes


def page(*lines: Any, **fields: Any) -> httpx.Response:
    told = {"responseCode": "2001200", "responseMessage": "Successful", "detailData": lines}
    return json_reply(200, told | fields)


async def statement(
    partner: PaymentPartner, *pages: httpx.Response | Exception, last: date = DAY
) -> list[StatementLine]:
    partner.will(partner.profile.history, *pages)
    return await partner.adapter().statement(DAY, last, AT)


async def test_a_line_is_read_whole(partner: PaymentPartner) -> None:
    (read,) = await statement(partner, page(line()))
    assert read == StatementLine(
        reference="250115000000000001",
        kind="credit",
        amount_idr=600_000,
        account="6281200000001",
        partner_reference="A-1",
        booked_at=datetime(2025, 1, 10, 10, tzinfo=JAKARTA),
    )
    assert "62812" not in repr(read)


async def test_the_oldest_line_comes_first_and_a_refund_is_a_reversal(dana: PaymentPartner) -> None:
    read = await statement(dana, page(line(type="REFUND"), line()))
    assert [one.kind for one in read] == ["credit", "reversal"]


async def test_lines_about_other_money_are_left_out(dana: PaymentPartner) -> None:
    others = [
        line(type="TOP_UP"),
        line(type="RECEIVE_MONEY"),
        line(status="INIT"),
        line(status="CANCELLED"),
        line(status="CLOSED"),
    ]
    assert await statement(dana, page(*others)) == []


async def test_what_a_channel_does_not_name_is_none(dana: PaymentPartner) -> None:
    extra = {"referenceNo": None, "accountNo": ""}
    (read,) = await statement(dana, page(line(extra=extra)))
    assert (read.account, read.partner_reference) == (None, None)


async def test_pages_are_read_to_the_last_short_one(dana: PaymentPartner) -> None:
    first = [line(number) for number in range(50)]
    told = {"additionalInfo": {"totalRecord": 51}}
    read = await statement(dana, page(*first, **told), page(line(50), **told))
    assert len({one.reference for one in read}) == 51
    asked = [json.loads(one.content) for one in dana.sent(dana.profile.history)]
    assert [(one["pageNumber"], one["pageSize"]) for one in asked] == [("0", "50"), ("1", "50")]
    assert len({one["partnerReferenceNo"] for one in asked}) == 2


async def test_a_line_told_twice_is_two_lines(dana: PaymentPartner) -> None:
    assert len(await statement(dana, page(line(), line()))) == 2


async def test_fewer_lines_than_announced_are_no_statement(dana: PaymentPartner) -> None:
    with pytest.raises(PartnerUnavailable, match="lacks lines"):
        await statement(dana, page(line(), additionalInfo={"totalRecord": 2}))


async def test_a_channel_may_tell_no_total_on_any_page(dana: PaymentPartner) -> None:
    assert len(await statement(dana, page(*[line()] * 50), page(line()))) == 51


@pytest.mark.parametrize("before", [{"totalRecord": 120}, {}], ids=["another", "none"])
async def test_a_line_posted_between_two_pages_is_no_statement(
    dana: PaymentPartner, before: dict[str, int]
) -> None:
    """The newest comes first: the last of page 0 is told again on page 1, the new one never."""
    old = [line(number) for number in range(120, 0, -1)]
    new, after = [line(999), *old], {"totalRecord": 121}
    pages = [
        page(*old[:50], additionalInfo=before),
        page(*new[50:100], additionalInfo=after),
        page(*new[100:], additionalInfo=after),
    ]
    with pytest.raises(PartnerUnavailable, match="lacks lines"):
        await statement(dana, *pages)
    whole = [page(*new[start : start + 50], additionalInfo=after) for start in (0, 50, 100)]
    assert len({one.reference for one in await statement(dana, *whole)}) == 121


async def test_a_statement_without_end_is_given_up(dana: PaymentPartner) -> None:
    with pytest.raises(PartnerContract, match="without end"):
        await statement(dana, page(*[line()] * 50))
    assert len(dana.sent(dana.profile.history)) == 1000


async def test_no_request_covers_more_than_four_weeks_and_none_reaches_the_present(
    dana: PaymentPartner,
) -> None:
    dana.will(dana.profile.history, page())
    first = date(2024, 12, 1)
    await dana.adapter().statement(first, date(2025, 2, 1), AT)
    asked = [json.loads(one.content) for one in dana.sent(dana.profile.history)]
    assert [(one["fromDateTime"], one["toDateTime"]) for one in asked] == [
        ("2024-12-01T00:00:00+07:00", "2024-12-28T23:59:59+07:00"),
        ("2024-12-29T00:00:00+07:00", "2025-01-20T08:59:59+07:00"),
    ]


async def test_days_that_have_not_begun_are_not_asked_about(dana: PaymentPartner) -> None:
    dana.will(dana.profile.history, page())
    tomorrow = AT.date() + timedelta(days=1)
    assert await dana.adapter().statement(tomorrow, tomorrow, AT) == []
    assert dana.requests == []


@pytest.mark.parametrize(
    "odd",
    [
        line(amount={"value": 600000.0, "currency": "IDR"}),
        line(amount={"value": "600000", "currency": "IDR"}),
        line(amount={"value": "600000.01", "currency": "IDR"}),
        line(amount={"value": "6e5", "currency": "IDR"}),
        line(amount={"value": "-600000.00", "currency": "IDR"}),
        line(amount={"value": "٦٠٠.00", "currency": "IDR"}),
        line(amount={"value": "600000.00", "currency": "USD"}),
        line(amount={"value": "600000.00"}),
        line(amount="600000.00"),
        line(amount=None),
        line(status="Sukses"),
        line(status=["SUCCESS"]),
        line(status=None),
        line(type="BONUS"),
        line(type={}),
        line(dateTime="2025-01-10"),
        line(dateTime="2025-13-10T10:00:00+07:00"),
        line(dateTime="2025-01-09T23:59:59+07:00"),
        line(dateTime="2025-01-11T00:00:00+07:00"),
        line(dateTime=1736478000),
        line(extra={"partnerReferenceNo": None}),
        line(extra={"partnerReferenceNo": 250115000000000001}),
        line(extra={"partnerReferenceNo": "a b"}),
        line(extra={"partnerReferenceNo": "9" * 65}),
        line(extra={"accountNo": "=HYPERLINK(1)"}),
        line(additionalInfo=[]),
        "a line",
        None,
    ],
    ids=str,
)
async def test_one_odd_line_and_there_is_no_statement(dana: PaymentPartner, odd: Any) -> None:
    with pytest.raises(PartnerContract) as refused:
        await statement(dana, page(line(), odd))
    assert "62812" not in str(refused.value)
    assert "2501" not in str(refused.value)


@pytest.mark.parametrize(
    "fields",
    [
        {"detailData": None},
        {"detailData": {}},
        {"detailData": [line()] * 51},
        {"partnerReferenceNo": "another"},
    ],
    ids=["no lines", "an object", "more than a page", "another question"],
)
async def test_a_page_of_another_form_is_outside_the_contract(
    dana: PaymentPartner, fields: dict[str, Any]
) -> None:
    with pytest.raises(PartnerContract):
        await statement(dana, page(**fields))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(200, content=b"<html>"), PartnerUnavailable),
        (
            httpx.Response(200, content=b'{"responseCode":"2001200","detailData":['),
            PartnerUnavailable,
        ),
        (
            httpx.Response(
                200, content=b'{"responseCode":"2001200","detailData":[],"detailData":[]}'
            ),
            PartnerUnavailable,
        ),
        (json_reply(200, {"responseCode": "2003900", "detailData": []}), PartnerUnavailable),
        (json_reply(500, {"responseCode": "5001200"}), PartnerUnavailable),
        (json_reply(404, {"responseCode": "4041201"}), PartnerUnavailable),
        (json_reply(400, {"responseCode": "4001201"}), PartnerContract),
        (json_reply(401, {"responseCode": "4011200"}), PartnerContract),
        (json_reply(403, {"responseCode": "4031218"}), PartnerContract),
        (httpx.ReadTimeout("late"), PartnerUnavailable),
        (httpx.ConnectError("refused"), PartnerUnavailable),
    ],
)
async def test_without_a_usable_answer_there_is_no_statement(
    dana: PaymentPartner, answer: httpx.Response | Exception, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await statement(dana, answer)


async def test_no_lines_is_an_answer_too(partner: PaymentPartner) -> None:
    assert await statement(partner, page()) == []


@pytest.mark.parametrize("channel", list(Channel))
async def test_the_service_stands_beside_the_channels_others(
    dana: PaymentPartner, channel: Channel
) -> None:
    one = PaymentPartner(channel, dana.private_key)
    await statement(one, page())
    prefix = one.profile.inquiry.path.rpartition("/")[0]
    assert one.requests[-1].url.path == f"/snap{prefix}/transaction-history-list"
