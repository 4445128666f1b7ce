# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The house as DESIGN draws it: what needs a registry to be seen.

Walks all installed rooms. What the files alone show stands in the repository's
``tests/test_architecture.py``.
"""

import re

from odoo.tests import TransactionCase, tagged

from odoo.addons.ngo_base.tests import matrix

CLASS_GROUP = "ngo_base.group_ngo_base_class_"
# Models that nobody may touch but through code, each with its reason.
WITHOUT_ACCESS = {
    "ngo.recovery.code": "hashes of printed codes; their owner sees a count",
}
# Models that speak of guarded records and yet have no read rule: a room gives its
# reason on the model, `_no_read_rule = "why"`.
WITHOUT_RULE = {
    "directory.location": "a place on the public map of services",
    "ngo.struck.content": "the data-protection officer alone has rights on it",
}


def own_fields(env, rooms):
    """Fields that our rooms bring, to our models and to core's."""
    for model in env.registry.values():
        if model._abstract:
            continue
        for field in model._fields.values():
            if set(field._modules or ()) & rooms:
                yield field


def protected_class(field):
    """Name of the class whose group guards a field, or None."""
    match = re.search(rf"{CLASS_GROUP}(\w+)", field.groups or "")
    return match and match[1]


def path_fields(env, model_name, path):
    """Fields along a dotted path, as far as they exist."""
    found = []
    for name in path.split("."):
        field = env[model_name]._fields.get(name) if model_name else None
        if field is None:
            break
        found.append(field)
        model_name = field.comodel_name
    return found


@tagged("post_install", "-at_install")
class TestArchitecture(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rooms = set(matrix.rooms(cls.env))

    def models(self):
        for room in sorted(self.rooms):
            for name in matrix.models_of(self.env, room):
                yield room, name

    def rules(self, model_name):
        return self.env["ir.rule"].search([("model_id.model", "=", model_name)])

    def test_models_have_access_rows_and_a_rule(self):
        """Every model: access rows, and a read rule or a reason for none."""
        lacking = []
        system = self.env.ref("base.group_system")
        for room, name in self.models():
            access = self.env["ir.model.access"].search([("model_id.model", "=", name)])
            readable = access.filtered("perm_read")
            if not access:
                lacking.append(f"{room}: {name} has no access rows")
            elif not readable and name not in WITHOUT_ACCESS:
                lacking.append(f"{room}: nobody reads {name}, and no reason is given")
            # The system's own tables: its administrators read the database anyway.
            if readable.group_id <= system and all(row.group_id for row in readable):
                continue
            if self.env[name]._transient or self.is_list(name):
                continue
            if not self.rules(name).filtered("perm_read"):
                lacking.append(f"{room}: {name} has no read rule")
        self.assertEqual(lacking, [])

    def is_list(self, name):
        """Set-up that members read whole: it says nothing of a person or a file.

        That is, it holds no protected field and refers to no guarded record.
        """
        model = self.env[name]
        if name in WITHOUT_RULE or getattr(model, "_no_read_rule", ""):
            return True
        if isinstance(model, self.env.registry["ngo.reference"]):
            return True
        return not any(
            protected_class(field)
            or field.comodel_name
            and "is_in_scope" in self.env[field.comodel_name]._fields
            for field in model._fields.values()
        )

    def test_every_rule_is_one_of_ours(self):
        """Rules are `<model>_rule_scope` or `<model>_rule_scope_write`, and global."""
        wrong = []
        for __, name in self.models():
            stem = name.replace(".", "_")
            wanted = {f"{stem}_rule_scope", f"{stem}_rule_scope_write"}
            for rule in self.rules(name):
                xmlid = rule.get_external_id()[rule.id].rpartition(".")[2]
                if xmlid not in wanted or rule.groups:
                    wrong.append(f"{name}: {xmlid or rule.name}")
        self.assertEqual(wrong, [])

    def test_wizards_are_private(self):
        """Each wizard is its creator's, for reading, writing and deleting."""
        open_to_all = []
        for room, name in self.models():
            if not self.env[name]._transient:
                continue
            guarded = self.rules(name).filtered(
                lambda rule: not rule.groups
                and re.search(
                    r"create_uid['\"]\s*,\s*['\"]=['\"]\s*,\s*user\.id",
                    rule.domain_force or "",
                )
            )
            for mode in ("read", "write", "unlink"):
                if not any(guarded.mapped(f"perm_{mode}")):
                    open_to_all.append(f"{room}: {name} ({mode})")
        self.assertEqual(open_to_all, [])

    def test_related_fields_carry_nothing_protected(self):
        """No `related` brings a protected field where its class is not asked.

        A related field reads as the superuser: the rules of the other record do not
        hold, so its class must stand on the field itself, and no copy is stored.
        """
        leaks = []
        for field in own_fields(self.env, self.rooms):
            if not field.related:
                continue
            path = path_fields(self.env, field.model_name, field.related)
            source = next(filter(protected_class, path), None)
            if source is None:
                continue
            if field.store or protected_class(field) != protected_class(source):
                leaks.append(f"{field} carries {source}")
            elif field.compute_sudo and source.model_name != field.model_name:
                leaks.append(f"{field} reads {source} as the superuser")
        self.assertEqual(leaks, [])

    def test_stored_computes_carry_nothing_protected(self):
        """A stored compute made of a protected field asks the same class."""
        leaks = []
        for field in own_fields(self.env, self.rooms):
            if not field.compute or not field.store:
                continue
            for path in self.registry.field_depends[field]:
                for source in path_fields(self.env, field.model_name, path):
                    wanted = protected_class(source)
                    if wanted and protected_class(field) != wanted:
                        leaks.append(f"{field} keeps what {source} says")
        self.assertEqual(leaks, [])

    def test_codes_are_names(self):
        """A guarded model is known by its code: nothing protected is its name."""
        wrong = []
        for __, name in self.models():
            model = self.env[name]
            if "is_in_scope" not in model._fields or not model._rec_name:
                continue
            if protected_class(model._fields[model._rec_name]):
                wrong.append(name)
        self.assertEqual(wrong, [])

    def test_chatter_of_guarded_records_is_guarded(self):
        """What is said on a guarded record goes to its readers only, never by mail."""
        wrong, found = [], 0
        for __, name in self.models():
            model = self.env[name]
            if not {"is_in_scope", "message_ids"} <= set(model._fields):
                continue
            found += 1
            order = [getattr(part, "_name", None) for part in type(model).mro()]
            if "ngo.guarded.thread" not in order[: order.index("mail.thread")]:
                wrong.append(name)
        self.assertEqual(wrong, [])
        self.assertTrue(found)
