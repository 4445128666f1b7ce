# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Four micro-projects at four stages, and the desk of the finance officer.

Months are counted back from this one: what is reported lies in the closed periods,
what waits for somebody lies in the current one.
"""

import base64
from typing import NamedTuple

from odoo.fields import Command

from . import microproject_acts as acts
from . import microproject_ground
from .microproject_acts import COORDINATOR, REFERENT
from .microproject_ground import MANAGER, OFFICER


class Venture(NamedTuple):
    """One micro-project.

    :param key: short id
    :param sector: as the room calls it
    :param summary: what is made or sold
    :param site: short id of a site
    :param lines: (what, heading, amount) of the budget, in dinars
    :param months: signed so many months ago
    """

    key: str
    sector: str
    summary: str
    site: str
    lines: tuple
    months: int


VENTURES = (
    Venture(
        "sewing",
        "crafts",
        "Atelier de couture : retouches et petites séries.",
        "house_tunis",
        (
            ("Deux machines à coudre", "equipment", 3200.0),
            ("Tissus et mercerie", "inputs", 1300.0),
        ),
        6,
    ),
    Venture(
        "catering",
        "food",
        "Plats à emporter d’Afrique de l’Ouest.",
        "house_tunis",
        (
            ("Four et réfrigérateur", "equipment", 4100.0),
            ("Denrées du premier mois", "inputs", 900.0),
            ("Mise aux normes de la cuisine", "premises", 1000.0),
        ),
        3,
    ),
    Venture(
        "hairdresser",
        "services",
        "Salon de coiffure et tresses.",
        "house_tunis",
        (
            ("Fauteuils et bac", "equipment", 2800.0),
            ("Produits", "inputs", 700.0),
            ("Peinture et enseigne", "premises", 500.0),
        ),
        1,
    ),
    Venture(
        "poultry",
        "agriculture",
        "Élevage de poules pondeuses.",
        "house_sfax",
        (
            ("Poulailler et abreuvoirs", "equipment", 2600.0),
            ("Poussins et aliment", "inputs", 1400.0),
        ),
        0,
    ),
)


def tell(story):
    """Tell the micro-projects' half-year."""
    ground = microproject_ground.prepare(story)
    if not ground:
        return
    owners = {row.key: _venture(story, ground, row) for row in VENTURES}
    _sewing(story, ground, owners["sewing"])
    _catering(story, ground, owners["catering"])
    _hairdresser(story, ground, owners["hairdresser"])
    _poultry(story, ground, owners["poultry"])
    _bank(story, ground, owners)
    _cash(story, ground)
    _committee(story, ground)
    _handed_over(story, ground, owners)
    _periods(story, ground)


def _venture(story, ground, row):
    """A micro-project with its budget and two tranches, not signed yet."""
    owner = story.model("microproject.microproject", COORDINATOR).create(
        {
            "programme_id": ground["programme"].id,
            "site_id": story.site(row.site).id,
            "team_id": story.team("permanence").id,
            "referent_id": story.user(REFERENT).id,
            "sector": row.sector,
            "summary": row.summary,
            "date_works_start": story.month(-row.months)[0],
            "date_works_end": story.month(6 - row.months)[1],
        }
    )
    version = story.model("microproject.budget.version", MANAGER).create(
        {
            "microproject_id": owner.id,
            "line_ids": [
                Command.create(
                    {
                        "name": name,
                        "heading_id": ground[heading].id,
                        "funding_id": ground["funding"].id,
                        "unit_cost": amount,
                    }
                )
                for name, heading, amount in row.lines
            ],
        }
    )
    version.action_approve()
    award = sum(amount for _name, _heading, amount in row.lines)
    story.model("microproject.tranche", COORDINATOR).create(
        [
            {
                "microproject_id": owner.id,
                "sequence": number,
                "amount": amount,
                "planned_date": acts.in_month(
                    story, number - 1 - row.months + (not row.months), 12
                ),
            }
            for number, amount in ((1, award * 0.6), (2, award - award * 0.6))
        ]
    )
    if row.months:
        owner.action_sign()
        owner.date_signed = story.month(-row.months)[0]
        owner.action_run()
    return story.name(f"microproject_{row.key}", owner.sudo())


