# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import re

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.ngo_base.tests import matrix
from odoo.addons.ngo_base.tests.test_access_matrix import (
    PROGRAMME_ROLES,
    SITE_ROLES,
)

from .common import MARK, PERSON, TEXTS, WholeFileCase

# A part of it is asked: an error that repeats the question tells nothing.
PART = MARK[:3]
TOLD = re.compile(rf"{MARK}\w*", re.IGNORECASE)


@tagged("post_install", "-at_install")
class TestUnseen(WholeFileCase, HttpCase):
    """The file of somebody of another house, site and programme, sealed: finance, the
    night watch, the partner and all other roles try every way of reading."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in SITE_ROLES:
            cls.narrow_role(role, site=cls.site_a)
        for role in PROGRAMME_ROLES:
            cls.narrow_role(role, programme=cls.programme_1)
        cls.keeper = cls.new_user("keeper")
        cls.give_role(cls.keeper, "social_worker")
        here = {"site_id": cls.site_b.id, "programme_id": cls.programme_2.id}
        cls.awa.write({"owner_id": cls.keeper.id, "team_id": False, **here})
        cls.case.write({"owner_id": cls.keeper.id, "team_id": False, **here})
        cls.awa.confidentiality = "sealed"

    def everybody(self):
        return {**self.users, "employee": self.employee}

    def open_models(self):
        """{(model, role)} that the written matrix opens to all rows."""
        return {
            (row["model"], row["role"])
            for room in matrix.rooms(self.env)
            for row in matrix.rows(room)
            if row["scope"] in ("all", "own") and "R" in row["rights"]
        }

    def routes(self, records):
        """(name, call) of each way of reading these rows in the user's environment."""
        empty = records.browse()
        texts = [
            name
            for name, field in records._fields.items()
            if field.type in TEXTS and field.store and records._has_field_access(field, "read")
        ]
        hers = Domain("id", "in", records.ids)
        asked = Domain.OR([Domain(name, "ilike", PART) for name in texts] or [hers])
        spec = dict.fromkeys(texts, {})
        group = [name for name in texts if records._fields[name].groupable][:1]
        return {
            "read": lambda: records.read(texts),
            "web_read": lambda: records.web_read(spec),
            "search_read": lambda: empty.search_read(hers, texts),
            "asked": lambda: empty.search_read(hers & asked, texts),
            "web_search_read": lambda: empty.web_search_read(hers, spec),
            "name_search": lambda: empty.name_search(PART, hers),
            "web_name_search": lambda: empty.web_name_search(PART, spec, hers),
            "group": lambda: empty.formatted_read_group(hers, group, ["__count"]),
            "count": lambda: f"{MARK}{n}" if (n := empty.search_count(hers)) else "",
            "export": lambda: records.export_data(texts),
        }

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_methods_of_every_model(self):
        """No method of reading shows a word of the file to any other role. [B05]"""
        rows = self.hers()
        self.plant(rows)
        allowed = self.open_models()
        found, control = [], set()
        for role, user in {**self.everybody(), "keeper": self.keeper}.items():
            for name, ids in rows.items():
                if (name, role) in allowed:
                    continue
                records = self.env[name].with_user(user).browse(sorted(ids))
                if not records.has_access("read") and not records.browse().has_access(
                    "read"
                ):
                    if role == "keeper":
                        continue
                self.env.invalidate_all()
                for route, call in self.routes(records).items():
                    try:
                        said = str(call())
                    except (AccessError, UserError):
                        continue
                    if TOLD.search(said):
                        if role == "keeper":
                            control.add(route)
                        else:
                            found.append(f"{name}: {role} by {route}")
        self.assertFalse(found, "\n".join(found))
        # The same questions tell the keeper: they are able to tell.
        self.assertEqual(control, set(self.routes(self.awa)))
