"""Defects where partners' events come in: what is durable, who may speak, what is logged."""

from tests.zoo.defect import Defect

_EVENTS = "tests/gateway/test_events.py"
_RELAY = "tests/gateway/test_relay.py"

_DOOR = "gateway/events.py"
_TELLING = "gateway/relay.py"

DEFECTS = (
    Defect(
        name="answered-before-it-is-durable",
        thought="The partner should not wait for our disk.",
        file=_DOOR,
        right="    accepted = await parts.engine.inbox.accept("
        "arrival, journey=person.journey, fact=fact)\n"
        "    _count(parts, arrival, accepted)\n"
        "    parts.relay.nudge()\n"
        '    return JSONResponse({"accepted": True}, status_code=202)\n',
        wrong="    from starlette.background import BackgroundTask\n"
        "    record = BackgroundTask("
        "parts.engine.inbox.accept, arrival, journey=person.journey, fact=fact)\n"
        "    parts.relay.nudge()\n"
        '    return JSONResponse({"accepted": True}, status_code=202, background=record)\n',
        caught_by="tests/gateway/test_durable_before_answered.py"
        "::test_an_event_is_in_the_file_when_the_first_byte_of_its_answer_leaves",
    ),
    Defect(
        name="provider-speaks-for-anybody",
        thought="The signature is good, so the event is true.",
        file=_DOOR,
        right="return person.provider == partner.code",
        wrong="return bool(person.provider)",
        caught_by=f"{_EVENTS}::test_a_provider_cannot_speak_of_another_providers_participant",
    ),
    Defect(
        name="request-body-logged",
        thought="With the body in the log every complaint can be looked into.",
        file=_DOOR,
        right="    words = strict_json(body)\n",
        wrong='    logger.info("event %s: %s", webhook_id, body)\n    words = strict_json(body)\n',
        caught_by="tests/gateway/test_health.py"
        "::test_neither_counts_nor_log_lines_hold_personal_data",
    ),
    Defect(
        name="told-before-it-is-known-to-be-taken",
        thought="Note it first, so that no event is told twice.",
        file=_TELLING,
        right="            awaited = await reached(self._deliver(event.journey, event.fact))\n",
        wrong="            await self._inbox.delivered(event.sequence, at=self._now())\n"
        "            awaited = await reached(self._deliver(event.journey, event.fact))\n",
        caught_by=f"{_RELAY}::test_what_the_engine_did_not_take_stays_until_it_does",
    ),
    Defect(
        name="exception-swallowed-by-the-relay",
        thought="One bad event must not stop the others: log it and go on.",
        file=_TELLING,
        right="            self._postpone(event.sequence, error)\n            return\n",
        wrong="            self._postpone(event.sequence, error)\n            awaited = False\n",
        caught_by=f"{_RELAY}::test_an_event_that_cannot_be_told_does_not_stop_the_others",
    ),
)
