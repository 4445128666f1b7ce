# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .permanence_supply import CLOSED


class PermanencePoster(models.AbstractModel):
    """The weekly poster of a site, for the wall and for a messenger group."""

    _name = "permanence.poster"
    _description = "Weekly poster"

    def _data(self, plan, site, week):
        """What the poster of a site and ISO week shows, from the published snapshot.

        First names only, and never why somebody is missing.

        :param plan: ``permanence.plan``
        :param site: ``ngo.site``
        :param str week: ``2026-W48``
        :return: dict with days, rows (service and hours) and the version
        """
        try:
            year, number = (int(part) for part in week.split("-W"))
            monday = date.fromisocalendar(year, number, 1)
        except ValueError as error:
            raise UserError(self.env._("%(week)s is no week.", week=week)) from error
        days = [monday + timedelta(days=i) for i in range(7)]
        slots = self.env["permanence.slot"].search(
            [
                ("site_id", "=", site.id),
                ("is_published", "=", True),
                ("local_date", ">=", days[0]),
                ("local_date", "<=", days[-1]),
            ]
        )
        # The chips speak the language of the poster.
        skills = self.env["hr.skill"].sudo()._languages_type().skill_ids
        spoken = {skill.id: skill.local_name for skill in skills}
        rows = {}
        for slot in slots:
            key = (slot.hours, slot.service_id.sequence, slot.service_id.name)
            cell = rows.setdefault(key, {}).setdefault(slot.local_date, [])
            cell += self._people(slot, spoken)
        return {
            "site": site,
            "days": [
                (day, format_date(self.env, day, date_format="EEEE d MMMM"))
                for day in days
            ],
            "rows": [
                {
                    "hours": key[0],
                    "service": key[2],
                    "cells": [rows[key].get(day, []) for day in days],
                }
                for key in sorted(rows)
            ],
            "week": number,
            "version": plan.publish_seq,
            "stamp": fields.Datetime.context_timestamp(
                self.with_context(tz=site.tz), fields.Datetime.now()
            ).strftime("%d/%m/%Y %H:%M"),
        }

    def _people(self, slot, spoken):
        people = []
        for head in slot.assignment_ids.filtered(
            lambda a: a.publish_seq and a.state not in CLOSED
        ):
            # First name and languages of a colleague hang on the wall anyway.
            employee = head.pub_employee_id.sudo()
            skills = employee.current_employee_skill_ids.skill_id
            people.append(
                {
                    "name": (employee.name or "").split(" ")[0],
                    "role": head.role_id.name or "",
                    "languages": [spoken[s.id] for s in skills if s.id in spoken][:4],
                }
            )
        people.sort(key=lambda p: (not p["name"], p["role"], p["name"]))
        return people

    def _render(self, plan, site, week, kind):
        """Bytes of the poster.

        :param str kind: "pdf" or "png"
        """
        data = self._data(plan, site, week)
        lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        html = self.env["ir.qweb"]._render(
            "permanence_rota.poster_page",
            {
                **data,
                "direction": lang.direction or "ltr",
                "lang": self.env.lang,
                "words": {
                    "title": self.env._("Rota"),
                    "week": self.env._("Week %(number)s", number=data["week"]),
                    "open": self.env._("TO FILL"),
                    "version": self.env._(
                        "Version %(version)s, printed on %(stamp)s",
                        version=data["version"],
                        stamp=data["stamp"],
                    ),
                },
            },
        )
        report = self.env["ir.actions.report"].sudo()
        if kind == "png":
            image = report._run_wkhtmltoimage(
                [str(html)], 1587, 1123, image_format="png"
            )[0]
            if not image:
                raise UserError(self.env._("No picture could be made of the poster."))
            return image
        return report._run_wkhtmltopdf(
            [str(html)],
            landscape=True,
            specific_paperformat_args={
                "data-report-margin-top": 8,
                "data-report-header-spacing": 0,
                "data-report-landscape": True,
            },
            report_ref="permanence_rota.poster_report",
        )
