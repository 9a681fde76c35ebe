"""Reports and certificates that cannot stand as they are."""

from domain.facts import FactKind
from domain.reasons import Party, Reason
from domain.stages import Stage
from tests.workflows.lives import account, at, days, somebody
from tests.workflows.rig import Rig, training


async def test_a_certificate_in_another_name_holds_until_it_is_issued_again(rig: Rig) -> None:
    life = somebody(certificate={"name": "Joko Sembarang", "reissued": "2020-08-20 10:00"})
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.until("2020-08-12")
        held = await rig.case(journey)
        await rig.until("2020-08-22")
        case = await rig.case(journey)
    assert held.reason is not None
    assert (held.stage, held.reason.code) == (Stage.REPORTED, Reason.CERT_NAME_MISMATCH)
    assert (held.holder.party, held.holder.partner) == (Party.PROVIDER, "belajaria")
    assert [s.state for s in held.steps if s.step is FactKind.CERTIFICATE_PUBLISHED] == ["held"]
    assert training(held)[0].promised_for is None
    assert case.stage is Stage.CERTIFIED
    [step] = [s for s in case.steps if s.step is FactKind.CERTIFICATE_PUBLISHED]
    assert (step.state, step.at) == ("done", at("2020-08-20 10:00"))
    # The 20th and the 21st are days off: five working days from the 20th end on the 28th.
    assert [t.promised_for for t in training(case)][:1] == days("2020-08-28")


async def test_a_rejected_report_holds_with_the_offices_reason_until_corrected(rig: Rig) -> None:
    rejected = {"reason": "VOUCHER_MISMATCH", "until": "2020-08-12 10:00"}
    life = somebody(report={"rejected": rejected})
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.until("2020-08-10")
        held = await rig.case(journey)
        await rig.until("2020-08-16")
        case = await rig.case(journey)
    assert held.reason is not None
    assert (held.stage, held.reason.code) == (Stage.RATED, Reason.VOUCHER_MISMATCH)
    assert held.holder.party is Party.PROVIDER
    assert case.stage is Stage.CERTIFIED


async def test_a_report_lost_between_the_offices_is_sent_again_once_it_is_late(rig: Rig) -> None:
    life = somebody(report={"mail_lost": True})
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.until("2020-08-14")
        assert (await rig.case(journey)).stage is Stage.CERTIFIED


async def test_a_course_that_was_not_finished_is_held_by_the_participant(rig: Rig) -> None:
    life = somebody(progress_percent=60)
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.until("2020-08-14")
        case = await rig.case(journey)
    assert case.reason is not None
    assert (case.stage, case.reason.code) == (Stage.REDEEMED, Reason.TRAINING_INCOMPLETE)
    assert case.holder.party is Party.PARTICIPANT
