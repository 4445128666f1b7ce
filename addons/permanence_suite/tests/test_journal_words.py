# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from pathlib import Path

from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, tagged

NOTED = re.compile(r"_(?:note|queue|note_config)\(\s*\"(\w+)\"")


@tagged("post_install", "-at_install")
class TestJournalWords(TransactionCase):
    """Who protects the data reads the journal in her own words."""

    def noted(self):
        """Kinds of acts that the rooms at hand write."""
        rooms = self.env["ir.module.module"].search(
            [("state", "=", "installed"), ("author", "=", "Permanence contributors")]
        )
        kinds = set()
        for room in rooms:
            for folder in ("models", "wizards", "controllers"):
                for path in (Path(get_module_path(room.name)) / folder).glob("*.py"):
                    kinds.update(NOTED.findall(path.read_text()))
        return kinds

    def test_each_act_has_words_in_three_languages(self):
        kinds = self.noted()
        self.assertGreater(len(kinds), 15)
        journal = self.env["ngo.journal"]
        english = journal._act_names()
        self.assertEqual(kinds - set(english), set(), "no words for these acts")
        for lang in ("fr_FR", "ar_TN"):
            self.env["res.lang"]._activate_lang(lang)
            words = journal.with_context(lang=lang)._act_names()
            same = {k for k in kinds if words[k] == english[k]}
            self.assertEqual(same, set(), f"not in {lang}")

    def test_row_tells_what_was_read(self):
        """Model and fields by their names; a model that is gone leaves its code."""
        self.env.cr.execute(
            "INSERT INTO ngo_journal (at, uid, login, kind, res_model, count, classes)"
            " VALUES (now(), 1, 'x', 'read', 'migrant.identity', 1, 'full_name'),"
            " (now(), 1, 'x', 'of_old', 'gone.model', 1, 'a') RETURNING id"
        )
        rows = self.env["ngo.journal"].browse(r[0] for r in self.env.cr.fetchall())
        mine, old = rows.with_context(lang="fr_FR")
        identity = self.env["ir.model"]._get("migrant.identity")
        label = self.env["migrant.identity"]._fields["full_name"]
        french = self.env(context={"lang": "fr_FR"})
        self.assertEqual(mine.act_name, "Lecture")
        self.assertEqual(mine.object_name, identity.with_env(french).name)
        self.assertEqual(mine.class_names, label._description_string(french))
        self.assertEqual(
            [old.act_name, old.object_name, old.class_names],
            ["of_old", "gone.model", "a"],
        )
