"""Files somebody keeps."""

import sqlalchemy as sa
from alembic import op

revision = "d1a4c6e80b72"
down_revision = "c9d83f61a2b4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_attachment_application_id_application"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["account.id"],
            name=op.f("fk_attachment_owner_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attachment_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index("ix_attachment_by_content", ["owner_id", "sha256"], unique=False)
        batch_op.create_index(
            "ix_attachment_by_creation", ["owner_id", "created_at", "id"], unique=False
        )
        batch_op.create_index("ix_attachment_by_name", ["owner_id", "name", "id"], unique=False)
        batch_op.create_index(
            "ix_attachment_by_update", ["owner_id", "updated_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_attachment_owner_id"), ["owner_id"], unique=False)


def downgrade() -> None:
    op.drop_table("attachment")
