# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .common import CaseCase


class PlanCase(CaseCase):
    """The file of Salimata, and hands to fill what the method asks."""

    @classmethod
    def tool(cls, code):
        """A tool of the library."""
        return cls.env.ref(f"migrant_case.tool_{code}")

    @classmethod
    def domain(cls, code):
        """A domain of needs."""
        return cls.env.ref(f"migrant_case.need_domain_{code}")

    @classmethod
    def assess(cls, case, code, answers, user=None, **vals):
        """An assessment with some answers.

        :param answers: {code of the item: score of the level, or text}
        """
        assessments = cls.env["migrant.assessment"].with_user(user or cls.worker)
        values = {"tool_id": cls.tool(code).id, "case_id": case.id if case else False}
        assessment = assessments.create({**values, **vals})
        cls.answer(assessment, answers)
        return assessment

    @classmethod
    def answer(cls, assessment, answers):
        """Answer items by their code."""
        for code, answer in answers.items():
            line = assessment.line_ids.filtered(
                lambda line, code=code: line.item_id.code == code
            )
            if isinstance(answer, str):
                line.value_text = answer
            else:
                line.level_id = line.allowed_level_ids.filtered(
                    lambda level, answer=answer: level.score == answer
                )

    @classmethod
    def need(cls, case, code="housing", user=None, **vals):
        """A need in a domain."""
        return (
            cls.env["migrant.need"]
            .with_user(user or cls.worker)
            .create(
                {
                    "case_id": case.id,
                    "domain_id": cls.domain(code).id,
                    "name": "A roof",
                    **vals,
                }
            )
        )

    @classmethod
    def plan(cls, case, domains=(), user=None, **vals):
        """A plan with a goal in each of some domains."""
        values = {
            "case_id": case.id,
            "person_view": "I want to sleep without fear.",
            "goal_ids": [
                (0, 0, {"domain_id": cls.domain(code).id, "name": f"Goal {code}"})
                for code in domains
            ],
        }
        plans = cls.env["migrant.plan"].with_user(user or cls.worker)
        return plans.create({**values, **vals})

    @classmethod
    def do(cls, case, user=None, **vals):
        """An action on a file."""
        actions = cls.env["migrant.action"].with_user(user or cls.worker)
        return actions.create({"case_id": case.id, "name": "Something", **vals})
