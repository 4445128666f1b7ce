# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

MAX_TICKET = 9999


class PermanenceTicket(models.Model):
    """Last ticket number given out, per queue: a slot, or a site and day without one.

    Reached by the method below only.
    """

    _name = "permanence.ticket"
    _description = "Ticket counter"
    _rec_name = "queue"

    queue = fields.Char(required=True, readonly=True)
    last = fields.Integer(required=True, readonly=True, default=0)

    _queue_uniq = models.UniqueIndex("(queue)", "This queue has its counter already.")

    @api.model
    def _take(self, queue, count=1, at_least=0):
        """Take the next numbers of a queue; whoever asks at once gets others.

        A transaction of its own, that begins by locking the table: three desks wait
        for one another for a millisecond, and none fails. A number whose arrival was
        not saved in the end is a torn ticket: it is not given again.

        :param str queue: see ``permanence.encounter._queue_key``
        :param int count: how many
        :param int at_least: numbers up to here are given out already
        :return: the last number taken
        :raise UserError: the numbers are used up
        """
        with self.env.registry.cursor() as cr:
            # A desk that hangs must not hang the others: the request is tried again.
            cr.execute("SET LOCAL lock_timeout = '10s'")
            # Before any query that reads: the snapshot is taken after the lock.
            cr.execute("LOCK TABLE permanence_ticket IN SHARE ROW EXCLUSIVE MODE")
            cr.execute(
                SQL(
                    """
                    INSERT INTO permanence_ticket AS t (queue, last)
                    VALUES (%(queue)s, %(first)s)
                    ON CONFLICT (queue) DO UPDATE
                       SET last = GREATEST(t.last, %(floor)s) + %(count)s
                    RETURNING last
                    """,
                    queue=queue,
                    first=at_least + count,
                    floor=at_least,
                    count=count,
                )
            )
            [last] = cr.fetchone()
        if last > MAX_TICKET:
            raise UserError(self.env._("There are no ticket numbers left."))
        return last

    @api.autovacuum
    def _gc_counters(self):
        """Nobody queues behind a ticket of last month."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=31)
        self.env.cr.execute(
            SQL(
                "DELETE FROM permanence_ticket t WHERE NOT EXISTS ("
                " SELECT FROM permanence_encounter e"
                " WHERE e.queue = t.queue AND e.arrived_at > %s)",
                limit,
            )
        )
