"""Uncertain_since."""

import sqlalchemy as sa
from alembic import op

revision = "b7c41d20e9f3"
down_revision = "e8cf67b9a387"
branch_labels = None
depends_on = None

KNOWN_SINCE = (
    "UPDATE outgoing_message SET uncertain_since = COALESCE(handed_over_at, attempted_at, "
    "updated_at) WHERE status = 'uncertain'"
)


def upgrade() -> None:
    with op.batch_alter_table("outgoing_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("uncertain_since", sa.DateTime(timezone=True), nullable=True))
    op.execute(KNOWN_SINCE)


def downgrade() -> None:
    with op.batch_alter_table("outgoing_message", schema=None) as batch_op:
        batch_op.drop_column("uncertain_since")
