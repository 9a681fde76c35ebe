"""The tables of people, events and look-ups; those of money are in `ledger_tables`.

`migrations/` makes them; a test holds the two together. Columns `at` are programme time. A column
that may hold personal data is a `sealed` blob.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from records.schema import SERIAL, Instant, metadata, recorded_at

claims = Table(
    "claims",
    metadata,
    Column("purpose", String(16), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("pepper_id", String(32), nullable=False),
    Column("journey", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    recorded_at(),
    PrimaryKeyConstraint("purpose", "digest"),
)

people = Table(
    "people",
    metadata,
    Column("journey", String(32), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Column("forgotten_at", Instant),
    recorded_at(),
)

person_keys = Table(
    "person_keys",
    metadata,
    Column("journey", String(32), ForeignKey(people.c.journey), primary_key=True),
    Column("key_id", String(32), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
)
"""Deleting a row here is how a person is forgotten."""

accounts = Table(
    "accounts",
    metadata,
    Column("journey", String(32), ForeignKey(people.c.journey), nullable=False),
    Column("link", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    recorded_at(),
    PrimaryKeyConstraint("journey", "link"),
)

cases = Table(
    "cases",
    metadata,
    Column("journey", String(32), ForeignKey(people.c.journey), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    recorded_at(),
)

events = Table(
    "events",
    metadata,
    Column("sequence", SERIAL, primary_key=True),
    Column("partner", String(64), nullable=False),
    Column("webhook_id", String(256), nullable=False),
    Column("body_sha256", String(64), nullable=False),
    Column("journey", String(32)),
    Column("fact", Text),
    Column("quarantine", String(64)),
    Column("key_id", String(32)),
    Column("sealed", LargeBinary),
    Column("at", Instant, nullable=False),
    Column("delivered_at", Instant),
    recorded_at(),
    UniqueConstraint("partner", "webhook_id"),
)
"""What partners pushed. `sealed` is the body, under the person's key if `key_id` is null."""

_UNDELIVERED = text("delivered_at IS NULL AND quarantine IS NULL")
_QUARANTINED = text("quarantine IS NOT NULL")
Index(
    "ix_events_undelivered",
    events.c.sequence,
    sqlite_where=_UNDELIVERED,
    postgresql_where=_UNDELIVERED,
)
Index(
    "ix_events_quarantined",
    events.c.sequence,
    sqlite_where=_QUARANTINED,
    postgresql_where=_QUARANTINED,
)

facts = Table(
    "facts",
    metadata,
    Column("journey", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("site", String(16), nullable=False),
    Column("survey", Integer, nullable=False),
    Column("receipt", String(256), nullable=False),
    Column("held", Boolean, nullable=False),
    Column("fact", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("known_at", Instant, nullable=False),
    recorded_at(),
    PrimaryKeyConstraint("journey", "kind", "site", "survey", "receipt"),
)
"""`at` is when it happened, by the partner's word; `known_at` when we came to know it.

No site is "", no survey 0: null would be different from null in a unique constraint.
"""

lookups = Table(
    "lookups",
    metadata,
    Column("sequence", SERIAL, primary_key=True),
    Column("operator", String(128), nullable=False),
    Column("purpose", String(200), nullable=False),
    Column("journey", String(32)),
    Column("revealed", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    recorded_at(),
)
"""Who looked at whom, when and why. `journey` is null when nobody was found."""

Index("ix_lookups_operator_at", lookups.c.operator, lookups.c.at)
