"""indexes of the tables that grow: nothing that somebody waits for reads a whole table, or all that was ever sent"""

from __future__ import annotations

from alembic import op

revision = '5b1f0c7d9e24'
down_revision = '29fd00f97a62'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_addresses_role', 'addresses', ['role'], unique=False)
    op.create_index('ix_cases_filed', 'cases', ['address_id', 'sent_at', 'reference'], unique=False)
    op.create_index('ix_follow_ups_draft', 'follow_ups', ['draft_id', 'state'], unique=False)
    op.drop_index('ix_follow_ups_due', 'follow_ups')
    op.create_index('ix_follow_ups_due', 'follow_ups', ['state', 'due_at', 'kind'], unique=False)
    op.drop_index('ix_outbox_case', 'outbox')
    op.create_index('ix_outbox_case', 'outbox', ['case_id', 'state', 'kind'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_outbox_case', 'outbox')
    op.create_index('ix_outbox_case', 'outbox', ['case_id', 'kind'], unique=False)
    op.drop_index('ix_follow_ups_due', 'follow_ups')
    op.create_index('ix_follow_ups_due', 'follow_ups', ['state', 'due_at'], unique=False)
    op.drop_index('ix_follow_ups_draft', 'follow_ups')
    op.drop_index('ix_cases_filed', 'cases')
    op.drop_index('ix_addresses_role', 'addresses')
