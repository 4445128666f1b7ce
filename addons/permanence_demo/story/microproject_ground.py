# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The accounting that the micro-projects of the story stand on."""

from odoo.fields import Command

OFFICER, MANAGER = "victor.exemple", "salma.fictive"
HEADINGS = (
    ("equipment", "3.1", "Équipement", "cost"),
    ("inputs", "3.2", "Matières premières", "cost"),
    ("premises", "3.3", "Local et aménagement", "cost"),
    ("staff", "1.1", "Personnel", "cost"),
    ("support", "4.1", "Accompagnement et suivi", "cost"),
    ("ineligible", "X", "Dépenses inéligibles", "ineligible"),
)


def prepare(story):
    """Accounts, bank, programme and donor; None where the books are in use already.

    :return: dict of the records, by short name
    """
    env, company = story.env, story.env.company
    used = env["account.move.line"].search_count(
        [("company_id", "=", company.id)], limit=1
    )
    if used:
        return None
    if not company.chart_template:
        env["account.chart.template"].try_loading(
            "generic_coa", company=company, install_demo=False
        )
    dinar, euro = env.ref("base.TND"), env.ref("base.EUR")
    (dinar | euro).active = True
    # Dinars are paid to the millime.
    dinar.rounding = 0.001
    company.currency_id = dinar
    ground = {"dinar": dinar, "euro": euro, "company": company}
    _accounts(story, ground)
    _journals(story, ground)
    _programme(story, ground)
    return ground


def _accounts(story, ground):
    for key, code, name, kind in (
        ("advance", "467100", "Avances à justifier", "liability_payable"),
        ("expense", "606100", "Achats des micro-projets", "expense"),
        ("fees", "627000", "Services bancaires", "expense"),
        ("pay", "640100", "Charges de personnel", "expense"),
        ("transit", "532106", "Virements en cours", "asset_current"),
        ("grant", "741000", "Subventions", "income"),
    ):
        ground[key] = story.env["account.account"].create(
            {
                "code": code,
                "name": name,
                "account_type": kind,
                "reconcile": key in ("advance", "transit"),
            }
        )


def _journals(story, ground):
    journals = story.env["account.journal"]
    bank = journals.search(
        [("type", "=", "bank"), ("company_id", "=", ground["company"].id)], limit=1
    )
    cash = journals.create({"name": "Caisse de Tunis", "type": "cash", "code": "CAI"})
    for journal, account in ((bank, ground["transit"]), (cash, None)):
        methods = journal.outbound_payment_method_line_ids
        methods |= journal.inbound_payment_method_line_ids
        methods.payment_account_id = account or cash.default_account_id
    ground.update(bank=bank, cash=cash)


def _programme(story, ground):
    programme = story.programme("pmgts3")
    programme.write(
        {
            "company_id": ground["company"].id,
            "has_microprojects": True,
            "advance_account_id": ground["advance"].id,
            "donor_currency_id": ground["euro"].id,
            "quote_threshold": 1000.0,
        }
    )
    officer = story.model("microproject.heading", OFFICER)
    for key, code, name, kind in HEADINGS:
        ground[key] = officer.create({"code": code, "name": name, "kind": kind})
    funder = story.env["ngo.programme.partner"].create(
        {
            "programme_id": programme.id,
            "partner_id": story.env["res.partner"]
            .create({"name": "Bailleur Exemple (fictif)", "is_company": True})
            .id,
            "role": "funder",
        }
    )
    fundings = story.model("microproject.funding", MANAGER)
    ground["funding"] = fundings.create(
        {
            "name": "Subvention du bailleur Exemple",
            "programme_id": programme.id,
            "programme_partner_id": funder.id,
            "currency_id": ground["euro"].id,
            "amount_agreed": 60000.0,
        }
    )
    ground["own"] = fundings.create(
        {
            "name": "Fonds propres",
            "programme_id": programme.id,
            "kind": "own",
            "currency_id": ground["dinar"].id,
            "amount_agreed": 10000.0,
        }
    )
    ground["programme"] = programme
    _rates(story, ground)
    _programme_budget(story, ground)
    ground["suppliers"] = story.env["res.partner"].create(
        [
            {"name": name, "is_company": True, "supplier_rank": 1}
            for name in (
                "Sté Machines Exemple",
                "Quincaillerie Fictive",
                "Comptoir Modèle",
            )
        ]
    )


def _rates(story, ground):
    story.model("microproject.rate", OFFICER).create(
        [
            {
                "currency_id": ground["euro"].id,
                "book_currency_id": ground["dinar"].id,
                "month": story.month(-number)[0],
                "rate": 3.35 + number * 0.01,
            }
            for number in range(7)
        ]
    )


def _programme_budget(story, ground):
    version = story.model("microproject.budget.version", MANAGER).create(
        {
            "programme_id": ground["programme"].id,
            "currency_id": ground["euro"].id,
            "line_ids": [
                Command.create(
                    {
                        "name": name,
                        "heading_id": ground[heading].id,
                        "funding_id": ground["funding"].id,
                        "quantity": quantity,
                        "unit_cost": cost,
                    }
                )
                for name, heading, quantity, cost in (
                    ("Chargée d’accompagnement, mois", "staff", 12, 850.0),
                    ("Équipement des micro-projets", "equipment", 10, 2200.0),
                    ("Matières premières", "inputs", 10, 900.0),
                    ("Locaux", "premises", 10, 600.0),
                    ("Visites et formations", "support", 20, 140.0),
                )
            ],
        }
    )
    version.action_approve()
