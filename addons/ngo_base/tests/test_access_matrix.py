# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.ngo_base.tests import matrix
from odoo.addons.ngo_base.tests.common import NgoCase

SITE_ROLES = (
    "front_desk",
    "interpreter",
    "supervisor",
    "coordinator",
    "volunteer",
    "administrative_assistant",
)
PROGRAMME_ROLES = (
    "social_worker",
    "jurist",
    "psychologist",
    "child_protection",
    "finance_officer",
    "data_officer",
    "programme_manager",
)


@tagged("post_install", "-at_install")
class TestAccessMatrix(NgoCase):
    """Every model of every installed room, every role, and the bare employee."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everybody = {**cls.users, "employee": cls.employee}
        # Roles reach site A or programme 1, so that what lies elsewhere stays shut.
        for role in SITE_ROLES:
            cls.narrow_role(role, site=cls.site_a)
        for role in PROGRAMME_ROLES:
            cls.narrow_role(role, programme=cls.programme_1)

    def test_rights_are_those_of_the_matrix(self):
        """Access rows and the written matrix agree, role by role. [B05] [C01a]"""
        deviations = matrix.right_deviations(self.env, self.everybody)
        self.assertFalse(deviations, "\n".join(deviations))

    def test_classes_of_fields_are_those_of_the_matrix(self):
        """A class of fields is read by the roles that the matrix names, no other."""
        deviations = matrix.class_deviations(self.env, self.everybody)
        self.assertFalse(deviations, "\n".join(deviations))

    def test_scopes_are_those_of_the_matrix(self):
        """Own, team, site, programme: every way of reading agrees with the word."""
        deviations = matrix.scope_deviations(self.env, self, self.everybody)
        self.assertFalse(deviations, "\n".join(deviations))

    def test_a_right_taken_away_is_noticed(self):
        """The walker sees a lost access row: it is able to fail."""
        for model in ("ngo.role", "ngo.access"):
            with self.env.cr.savepoint() as savepoint:
                self.env["ir.model.access"].search(
                    [("model_id.model", "=", model)]
                ).unlink()
                self.env.registry.clear_cache()
                self.assertTrue(
                    matrix.right_deviations(self.env, self.everybody, [model]), model
                )
                savepoint.rollback()
            self.env.registry.clear_cache()
