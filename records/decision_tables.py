"""The tables of what people decide about payouts: stops, hours, memberships, settled outcomes.

Rows are only ever added; triggers refuse every UPDATE and DELETE. `by` is who decided.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from records.ledger_tables import intents
from records.schema import SERIAL, Instant, metadata, recorded_at
from records.tables import people

switches = Table(
    "payout_switches",
    metadata,
    Column("sequence", SERIAL, primary_key=True),
    Column("scope", String(16), nullable=False),
    Column("action", String(8), nullable=False),
    Column("opens", Integer),
    Column("closes", Integer),
    Column("ground", String(64)),
    Column("by", String(128), nullable=False),
    Column("at", Instant, nullable=False),
    recorded_at(),
    CheckConstraint(
        "(action = 'stop' AND ground IS NOT NULL AND opens IS NULL AND closes IS NULL) OR "
        "(action = 'start' AND ground IS NULL AND opens IS NULL AND closes IS NULL) OR "
        "(action = 'hours' AND ground IS NULL AND scope <> 'all'"
        " AND opens IS NOT NULL AND closes IS NOT NULL"
        " AND opens >= 0 AND opens < closes AND closes <= 24)",
        name="action",
    ),
)
"""What was switched. Every stop of a scope since its last start stands, and the latest hours count.

What a start does not lift is inserted again after it. `opens` and `closes` are Jakarta hours.
"""

Index("ix_payout_switches_scope", switches.c.scope, switches.c.sequence)

memberships = Table(
    "payout_memberships",
    metadata,
    Column("sequence", SERIAL, primary_key=True),
    Column("journey", String(32), ForeignKey(people.c.journey), nullable=False),
    Column("action", String(16), nullable=False),
    Column("ground", String(64), nullable=False),
    Column("by", String(128), nullable=False),
    Column("at", Instant, nullable=False),
    recorded_at(),
    CheckConstraint("action IN ('revoke', 'reinstate')", name="action"),
)
"""Whose membership was revoked or reinstated; the latest row of a journey counts.

A journey without a row was never revoked. Who was revoked is paid nothing meanwhile.
"""

Index("ix_payout_memberships_journey", memberships.c.journey, memberships.c.sequence)

proposals = Table(
    "payout_proposals",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("reference", String(18), ForeignKey(intents.c.reference), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("evidence", String(200), nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("by", String(128), nullable=False),
    Column("at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    recorded_at(),
    Column("booked_at", Instant),
    Column("knew", String(16)),
    UniqueConstraint("id", "by"),
    CheckConstraint("outcome IN ('paid', 'not_paid')", name="outcome"),
)
"""What one person takes for proven. `seen` is the last request that the proposer could know of, and
`knew` the outcome that the ledger had."""

approvals = Table(
    "payout_approvals",
    metadata,
    Column("proposal", SERIAL, primary_key=True, autoincrement=False),
    Column("proposed_by", String(128), nullable=False),
    Column("by", String(128), nullable=False),
    Column("at", Instant, nullable=False),
    recorded_at(),
    ForeignKeyConstraint(
        ["proposal", "proposed_by"],
        [proposals.c.id, proposals.c.by],
        name="fk_payout_approvals_proposal",
    ),
    CheckConstraint('lower("by") <> lower(proposed_by)', name="two_people"),
)
"""The second person's yes. The proposer's name is part of the foreign key, so that the database
itself can see that the two are different."""
