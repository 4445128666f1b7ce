# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What people do with a micro-project: ask, pay, spend, visit, buy."""

import io
from datetime import datetime, time, timedelta

from PIL import Image

from odoo.fields import Command

from .microproject_ground import MANAGER, OFFICER

REFERENT, COORDINATOR = "chiraz.essai", "fatma.fictive"


def in_month(story, number, day):
    """A day of the month so many months from this one; never after today if past."""
    found = story.month(number)[0] + timedelta(days=day - 1)
    return min(found, story.today) if number <= 0 else found


def tranche(owner, number):
    return owner.tranche_ids.filtered(lambda row: row.sequence == number)


def request(story, tranche):
    tranche.with_user(story.user(COORDINATOR)).action_request()


def pay(story, ground, tranche, day):
    """Requested, cleared and paid by three persons."""
    if tranche.state == "planned":
        request(story, tranche)
        tranche.with_user(story.user(MANAGER)).action_clear()
        # Cleared the day before, as a payment of that day asks.
        eve = datetime.combine(day - timedelta(days=1), time(15))
        tranche.cleared_on = min(eve, tranche.cleared_on)
    officer = tranche.with_user(story.user(OFFICER))
    payment = officer.env["account.payment"].create(
        {
            **officer._prepare_payment_vals(),
            "journal_id": ground["bank"].id,
            "date": day,
        }
    )
    payment.action_post()
    return payment


def spend(story, ground, owner, day, *costs, supplier=None):
    """Bills of the holder, each with its paper; from a supplier, still to be paid."""
    for number, (name, heading, amount) in enumerate(costs):
        bill = story.model("account.move", OFFICER).create(
            {
                "move_type": "in_invoice",
                "partner_id": (supplier or owner.payee_id).id,
                "ref": f"F-{owner.code[3:]}-{day:%y%m}{number}",
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": name,
                            "price_unit": amount,
                            "account_id": ground["expense"].id,
                            "tax_ids": [],
                            "analytic_distribution": owner._get_distribution(
                                ground[heading], ground["funding"]
                            ),
                        }
                    )
                ],
            }
        )
        story.model("ir.attachment", OFFICER).create(
            {
                "name": f"{bill.ref}.png",
                "raw": paper(len(name) + number + int(amount)),
                "res_model": "account.move",
                "res_id": bill.id,
            }
        )
        bill.action_post()


def paper(seed):
    """A small picture that stands for the photograph of a receipt, each another."""
    out = io.BytesIO()
    shade = 180 + seed % 60
    Image.new("RGB", (60 + seed % 37, 80), (shade, shade, seed % 200)).save(out, "PNG")
    return out.getvalue()


def visit(story, owner, day, findings, **vals):
    visit = story.model("microproject.visit", REFERENT).create(
        {
            "microproject_id": owner.id,
            "kind": "visit",
            "date": day,
            "hours": 2.0,
            "findings": findings,
            **vals,
        }
    )
    if findings:
        visit.is_equipment_present = True
        visit.action_done()


def purchase(story, ground, owner, name, heading, price, is_chosen=True):
    """Three quotations; the one chosen, with a reason."""
    purchase = story.model("microproject.purchase", REFERENT).create(
        {
            "name": name,
            "microproject_id": owner.id,
            "heading_id": ground[heading].id,
            "quote_ids": [
                Command.create({"partner_id": supplier.id, "amount": price + extra})
                for supplier, extra in zip(
                    ground["suppliers"], (0.0, 180.0, 95.0), strict=True
                )
            ],
        }
    )
    if is_chosen:
        purchase.reason = "Le moins cher, livré et garanti un an"
        purchase.quote_ids[0].action_choose()
