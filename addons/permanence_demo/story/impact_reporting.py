# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Activity reports: two months validated, the running one counted so far."""

OFFICER = "xavier.essai"
MONTHS = ((-2, True), (-1, True), (0, False))  # from this one; whether validated


def tell(story):
    """Tell the reports, the oldest first: each hides beside those before it."""
    for number, is_validated in MONTHS:
        report = story.model("impact.report", OFFICER).create(
            {"kind": "month", "date_from": story.month(number)[0]}
        )
        if is_validated:
            report.action_validate()
        else:
            report.action_compute()
