# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What happens in any house: incidents reported, papers of the premises."""

from datetime import timedelta

from odoo import fields

# Who reports, site, kind, what, who is safe, hours ago.
INCIDENTS = (
    (
        "nabil.fictif",
        "leopold",
        "accident",
        "Une chute dans l’escalier, la nuit ; les secours sont venus.",
        "safe",
        52,
    ),
    (
        "jamel.fictif",
        "day_centre",
        "danger",
        "Un inconnu attend les enfants devant la porte à la sortie.",
        "unknown",
        20,
    ),
)
# Who keeps it, site, reference, kind, days since it began, days that it still runs.
AGREEMENTS = (
    ("wided.fictive", "house_tunis", "BAIL-01 (exemple)", "lease", 400, 330),
    ("hela.modele", "leopold", "OT-07 (exemple)", "temporary_occupation", 200, 45),
)


def tell(story):
    """Tell the incidents and the agreements."""
    for number, row in enumerate(INCIDENTS):
        incident = _report(story, *row)
        story.name(f"incident_{number + 1}", incident)
        if not number:
            _take_up(story, incident)
    for login, site, reference, kind, since, until in AGREEMENTS:
        story.model("ngo.site.agreement", login).create(
            {
                "site_id": story.site(site).id,
                "reference": reference,
                "kind": kind,
                "date_from": story.day(-since),
                "date_to": story.day(until),
            }
        )


def _report(story, login, site, kind, what, safety, hours):
    """Reported on the screen for that; the reporter keeps a receipt."""
    wizard = story.model("ngo.incident.report", login).create(
        {
            "site": str(story.site(site).id),
            "kind": kind,
            "what": what,
            "safety": safety,
            "date_event": fields.Datetime.now() - timedelta(hours=hours),
        }
    )
    wizard.action_send()
    receipts = story.env["ngo.incident.receipt"]
    receipt = receipts.search([("code", "=", wizard.receipt)])
    incident = story.env["ngo.incident"].search([("receipt_id", "=", receipt.id)])
    story.set_back(incident | incident.browse(), timedelta(hours=hours - 1))
    return incident


def _take_up(story, incident):
    """The lead of the team acknowledges and writes what was done."""
    lead = incident.with_user(story.user("gilles.essai"))
    lead.action_acknowledge()
    story.model("ngo.incident.entry", "gilles.essai").create(
        {
            "incident_id": incident.id,
            "body": "Rampe réparée ; la personne est rentrée de l’hôpital.",
        }
    )
