"""The tables of money. Rows are only ever added; triggers refuse every UPDATE and DELETE."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from records.schema import SERIAL, Instant, metadata, recorded_at
from records.tables import people

_PAYMENT = ("journey", "kind", "number", "generation")

entitlements = Table(
    "payout_entitlements",
    metadata,
    Column("journey", String(32), ForeignKey(people.c.journey), primary_key=True),
    Column("amount_idr", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    recorded_at(),
    CheckConstraint("amount_idr > 0", name="amount"),
)
"""All that one participant may ever be paid: who is not here cannot be paid at all."""

intents = Table(
    "payout_intents",
    metadata,
    Column("reference", String(18), primary_key=True),
    Column("journey", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("amount_idr", BigInteger, nullable=False),
    Column("link", Integer, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("replaces", Integer),
    Column("replaces_outcome", String(16)),
    recorded_at(),
    UniqueConstraint(*_PAYMENT),
    UniqueConstraint("reference", "channel"),
    UniqueConstraint("reference", *_PAYMENT, name="uq_payout_intents_reference_payment"),
    ForeignKeyConstraint(
        ["journey", "kind", "number", "replaces", "replaces_outcome"],
        [f"payout_closings.{name}" for name in (*_PAYMENT, "outcome")],
        name="fk_payout_intents_replaces",
        use_alter=True,
    ),
    CheckConstraint("amount_idr > 0", name="amount"),
    CheckConstraint(
        "(generation = 1 AND replaces IS NULL AND replaces_outcome IS NULL) OR "
        "(generation > 1 AND replaces IS NOT NULL AND replaces = generation - 1"
        " AND replaces_outcome IS NOT NULL AND replaces_outcome IN ('not_paid', 'reversed'))",
        name="one_live_generation",
    ),
)
"""A generation after the first needs the closing of the one before, as a foreign key: so there is
never more than one live generation of a payment, whatever a program does. A trigger refuses an
intent with which the live ones of its journey are more than the entitlement, and one beside a
generation that turned out to be paid."""

closings = Table(
    "payout_closings",
    metadata,
    Column("sequence", SERIAL, primary_key=True),
    Column("reference", String(18), nullable=False),
    Column("journey", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    recorded_at(),
    Column("booked_at", Instant),
    UniqueConstraint(*_PAYMENT, "outcome", name="uq_payout_closings_payment_outcome"),
    ForeignKeyConstraint(
        ["reference", *_PAYMENT],
        [f"payout_intents.{name}" for name in ("reference", *_PAYMENT)],
        name="fk_payout_closings_intent",
    ),
    CheckConstraint("outcome IN ('paid', 'not_paid', 'reversed')", name="outcome"),
)
"""What is proven. Not paid may be followed by paid, which a trigger forbids the other way round;
either may be followed by reversed."""

Index("ix_payout_closings_reference_outcome", closings.c.reference, closings.c.outcome, unique=True)
Index("ix_payout_closings_outcome_at", closings.c.outcome, closings.c.at)

attempts = Table(
    "payout_attempts",
    metadata,
    Column("sequence", SERIAL, primary_key=True),
    Column("reference", String(18), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("external_id", String(36), nullable=False),
    Column("action", String(8), nullable=False),
    Column("at", Instant, nullable=False),
    recorded_at(),
    UniqueConstraint("channel", "day", "external_id"),
    ForeignKeyConstraint(
        ["reference", "channel"],
        [intents.c.reference, intents.c.channel],
        name="fk_payout_attempts_intent",
    ),
    CheckConstraint("action IN ('send', 'inquire')", name="action"),
)
"""Every request about money, written before its first byte. `day` is the day in Jakarta."""

Index("ix_payout_attempts_reference", attempts.c.reference)

answers = Table(
    "payout_answers",
    metadata,
    Column("attempt", SERIAL, ForeignKey(attempts.c.sequence), primary_key=True),
    Column("outcome", String(16), nullable=False),
    Column("cause", String(64)),
    Column("code", String(64)),
    Column("partner_reference", String(128)),
    Column("not_found", Boolean, nullable=False),
    Column("carried_out", String(64)),
    Column("at", Instant, nullable=False),
    recorded_at(),
)
