# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.modules import get_manifest
from odoo.tests import Form, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestForms(TransactionCase):
    def test_who_reads_a_record_opens_its_form(self):
        """No form of the suite asks for what its reader may not read.

        A list within a form, of rows that fewer may read, closes the whole form.
        """
        us = get_manifest("ngo_base")["author"]
        models = [
            name
            for name in sorted(self.env.registry)
            if (model := self.env[name])._auto
            and not model._transient
            and get_manifest(model._original_module).get("author") == us
        ]
        opened = 0
        for user in self.env["ngo.role"].search([]).user_id:
            for name in models:
                # What another reader left in the cache is not read again.
                self.env.invalidate_all()
                model = self.env[name].with_user(user)
                if not model.has_access("read"):
                    continue
                for record in model.search([], limit=1):
                    with self.subTest(login=user.login, record=record):
                        self.assertEqual(Form(record).id, record.id)
                        opened += 1
        self.assertGreater(opened, 1000)

    def test_no_form_shows_the_code_of_what_is_not_saved(self):
        """A code is drawn when a record is saved: one noted down before is nobody's."""
        shown = 0
        for name in sorted(self.env.registry["ngo.code.mixin"]._inherit_children):
            model = self.env[name]
            view = self.env["ir.ui.view"].default_view(name, "form")
            if model._abstract or not view:
                continue
            with self.subTest(model=name):
                self.assertFalse(model.new({}).display_name)
                form = etree.fromstring(model.get_view(view)["arch"])
                if form.get("create") == "0":
                    continue
                for node in form.iterfind(".//field[@name='code']"):
                    if not node.xpath("ancestor::field"):
                        self.assertEqual(node.get("invisible"), "not id")
                        shown += 1
        self.assertGreater(shown, 10)
