"""Who wrote a step of consent down, and which news an entry of the ledger tells."""

import sqlalchemy as sa
from alembic import op

revision = "c6f9b1d35e27"
down_revision = "b5e8a0c24d16"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "reference_consent",
        sa.Column("by_hand", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    # Of an older step "by themselves" nobody knows whether it was said on a page: it stays.
    op.execute(
        sa.text("UPDATE reference_consent SET by_hand = :yes WHERE by_referee = :no").bindparams(
            sa.bindparam("yes", value=True, type_=sa.Boolean()),
            sa.bindparam("no", value=False, type_=sa.Boolean()),
        )
    )
    op.add_column("ledger_entry", sa.Column("news", sa.String(length=32), nullable=True))
    op.execute(
        "UPDATE ledger_entry SET news = (SELECT CASE"
        " WHEN stage.status IN ('offered', 'accepted') THEN 'offer' ELSE stage.status END"
        " FROM application JOIN stage ON stage.id = application.stage_id"
        " WHERE application.id = ledger_entry.application_id)"
        " WHERE origin = 'outcome'"
    )


def downgrade() -> None:
    with op.batch_alter_table("ledger_entry") as batch:
        batch.drop_column("news")
    with op.batch_alter_table("reference_consent") as batch:
        batch.drop_column("by_hand")
