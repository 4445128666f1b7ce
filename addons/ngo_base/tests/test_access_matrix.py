# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

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
# Between them they have a narrow reach into every model with a rule.
MUTATED = ("social_worker", "coordinator", "finance_officer", "supervisor")
INHERITING = {"microproject.microproject"}  # from a model with rules of its own


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

    def test_fields_ask_for_the_groups_that_are_written_down(self):
        """No field loses or gains a group without its list. [C01a]"""
        deviations = matrix.field_deviations(self.env)
        self.assertFalse(deviations, "\n".join(deviations))

    def test_scopes_are_those_of_the_matrix(self):
        """Own, team, site, programme: every way of reading agrees with the word."""
        deviations = matrix.scope_deviations(self.env, self, self.everybody)
        self.assertFalse(deviations, "\n".join(deviations))

    def test_each_right_taken_away_is_noticed(self):
        """The walker is able to fail: it misses each access row that gives reading.

        Rows of Odoo's own administrator are nobody's role.
        """
        models = {
            model
            for room in matrix.rooms(self.env)
            for model in matrix.models_of(self.env, room)
        }
        rights = self.env["ir.model.access"].search([("perm_read", "=", True)])
        system = self.env.ref("base.group_system")
        groups = {
            role: set(user.all_group_ids.ids) for role, user in self.everybody.items()
        }
        unnoticed = []
        for right in rights.filtered(lambda r: r.group_id != system):
            model = right.model_id.model
            holders = {
                role: self.everybody[role]
                for role, held in groups.items()
                if right.group_id.id in held
            }
            if model not in models or not holders:
                continue
            with without(self, right):
                if not matrix.right_deviations(self.env, holders, [model]):
                    unnoticed.append(f"{model}: {right.name}")
        self.assertFalse(unnoticed, "\n".join(unnoticed))

    def test_each_group_of_a_field_taken_away_is_noticed(self):
        """The walker misses each group: by its list, and, where some role reads the
        model without it, by what that role then reads."""
        unnoticed, shown = [], 0
        for (model, name), groups in matrix.listed_fields(self.env).items():
            field = self.env[model]._fields[name]
            outside = [
                role
                for role, user in self.everybody.items()
                if self.env[model].with_user(user).has_access("read")
                and not self.env[model].with_user(user)._has_field_access(field, "read")
            ]
            with patch.object(field, "groups", None):
                told = matrix.class_deviations(
                    self.env, self.everybody, {(model, name)}
                )
                shown += bool(told)
                if not matrix.field_deviations(self.env) or len(told) != len(outside):
                    unnoticed.append(f"{model}.{name}: {groups}")
        self.assertFalse(unnoticed, "\n".join(unnoticed))
        self.assertTrue(shown)

    def test_each_rule_taken_away_is_noticed(self):
        """The walker misses each rule that shuts something from one of some roles,
        those of wizards too.

        What is shut by the rules of the model that it inherits from as well loses both:
        without the one, the other still shuts.
        """
        made = {}
        for role in MUTATED:
            user = self.users[role]
            for model, relations in matrix.built(self.env, self, user):
                rights = matrix.narrow_rights(self.env, model, role)
                if "other" in relations and rights:
                    walk = user, role, model, relations
                    made.setdefault(model, []).append((rights, walk))
        rules = self.env["ir.rule"].search(
            [("model_id.model", "in", list(made)), ("groups", "=", False)]
        )
        unnoticed, tried = [], set()
        for rule in rules:
            model = rule.model_id.model
            letters = {"R"} if rule.perm_read else {"W", "U"}
            walks = [walk for rights, walk in made[model] if rights & letters]
            if not walks:
                continue
            parents = self.env["ir.rule"].search(
                [
                    ("model_id.model", "in", list(self.env[model]._inherits)),
                    ("groups", "!=", False),
                ]
            )
            with without(self, rule + parents):
                tried.add(model)
                if not any(matrix.reach_deviations(*walk) for walk in walks):
                    unnoticed.append(f"{model}: {rule.name}")
        self.assertFalse(unnoticed, "\n".join(unnoticed))
        wanted = {"ngo.role", "ngo.why", "ngo.incident.report"}
        self.assertLessEqual(wanted, tried)
        self.assertLessEqual(self.env.registry.keys() & INHERITING, tried)

    def test_each_rule_of_set_up_taken_away_is_noticed(self):
        """The walker misses each rule that bounds where a role makes set-up."""
        unnoticed, tried = [], set()
        roles = ("coordinator", "programme_manager")
        models = [
            model
            for role in roles
            for model, _relations in matrix.built(
                self.env, self, self.users[role], "written"
            )
        ]
        rules = self.env["ir.rule"].search([("model_id.model", "in", models)])
        for rule in rules.filtered("perm_create"):
            with without(self, rule):
                found = []
                for role in roles:
                    user = self.users[role]
                    with matrix.tried_first(self.env, user) as made:
                        setup = matrix.built(self.env, self, user, "written")
                    for walk in setup:
                        found += matrix.create_deviations(user, role, *walk, made)
            model = rule.model_id.model
            tried.add(model)
            if not any(told.startswith(f"{model}: ") for told in found):
                unnoticed.append(f"{model}: {rule.name}")
        self.assertFalse(unnoticed, "\n".join(unnoticed))
        self.assertIn("ngo.site.staff", tried)


@contextmanager
def without(case, records):
    """Access rows or rules are taken away for as long as the block lasts."""
    case.env.flush_all()
    with case.env.cr.savepoint() as savepoint:
        case.env.cr.execute(
            SQL(
                "UPDATE %s SET active = FALSE WHERE id IN %s",
                SQL.identifier(records._table),
                records._ids,
            )
        )
        case.env.invalidate_all()
        case.env.registry.clear_cache()
        yield
        savepoint.rollback()
    case.env.invalidate_all()
    case.env.registry.clear_cache()
