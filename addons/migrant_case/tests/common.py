# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.fields import Command

from odoo.addons.migrant_registry.tests.common import RegistryCase


class CaseCase(RegistryCase):
    """The cast of the registry, and Salimata whose file the worker holds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Case = cls.env["migrant.case"]
        cls.supervisor = cls.users["supervisor"]
        cls.jurist = cls.users["jurist"]
        cls.psychologist = cls.users["psychologist"]
        # A second worker of the same team.
        cls.colleague = cls.new_user("colleague")
        cls.give_role(cls.colleague, "social_worker")
        cls.add_member(cls.team_a, cls.colleague)
        cls.salimata = cls.person("Salimata", "Kouyaté", birth_date="1993-04-02")
        cls.case = cls.new_case(cls.salimata)

    @classmethod
    def new_case(cls, person, kind="social", is_open=True, **vals):
        """A file of the worker, opened unless told otherwise.

        :param str kind: social, child or legal
        """
        values = {
            "beneficiary_id": person.id,
            "owner_id": cls.worker.id,
            "case_type_id": cls.env.ref(f"migrant_case.case_type_{kind}").id,
        }
        case = cls.Case.create({**values, **vals})
        if is_open:
            case.action_open()
        return case

    @classmethod
    def household(cls, *persons):
        """A household of some persons, today."""
        members = [Command.create({"beneficiary_id": p.id}) for p in persons]
        return cls.env["migrant.household"].create({"member_ids": members})

    @classmethod
    def step(cls, code, kind="social"):
        """A step of a type of file by its code."""
        return cls.env.ref(f"migrant_case.step_{kind}_{code}")

    @classmethod
    def decide(cls, case):
        """The person is eligible; source and request are known."""
        case.write(
            {
                "source_id": cls.env.ref("migrant_case.case_source_self").id,
                "presenting_need": "A roof, and news of her brother",
            }
        )
        case.action_eligible()

    @classmethod
    def note(cls, case, user, body="She came with her papers", **vals):
        """A signed note of a user."""
        return (
            cls.env["migrant.note"]
            .with_user(user)
            .create({"case_id": case.id, "body": body, **vals})
        )

    @classmethod
    def close(cls, case):
        """The file is closed, as the superuser, with its checklist."""
        case.action_close()
        closure = case.closure_ids[:1]
        cls.fill(closure)
        closure.action_ask()
        return closure

    @classmethod
    def fill(cls, closure, **vals):
        """All that a closing asks for."""
        closure.write(
            {
                "reason_id": cls.env.ref("migrant_case.reason_done").id,
                "outcome_ids": [
                    Command.link(cls.env.ref("migrant_case.outcome_housing").id)
                ],
                "summary": "She has a room and knows the school",
                "person_view": "She is content",
                **vals,
            }
        )
        closure.check_ids.write({"is_done": True})
