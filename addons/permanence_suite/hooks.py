# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
def post_init_hook(env):
    """Give a home to the users who hold roles already."""
    env["ngo.role"].search([]).user_id._set_home()
