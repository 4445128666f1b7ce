# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo import fields
from odoo.tools import SQL, mute_logger

from odoo.addons.migrant_case.tests import matrix_records as case_records
from odoo.addons.migrant_registry.tests import matrix_records as registry_records
from odoo.addons.partner_referral.tests import matrix_records as referral_records
from odoo.addons.permanence_reception.tests.common import ReceptionCase

# Stands in no word of any language; each column gets its own number behind it.
MARK = "zqxj"
PERSON = "migrant.beneficiary"
TEXTS = ("char", "text", "html")


class WholeFileCase(ReceptionCase):
    """Awa, with rows in every model of every room that lead to her.

    Every text column of them can be planted with a word of its own: whatever a room
    adds later is tried without a line here.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        # Held by somebody whom no other role leads to.
        cls.keeper = cls.new_user("keeper")
        cls.give_role(cls.keeper, "social_worker")
        cls.awa = cls.person(
            "Awa",
            "Sow",
            birth_date="1992-08-17",
            owner_id=cls.keeper.id,
            team_id=False,
            site_id=cls.site_b.id,
            programme_id=cls.programme_2.id,
        )
        registry_records.lines(env, cls.awa, {})
        cls.case = env["migrant.case"].create(
            {"beneficiary_id": cls.awa.id, "owner_id": cls.keeper.id}
        )
        case_records.lines(env, cls.case, env.ref("base.user_admin"))
        service = env["directory.service"].create(
            {
                "name": "Care",
                "organization_id": env["directory.organization"]
                .create({"name": "Clinic"})
                .id,
            }
        )
        clinic = env["res.partner"].create({"name": "Clinic", "is_company": True})
        nobody = env.ref("base.user_root")
        referral_records.lines(env, cls.awa, service, clinic, nobody)

    def setUp(self):
        super().setUp()
        here = {"beneficiary_id": self.awa.id, "site_id": self.awa.site_id.id}
        encounter = self.Encounter.create(here)
        topic = self.env["permanence.topic"].search([], limit=1)
        self.env["permanence.information"].create(
            {"encounter_id": encounter.id, "topic_id": topic.id}
        )
        self.env["permanence.appointment"].create(
            {
                **here,
                "worker_id": self.awa.owner_id.id,
                "start": fields.Datetime.now(),
            }
        )

    def hers(self):
        """All rows that lead to her by their many2ones: {model: ids}."""
        found = {PERSON: set(self.awa.ids)}
        models = {
            name: model.sudo().with_context(active_test=False)
            for name, model in self.env.registry.items()
            if not model._abstract and model._auto and not model._transient
            for model in [self.env[name]]
        }
        grown = True
        while grown:
            grown = False
            for name, model in models.items():
                links = [
                    field
                    for field in model._fields.values()
                    if field.type == "many2one"
                    and field.store
                    and found.get(field.comodel_name)
                ]
                known = found.get(name, set())
                for field in links:
                    ids = list(found[field.comodel_name])
                    rows = model.search([(field.name, "in", ids)])
                    known |= set(rows.ids)
                if len(known) > len(found.get(name, ())):
                    found[name] = set(known)
                    grown = True
        return found

    def plant(self, rows):
        """Write a word into each text column of the rows: {word: column}."""
        self.env.flush_all()
        self.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        planted = {}
        for name, ids in sorted(rows.items()):
            model = self.env[name]
            # Append-only tables too: what they hold counts, not how it came there.
            table = SQL.identifier(model._table)
            self.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", table))
            for field in model._fields.values():
                if field.type in TEXTS and field.store and not field.translate:
                    word = f"{MARK}{len(planted)}w"
                    try:
                        with mute_logger("odoo.sql_db"), self.cr.savepoint():
                            self.cr.execute(
                                SQL(
                                    "UPDATE %s SET %s = %s WHERE id IN %s",
                                    table,
                                    SQL.identifier(field.name),
                                    # Several rows may have to differ.
                                    SQL("%s || id", word),
                                    tuple(ids),
                                )
                            )
                    except IntegrityError:
                        continue  # a form is prescribed: no free words
                    planted[word] = f"{name}.{field.name}"
            self.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", table))
        self.env.invalidate_all()
        return planted

    def leave_traces(self, rows):
        """What Odoo and we keep beside records: files, messages, drafts, grants.

        :return: {model: ids} of what was made
        """
        until = fields.Datetime.add(fields.Datetime.now(), days=1)
        made = {}

        def keep(records):
            made.setdefault(records._name, set()).update(records.ids)

        for name, ids in rows.items():
            for record in self.env[name].sudo().browse(sorted(ids)):
                beside = {"res_model": name, "res_id": record.id}
                keep(
                    self.env["ir.attachment"].create(
                        {
                            "name": f"{MARK}file-{name}",
                            "raw": f"{MARK}{name}".encode(),
                            **beside,
                        }
                    )
                )
                keep(
                    self.env["ngo.draft"].create(
                        {"field_name": "note", "body": f"{MARK}draft-{name}", **beside}
                    )
                )
                keep(
                    self.env["ngo.access"]._grant(
                        record, self.stranger, "guest", until, f"{MARK}grant-{name}"
                    )
                )
                if "message_ids" in record._fields:
                    keep(record.message_post(body=f"{MARK}message-{name}"))
                if "activity_ids" in record._fields:
                    keep(
                        record.activity_schedule(
                            "mail.mail_activity_data_todo",
                            summary=f"{MARK}activity-{name}",
                        )
                    )
        return made
