# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def post_init_hook(env):
    """Two analytic plans beside the base one, and the guards of closed periods.

    The plans are made here and bear no external id: they hold the organisation's
    entries and stay when the room is taken away.
    """
    axes = env["microproject.axes"]
    for kind in axes._kinds():
        axes._ensure_plan(kind)
    # Unit prices on two decimals would round a receipt in dinars and millimes.
    price = env.ref("product.decimal_price", raise_if_not_found=False)
    if price and price.digits < 3:
        price.digits = 3


def uninstall_hook(env):
    """Take the guards away; entries, plans and projects stay as they are."""
    env["microproject.period"]._drop_guards()
    roles = ("finance_officer",)
    accounting = env.ref("account.group_account_user", raise_if_not_found=False)
    for role in roles:
        group = env.ref(f"ngo_base.group_ngo_base_{role}", raise_if_not_found=False)
        if group and accounting:
            group.implied_ids -= accounting
