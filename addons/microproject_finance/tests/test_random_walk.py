# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter
from datetime import date

from psycopg2 import IntegrityError
from psycopg2.errors import RaiseException

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MicroprojectCase
from .invariants import Invariants
from .test_invariants import PLANS
from .walk import DUTIES, Acts, Walk

# Acts that change plans; no other act may move a typed amount.
PLANNING = {"start", "reallocate", "overrun", "cancel"}


@tagged("post_install", "-at_install")
class TestRandomWalk(Acts, Invariants, MicroprojectCase):
    """I1 to I15 after each step of random walks through the whole room."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in DUTIES:
            for duty in set(DUTIES) - {role}:
                cls.give_role(cls.users[role], duty)
        cls.programme.overrun_percent = 10
        account = cls.env["account.account"]
        cls.uses = account.create(
            {"code": "860000", "name": "Uses", "account_type": "off_balance"}
        )
        cls.gifts = account.create(
            {"code": "870000", "name": "Gifts", "account_type": "off_balance"}
        )
        cls.gift = cls.env["microproject.funding"].create(
            {
                "name": "Premises",
                "programme_id": cls.programme.id,
                "kind": "own",
                "nature": "in_kind",
            }
        )
        first = date.today().replace(day=1)
        cls.months = [Date.subtract(first, months=n) for n in range(6, 1, -1)]
        for number, month in enumerate(cls.months):
            cls.env["microproject.rate"].create(
                {
                    "currency_id": cls.eur.id,
                    "book_currency_id": cls.tnd.id,
                    "month": month,
                    "rate": 3.3 + number / 100,
                }
            )
        # The books convert by their own rates: a bill at one, its payment at another.
        for day, rate in ((cls.months[0], 3.4), (cls.months[-1], 3.5)):
            cls.env["res.currency.rate"].create(
                {
                    "currency_id": cls.eur.id,
                    "name": day,
                    "inverse_company_rate": rate,
                    "company_id": cls.company.id,
                }
            )

    def test_random_walks_keep_every_invariant(self):
        """I1, I2, I3, I4, I5, I6, I7, I8, I9, I10, I11, I12, I13, I14 and I15 hold
        after each act, legal or refused. [T16b] [T16c] [T16f] [C02] [C04]"""
        done = Counter()
        for seed in (101, 211, 307):
            with self.subTest(seed=seed), self.cr.savepoint() as savepoint:
                done += self.go(Walk(seed))
                savepoint.rollback()
                self.env.invalidate_all()
        missing = {act for act in self.acts() if not done[act]}
        self.assertEqual(missing, set(), "acts that never went through")

    def acts(self):
        return [name[3:] for name in sorted(dir(self)) if name.startswith("do_")]

    def go(self, walk):
        """One walk: every act twice, bills more often, in an order of its own."""
        names = self.acts() * 2 + ["bill"] * 5
        walk.rng.shuffle(names)
        done = Counter()
        for name in ["start", *names]:
            done[name] += self.attempt(walk, name)
            self.check_invariants(walk)
        return done

    def attempt(self, walk, name):
        """Do an act; what is refused leaves nothing. The plain model follows."""
        before = self.plans(PLANS)
        try:
            with mute_logger("odoo.sql_db"), self.cr.savepoint():
                then = getattr(self, f"do_{name}")(walk)
                self.env.flush_all()
        except (UserError, RaiseException, IntegrityError):
            self.env.invalidate_all()
            walk.acts.append(f"({name})")
            return 0
        if not then:
            return 0
        walk.acts.append(name)
        if name not in PLANNING:
            self.assertEqual(self.plans(PLANS), before, f"I4, {walk.said}")
        then()
        return 1