def _sewing(story, ground, owner):
    """Paid, justified to the last millime, closed, followed up."""
    acts.pay(story, ground, acts.tranche(owner, 1), acts.in_month(story, -6, 14))
    acts.spend(
        story,
        ground,
        owner,
        acts.in_month(story, -6, 20),
        ("Machine à coudre", "equipment", 1590.0),
        ("Tissus", "inputs", 740.5),
        ("Mercerie", "inputs", 369.5),
    )
    acts.visit(
        story, owner, acts.in_month(story, -6, 24), "Machine installée, en usage."
    )
    acts.pay(story, ground, acts.tranche(owner, 2), acts.in_month(story, -5, 12))
    acts.spend(
        story,
        ground,
        owner,
        acts.in_month(story, -5, 18),
        ("Seconde machine à coudre", "equipment", 1610.0),
        ("Fil et boutons", "inputs", 190.0),
    )
    acts.visit(
        story, owner, acts.in_month(story, -4, 5), "Deux machines, deux commandes."
    )
    owner.date_works_end = story.month(-4)[1]
    holder = owner.with_user(story.user(COORDINATOR))
    holder.action_close()
    holder.action_follow_up()
    first = owner.measure_ids.sorted("date_due")[:2]
    for number, measure in enumerate(first.with_user(story.user(REFERENT))):
        measure.write(
            {
                "date": min(measure.date_due, story.today),
                "is_running": True,
                "turnover": 620.0 + 260.0 * number,
                "profit": 240.0 + 130.0 * number,
                "jobs": 1 + number,
                "jobs_women": 1 + number,
                "income_change": "more",
                "is_equipment_present": True,
            }
        )
        measure.action_done()


def _catering(story, ground, owner):
    """The first tranche is justified; the second is requested, somebody decides."""
    acts.pay(story, ground, acts.tranche(owner, 1), acts.in_month(story, -1, 3))
    acts.spend(
        story,
        ground,
        owner,
        acts.in_month(story, -1, 12),
        ("Réfrigérateur", "equipment", 1850.0),
        ("Denrées", "inputs", 420.25),
        ("Carrelage de la cuisine", "premises", 780.0),
    )
    acts.visit(
        story,
        owner,
        acts.in_month(story, -1, 24),
        "Cuisine conforme, clients réguliers.",
    )
    acts.visit(story, owner, story.day(9), False, next_step="Voir le four livré")
    acts.request(story, acts.tranche(owner, 2))
    acts.purchase(story, ground, owner, "Four professionnel", "equipment", 2250.0)


def _hairdresser(story, ground, owner):
    """Papers come in from the field; half of the advance is still to be justified."""
    acts.pay(story, ground, acts.tranche(owner, 1), acts.in_month(story, 0, 2))
    acts.spend(
        story,
        ground,
        owner,
        acts.in_month(story, 0, 8),
        ("Deux fauteuils", "equipment", 960.0),
    )
    acts.visit(story, owner, story.day(-6), False, next_step="Mesurer le local")
    drops = story.model("microproject.receipt.drop", REFERENT)
    papers = []
    for seed, heading in ((11, "equipment"), (12, "inputs"), (13, "premises")):
        wizard = drops.create(
            {
                "microproject_id": owner.id,
                "heading_id": ground[heading].id,
                "file": base64.b64encode(acts.paper(seed)),
                "filename": "photo.png",
            }
        )
        wizard.action_send()
        papers.append(wizard.receipt_id.sudo())
    asked = papers[1].with_user(story.user(OFFICER))
    asked.answer = "La date est illisible : une nouvelle photographie, s’il vous plaît."
    asked.action_missing()
    papers[0].with_user(story.user(OFFICER)).action_make_bill()
    acts.spend(
        story,
        ground,
        owner,
        acts.in_month(story, 0, 10),
        ("Bac de lavage", "equipment", 640.0),
        supplier=ground["suppliers"][0],
    )


def _poultry(story, ground, owner):
    """The budget is approved, the agreement is to be signed."""
    acts.purchase(
        story, ground, owner, "Poulailler", "equipment", 1900.0, is_chosen=False
    )
    acts.visit(story, owner, story.day(4), False, next_step="Voir le terrain")


def _bank(story, ground, owners):
    """Statements of the past months are settled; this month's lines wait."""
    first = owners["sewing"], owners["catering"]
    old = [
        (payment.date, f"VIR EMIS {payment.memo}", -payment.amount)
        for owner in first
        for payment in story.env["account.payment"].search(
            [("partner_id", "=", owner.payee_id.id)]
        )
    ]
    _statement(story, ground, old, apply_sure=True)
    newest = story.env["account.payment"].search(
        [("partner_id", "=", owners["hairdresser"].payee_id.id)], limit=1
    )
    supplier = story.env["account.move"].search(
        [("partner_id", "=", ground["suppliers"][0].id), ("state", "=", "posted")],
        limit=1,
    )
    day = story.today
    recent = [
        (newest.date, f"VIR EMIS {newest.memo}", -newest.amount),
        (day, f"VIR MACHINES EXEMPLE {supplier.ref}", -supplier.amount_total),
        (day, "RETRAIT GUICHET AGENCE TUNIS", -300.0),
        (day, "FRAIS TENUE DE COMPTE", -2.38),
        (day, "VIREMENT RECU BAILLEUR EXEMPLE", 25000.0),
        (day, "CHEQUE 0000001", -185.5),
    ]
    _statement(story, ground, recent)


