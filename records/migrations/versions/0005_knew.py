"""What the ledger said when a settlement was proposed: only that can be contradicted by it."""

# ruff: noqa: INP001 - Alembic loads its files by path

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. What was proposed before knew nothing."""
    op.add_column("payout_proposals", sa.Column("knew", sa.String(16), nullable=True))
