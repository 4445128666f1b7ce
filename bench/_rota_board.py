# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The week board in a browser, beside core's kanban of as many records.

From the call of the action to the frame after the first chip: what a person waits for
who goes to the board from another screen, the client being loaded.
"""

import json

from bench import _browser

TURNS = 7
LOG = "bench-board.log"
# Another screen first, so that nothing of the wanted one is on the page.
TIMED = """
(async (away, action, selector) => {
    const services = odoo.__WOWL_DEBUG__.root.env.services;
    await services.action.doAction(away, { clearBreadcrumbs: true });
    const found = () => document.querySelectorAll(selector).length;
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    while (found()) await frame();
    await new Promise((next) => setTimeout(next, 400));
    const began = performance.now();
    services.action.doAction(action, { clearBreadcrumbs: true });
    while (!found()) await frame();
    await frame();
    return [performance.now() - began, found()];
})(%s, %s, %s)
"""
AWAY = {
    "type": "ir.actions.act_window",
    "res_model": "res.country",
    "views": [[False, "list"]],
    "domain": [["code", "=", "TN"]],
}


def timed(ctx, config, name, figures):
    """([seconds of our board], [seconds of core's kanban], chips shown).

    :param dict figures: of ``_rota_house``: login, password, plan, cards
    """
    with _browser.served(ctx, config, name, LOG) as base, _browser.page() as client:
        _browser.sign_in(client, base, figures["login"], figures["password"])
        return _measure(client, figures)


def _measure(client, figures):
    board = {
        "type": "ir.actions.client",
        "tag": "permanence_rota.board",
        "params": {"plan_id": figures["plan"]},
    }
    kanban = {
        "type": "ir.actions.act_window",
        "res_model": "res.partner",
        "views": [[False, "kanban"]],
        "domain": [["name", "like", figures["cards"]]],
        "limit": 1000,
    }
    ours, peer, shown = [], [], 0
    for _turn in range(TURNS):
        spent, chips = _one(client, board, ".o_rota_chip")
        ours.append(spent)
        spent, cards = _one(client, kanban, ".o_kanban_record:not(.o_kanban_ghost)")
        peer.append(spent)
        shown = min(chips, cards)
        if chips != cards:
            raise AssertionError(f"{chips} chips beside {cards} cards")
    return ours, peer, shown


def _one(client, action, selector):
    values = (json.dumps(value) for value in (AWAY, action, selector))
    spent, found = client.ask(TIMED % tuple(values))
    return round(spent / 1000, 3), found
