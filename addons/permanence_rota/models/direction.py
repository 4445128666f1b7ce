# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Names and hours within one line of text.

Marks, not isolates: the PDF printer of Debian does not know isolates and prints
00:31–09:00 for hours within them.
"""

LEFT, RIGHT = "\u200e", "\u200f"


def _from_the_right(env):
    return env["res.lang"]._get_data(code=env.lang).direction == "rtl"


def in_line(env, *parts):
    """The parts that there are, one after the other also for who reads Arabic."""
    parts = [part for part in parts if part]
    if _from_the_right(env):
        return RIGHT + f" ·{RIGHT} ".join(parts)
    return " · ".join(parts)


def in_hours(env, hours):
    """``09:00–13:00``, which does not end before it begins for who reads Arabic."""
    return f"{LEFT}{hours}" if hours and _from_the_right(env) else hours
