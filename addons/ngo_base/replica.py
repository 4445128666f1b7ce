# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reads from a replica that has all that was committed when the request came."""

import time

WAIT = 0.05  # seconds that a request waits for the replica, a commit's way to it
PAUSE = 1.0  # seconds without asking a replica that was later than that
STEP = 0.002
# What is visible on the primary was flushed, unless commits do not wait for the disk.
WRITTEN = """
SELECT system_identifier,
       CASE current_setting('synchronous_commit')
            WHEN 'off' THEN pg_current_wal_insert_lsn()
            ELSE pg_current_wal_flush_lsn() END::text
  FROM pg_control_system()
"""
# A replica that nobody feeds any more may be another house's, or of before a restore.
APPLIED = """
SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn
  FROM pg_control_system()
 WHERE system_identifier = %s AND EXISTS (SELECT FROM pg_stat_wal_receiver)
"""


class FreshReplica:
    """Odoo's connection to the replica, used only while the replica lags by nothing.

    Access is decided by rows and by caches whose age is told by rows: on a replica
    that is 15 s behind, a consent withdrawn stays open for 15 s. So each request first
    asks the primary how far its log goes and the replica how far it has applied it
    (PostgreSQL, *WAL control functions*). What is on its way is waited for a moment;
    else the request is answered by the primary, as Odoo does without a replica.

    Commits need not wait for the replica (``remote_apply``), whose death would then
    stop all writing.
    """

    def __init__(self, replica, primary):
        """Guard a connection.

        :param odoo.sql_db.Connection replica: read-only
        :param odoo.sql_db.Connection primary: read/write
        """
        self.replica = replica
        self.primary = primary
        self.late_until = 0.0

    def cursor(self):
        """Return a cursor of the replica, or of the primary when that one lags.

        :raise psycopg2.OperationalError: no replica; Odoo then leaves it alone for
            twenty minutes and takes the primary
        """
        primary = self.primary.cursor()
        if time.monotonic() < self.late_until:
            return primary
        try:
            replica = self._fresh_cursor(primary)
        except BaseException:
            primary.close()
            raise
        if replica is None:
            self.late_until = time.monotonic() + PAUSE
            return primary
        primary.close()
        return replica

    def _fresh_cursor(self, primary):
        primary.execute(WRITTEN)
        system, place = primary.fetchone()
        # What follows on either cursor sees a later moment than these answers.
        primary.rollback()
        replica = self.replica.cursor()
        try:
            if _is_applied(replica, place, system):
                replica.rollback()
                return replica
        except BaseException:
            replica.close()
            raise
        replica.close()
        return None


def _is_applied(replica, place, system):
    """Whether a replica reaches a place of the log in time."""
    end = time.monotonic() + WAIT
    while True:
        replica.execute(APPLIED, (place, system))
        row = replica.fetchone()
        if row == (True,):
            return True
        if row is None or time.monotonic() > end:
            return False
        time.sleep(STEP)


def guard(registry):
    """Let a registry read from its replica only what is up to date."""
    replica = registry._db_readonly
    if replica is not None and not isinstance(replica, FreshReplica):
        registry._db_readonly = FreshReplica(replica, registry._db)
