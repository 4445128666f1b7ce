# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The rota engine: plain Python, with OR-tools when it is installed."""

from .explain import describe, explain_gaps, explain_needs, walls
from .model import LEVELS, Problem, ProblemError, weighted
from .repair import rank, repair
from .solve import solve, state_of, why_not
