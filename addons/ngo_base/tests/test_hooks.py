# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import TransactionCase, tagged

from ..hooks import _index_parts_of_names


@tagged("post_install", "-at_install")
class TestHooks(TransactionCase):
    def test_a_database_made_by_hand_gets_its_index(self):
        """Odoo makes ``pg_trgm`` only where it creates the database itself."""
        self.patch(self.registry, "has_trigram", False)
        self.env.cr.execute("DROP EXTENSION IF EXISTS pg_trgm CASCADE")
        _index_parts_of_names(self.env)
        self.env.cr.execute("SELECT FROM pg_extension WHERE extname = 'pg_trgm'")
        self.assertEqual(self.env.cr.rowcount, 1)
        self.assertTrue(self.registry.has_trigram)

    def test_a_house_without_it_goes_on(self):
        """Where PostgreSQL refuses, nothing is broken and nothing said to be there."""
        self.patch(self.registry, "has_trigram", False)
        self.env.cr.execute("DROP EXTENSION IF EXISTS pg_trgm CASCADE")
        self.env.cr.execute("SET TRANSACTION READ ONLY")
        _index_parts_of_names(self.env)
        self.assertFalse(self.registry.has_trigram)
        self.env.cr.execute("SELECT 1")
