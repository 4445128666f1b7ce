# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a social worker asks of the files and of the actions in them, all day long.

The calls are those of Odoo's web client with the room's own views; beside each stands
the same call on core's tasks, with as many rows.
"""

from bench import _house

CARDS = 40
STEPS = 6


def sizes(persons):
    """Return how many files and how many actions a house of `persons` has."""
    return persons * 3 // 10, persons * 10


def fit_tasks(env, count):
    """Leave or make `count` tasks, over as many stages as a file has steps."""
    stages = env["project.task.type"].search([("name", "=like", "Bench %")])
    stages = stages or env["project.task.type"].create(
        [
            {
                "name": f"Bench {n}",
                "project_ids": env["project.project"].search([]).ids,
                "user_id": False,
            }
            for n in range(STEPS)
        ]
    )
    env.flush_all()
    cr = env.cr
    cr.execute("SELECT count(*) FROM project_task")
    there = cr.fetchone()[0]
    if there > count:
        cr.execute(
            "DELETE FROM project_task WHERE id IN"
            " (SELECT id FROM project_task ORDER BY id OFFSET %s)",
            [count],
        )
    elif there < count:
        columns = [
            name
            for name, field in env["project.task"]._fields.items()
            if field.store and field.column_type and name not in ("id", "user_ids")
        ]
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(f't."{name}"' for name in columns)
        # Copies of what is there; whoever works on the one works on its copies.
        cr.execute(
            f"""
            WITH old AS (
                SELECT t.*, row_number() OVER (ORDER BY id) - 1 AS bench_n
                  FROM project_task t
            ), made AS (
                INSERT INTO project_task ({names})
                SELECT {values} FROM old t
                  JOIN generate_series(%(there)s, %(count)s - 1) AS g (n)
                    ON g.n %% %(there)s = t.bench_n
                RETURNING id, name
            )
            INSERT INTO project_task_user_rel (task_id, user_id)
            SELECT made.id, min(r.user_id)
              FROM made
              JOIN old ON old.name = made.name
              JOIN project_task_user_rel r ON r.task_id = old.id
             GROUP BY made.id
            """,
            {"there": there, "count": count},
        )
    cr.execute(
        "UPDATE project_task SET stage_id = (%s::int[])[1 + id %% %s]",
        [stages.ids, len(stages)],
    )
    env.invalidate_all()
    cr.commit()
    cr.execute("ANALYZE")
    cr.commit()


def page(model, domain, columns, order=None, limit=_house.PAGE):
    """Return the call that reads a page of a list."""
    return lambda: model.web_search_read(domain, columns, limit=limit, order=order)


def board(model, group, columns):
    """Return the call that opens a board: its columns with their first cards."""
    return lambda: model.web_read_group(
        [],
        [group],
        ["__count"],
        auto_unfold=True,
        unfold_read_specification=columns,
        unfold_read_default_limit=CARDS,
    )


def of_files(model):
    """Return the calls on files, by name."""
    env = model.env
    today = env.ref("migrant_case.migrant_case_view_list_today")
    columns = _house.columns(model)
    mine = [("owner_id", "=", env.uid), ("state", "in", ("open", "on_hold"))]
    first = model.search([], limit=1)
    # As the search box asks.
    word = ["|", ("code", "ilike", "0001"), ("person_name", "ilike", "0001")]
    form, pages = _house.form(model)
    return {
        "list": page(model, [], columns),
        "worklist": page(model, mine, _house.columns(model, "list", today), "next_due"),
        "search": page(model, word, columns),
        "kanban": board(model, "step_id", _house.columns(model, "kanban")),
        "form": lambda: model.browse(first.ids).web_read(form),
        "group-by": lambda: model.web_read_group([], ["site_id"], ["__count"]),
    } | _house.later_calls(model, first, pages)


def of_actions(model):
    """Return the calls on actions, by name."""
    columns = _house.columns(model)
    first = model.search([], limit=1)
    form, _pages = _house.form(model)
    return {
        "list": page(model, [], columns),
        "search": page(model, [("name", "ilike", "Step 1234")], columns),
        "form": lambda: model.browse(first.ids).web_read(form),
        "group-by": lambda: model.web_read_group([], ["site_id"], ["__count"]),
    }


def of_tasks(model):
    """Return the same calls on core's tasks, by name."""
    columns = _house.columns(model)
    first = model.search([], limit=1)
    mine = [("user_ids", "in", model.env.uid), ("is_closed", "=", False)]
    form, _pages = _house.form(model)
    return {
        "list": page(model, [], columns),
        "worklist": page(model, mine, columns, "date_deadline"),
        "search": page(model, [("name", "ilike", "Task 12")], columns),
        "kanban": board(model, "stage_id", _house.columns(model, "kanban")),
        "form": lambda: model.browse(first.ids).web_read(form),
        "group-by": lambda: model.web_read_group([], ["project_id"], ["__count"]),
    }
