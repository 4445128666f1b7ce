# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def uninstall_hook(env):
    """Nothing of ours stays in the database: the guard of states is no table."""
    env.cr.execute("DROP FUNCTION IF EXISTS partner_referral_state() CASCADE")
