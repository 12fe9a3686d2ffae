"""References: consent, namings, calls, briefings, and the ledger."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "e2b5d7f91c83"
down_revision = "d1a4c6e80b72"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("direction", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("arose_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("sort_on", sa.Date(), nullable=False),
        sa.Column("pre_existing", sa.Boolean(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settlement_note", sa.String(), nullable=False),
        sa.Column("forgiven_on", sa.Date(), nullable=True),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_ledger_entry_application_id_application"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_ledger_entry_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["account.id"],
            name=op.f("fk_ledger_entry_owner_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint(
            "contact_id", "kind", "cause_id", name=op.f("uq_ledger_entry_contact_id_kind_cause_id")
        ),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ledger_entry_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index("ix_ledger_entry_by_due", ["owner_id", "sort_on", "id"], unique=False)
        batch_op.create_index(
            "ix_ledger_entry_by_update", ["owner_id", "updated_at", "id"], unique=False
        )
        batch_op.create_index("ix_ledger_entry_of", ["contact_id", "sort_on", "id"], unique=False)
        batch_op.create_index(
            "ix_ledger_entry_waiting",
            ["due_on"],
            unique=False,
            sqlite_where=sa.text("settled_on IS NULL AND forgiven_on IS NULL"),
            postgresql_where=sa.text("settled_on IS NULL AND forgiven_on IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_ledger_entry_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "reference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("relationship", sa.String(length=32), nullable=False),
        sa.Column(
            "worked_together",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "competencies", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("best_hours", sa.String(), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("current_employer", sa.Boolean(), nullable=False),
        sa.Column("may_contact_now", sa.Boolean(), nullable=False),
        sa.Column("first_job", sa.Boolean(), nullable=False),
        sa.Column("recall_confirmed_on", sa.Date(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_reference_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["account.id"],
            name=op.f("fk_reference_owner_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_reference_contact_id")),
    )
    with op.batch_alter_table("reference", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reference_by_creation", ["owner_id", "created_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_reference_by_update", ["owner_id", "updated_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_reference_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "reference_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=True),
        sa.Column(
            "competencies", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("names_due_on", sa.Date(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_reference_request_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["account.id"],
            name=op.f("fk_reference_request_owner_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_request")),
        sa.UniqueConstraint("application_id", name=op.f("uq_reference_request_application_id")),
    )
    with op.batch_alter_table("reference_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reference_request_owner_id"), ["owner_id"], unique=False
        )

    op.create_table(
        "briefing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("calls_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("calls_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "points", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("weak_spot", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_reason", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_channel", sa.String(length=32), nullable=True),
        sa.Column("answer", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_note", sa.String(), nullable=False),
        sa.Column("best_number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_briefing_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["account.id"],
            name=op.f("fk_briefing_owner_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reference_id"],
            ["reference.id"],
            name=op.f("fk_briefing_reference_id_reference"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing")),
    )
    with op.batch_alter_table("briefing", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_briefing_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index(
            "ix_briefing_by_update", ["owner_id", "updated_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_briefing_latest", ["reference_id", "application_id", "sent_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_briefing_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "employer_contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("result", sa.String(length=32), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_employer_contact_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["account.id"],
            name=op.f("fk_employer_contact_owner_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reference_id"],
            ["reference.id"],
            name=op.f("fk_employer_contact_reference_id_reference"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_contact")),
    )
    with op.batch_alter_table("employer_contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employer_contact_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index("ix_employer_contact_by_time", ["owner_id", "at", "id"], unique=False)
        batch_op.create_index("ix_employer_contact_load", ["reference_id", "at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_employer_contact_owner_id"), ["owner_id"], unique=False
        )

    op.create_table(
        "naming",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("recipient_name", sa.String(), nullable=False),
        sa.Column("address_channel", sa.String(length=32), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("calls_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("calls_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_note", sa.String(), nullable=False),
        sa.Column("best_number", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_naming_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["account.id"],
            name=op.f("fk_naming_owner_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"],
            ["contact.id"],
            name=op.f("fk_naming_recipient_id_contact"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["reference_id"],
            ["reference.id"],
            name=op.f("fk_naming_reference_id_reference"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_naming")),
    )
    with op.batch_alter_table("naming", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_naming_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index("ix_naming_by_time", ["owner_id", "named_at", "id"], unique=False)
        batch_op.create_index("ix_naming_by_update", ["owner_id", "updated_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_naming_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_naming_recipient_id"), ["recipient_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_naming_reference_id"), ["reference_id"], unique=False)
        batch_op.create_index(
            "uq_naming_live",
            ["reference_id", "application_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "reference_consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("by_referee", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_reference_consent_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["account.id"],
            name=op.f("fk_reference_consent_owner_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reference_id"],
            ["reference.id"],
            name=op.f("fk_reference_consent_reference_id_reference"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_consent")),
    )
    with op.batch_alter_table("reference_consent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reference_consent_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index(
            "ix_reference_consent_history", ["reference_id", "on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_reference_consent_owner_id"), ["owner_id"], unique=False
        )

    op.create_table(
        "briefing_attachment",
        sa.Column("briefing_id", sa.Uuid(), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_briefing_attachment_attachment_id_attachment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["briefing_id"],
            ["briefing.id"],
            name=op.f("fk_briefing_attachment_briefing_id_briefing"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["account.id"],
            name=op.f("fk_briefing_attachment_owner_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "briefing_id", "attachment_id", name=op.f("pk_briefing_attachment")
        ),
    )
    with op.batch_alter_table("briefing_attachment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_briefing_attachment_owner_id"), ["owner_id"], unique=False
        )

    op.create_table(
        "referee_page",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("briefing_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=32), nullable=True),
        sa.Column("asked_to_be_forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["briefing_id"],
            ["briefing.id"],
            name=op.f("fk_referee_page_briefing_id_briefing"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["account.id"],
            name=op.f("fk_referee_page_owner_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referee_page")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_referee_page_code_hash")),
    )
    with op.batch_alter_table("referee_page", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_referee_page_briefing_id"), ["briefing_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_referee_page_expires_at"), ["expires_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_referee_page_owner_id"), ["owner_id"], unique=False)

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("obtained_from", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("legal_basis", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("outgoing_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("briefing_id", sa.Uuid(), nullable=True))
        batch_op.alter_column("follow_up_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.create_index(
            batch_op.f("ix_outgoing_message_briefing_id"), ["briefing_id"], unique=False
        )
        batch_op.create_index(
            "uq_outgoing_message_briefing",
            ["briefing_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('approved', 'sending', 'sent', 'uncertain')"),
            postgresql_where=sa.text("status IN ('approved', 'sending', 'sent', 'uncertain')"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_outgoing_message_briefing_id_briefing"),
            "briefing",
            ["briefing_id"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    # Mails that told a reference what is coming have nothing left to belong to.
    op.execute("DELETE FROM outgoing_message WHERE follow_up_id IS NULL")
    with op.batch_alter_table("outgoing_message", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_outgoing_message_briefing_id_briefing"), type_="foreignkey"
        )
        batch_op.drop_index("uq_outgoing_message_briefing")
        batch_op.drop_index(batch_op.f("ix_outgoing_message_briefing_id"))
        batch_op.alter_column("follow_up_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("briefing_id")

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_column("anonymised_at")
        batch_op.drop_column("legal_basis")
        batch_op.drop_column("obtained_from")

    op.drop_table("referee_page")
    op.drop_table("briefing_attachment")
    op.drop_table("reference_consent")
    op.drop_table("naming")
    op.drop_table("employer_contact")
    op.drop_table("briefing")
    op.drop_table("reference_request")
    op.drop_table("reference")
    op.drop_table("ledger_entry")