def _statement(story, ground, lines, **options):
    """A bank's file, read by the finance officer."""
    head = "Date;Libellé;Débit;Crédit\n"
    rows = [
        f"{day:%d/%m/%Y};{label};"
        + (f"{-amount:.3f};" if amount < 0 else f";{amount:.3f}")
        for day, label, amount in lines
    ]
    text = head + "\n".join(rows).replace(".", ",") + "\n"
    wizard = story.model("microproject.statement.import", OFFICER).create(
        {
            "journal_id": ground["bank"].id,
            "file": base64.b64encode(text.encode()),
            "filename": "releve.csv",
            **options,
        }
    )
    wizard.action_import()


def _cash(story, ground):
    """The box was filled, and is counted before a witness."""
    amount = 500.0
    entry = story.model("account.move", OFFICER).create(
        {
            "ref": "Alimentation de la caisse",
            "date": acts.in_month(story, -1, 5),
            "line_ids": [
                Command.create(
                    {
                        "account_id": ground["cash"].default_account_id.id,
                        "debit": amount,
                    }
                ),
                Command.create({"account_id": ground["transit"].id, "credit": amount}),
            ],
        }
    )
    entry.action_post()
    story.model("microproject.cash.count", COORDINATOR).create(
        {
            "journal_id": ground["cash"].id,
            "date": story.today,
            "counted": 495.0,
            "counted_by_id": story.user(COORDINATOR).id,
            "witness_id": story.user(OFFICER).id,
            "difference_account_id": ground["fees"].id,
        }
    )


def _committee(story, ground):
    """Two ideas lie before a session that is open; its members give opinions."""
    made = story.model("microproject.application", COORDINATOR).create(
        [
            {
                "programme_id": ground["programme"].id,
                "site_id": story.site("house_tunis").id,
                "holder_code": f"EX-{number}",
                "sector": sector,
                "summary": summary,
                "line_ids": [
                    Command.create(
                        {
                            "name": what,
                            "heading_id": ground["equipment"].id,
                            "unit_cost": cost,
                        }
                    )
                ],
            }
            for number, (sector, summary, what, cost) in enumerate(
                (
                    ("services", "Réparation de téléphones.", "Outillage", 1800.0),
                    ("trade", "Vente de tissus au marché.", "Étal et stock", 2400.0),
                ),
                1,
            )
        ]
    )
    made.action_submit()
    members = [story.user(who).id for who in (COORDINATOR, MANAGER, OFFICER, REFERENT)]
    session = story.model("microproject.committee", COORDINATOR).create(
        {
            "programme_id": ground["programme"].id,
            "date": story.day(2),
            "member_ids": [Command.set(members)],
            "chair_id": story.user(MANAGER).id,
            "quorum": 2,
        }
    )
    session.action_take_waiting()
    session.action_open()


def _handed_over(story, ground, owners):
    """What was bought is on a list; more than the budget is asked for, and decided."""
    story.model("microproject.equipment", REFERENT).create(
        [
            {
                "microproject_id": owners[key].id,
                "name": name,
                "handed_over_on": acts.in_month(story, month, day),
            }
            for key, name, month, day in (
                ("sewing", "Machine à coudre", -6, 24),
                ("sewing", "Seconde machine à coudre", -5, 20),
                ("catering", "Réfrigérateur", -1, 14),
            )
        ]
    )
    overruns = story.model("microproject.overrun", OFFICER).create(
        [
            {
                "microproject_id": owners["catering"].id,
                "funding_id": ground["funding"].id,
                "heading_id": ground[heading].id,
                "amount": amount,
                "reason": reason,
            }
            for heading, amount, reason in (
                ("premises", 120.0, "Le carrelage a augmenté."),
                ("inputs", 80.0, "Denrées plus chères."),
            )
        ]
    )
    overruns[0].with_user(story.user(MANAGER)).action_approve()
    story.model("microproject.statement.map", OFFICER).create(
        {
            "name": "Relevé de la banque Exemple",
            "journal_ids": [Command.set(ground["bank"].ids)],
            "date_column": "Date",
            "label_column": "Libellé",
            "debit_column": "Débit",
            "credit_column": "Crédit",
            "date_format": "day_slash",
            "decimal_mark": "comma",
        }
    )


def _periods(story, ground):
    """Submitted to the donor, closed and waiting, and the one that runs."""
    periods = story.model("microproject.period", OFFICER).create(
        [
            {
                "programme_id": ground["programme"].id,
                "date_from": story.month(first)[0],
                "date_to": story.month(first + 2)[1],
            }
            for first in (-6, -3, 0)
        ]
    )
    submitted, closed, running = periods.sorted("date_from")
    (submitted | closed).action_close()
    submitted.with_user(story.user(MANAGER)).action_submit()
    for name, period in (
        ("submitted", submitted),
        ("closed", closed),
        ("running", running),
    ):
        story.name(f"period_{name}", period.sudo())
