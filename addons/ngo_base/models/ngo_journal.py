# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import json
import logging
import time

from psycopg2.pool import PoolError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.sql_db import db_connect
from odoo.tools import SQL, format_datetime, ormcache

_logger = logging.getLogger(__name__)

PENDING = "ngo_base.journal"
# One writer at a time chains the rows; any other number would do.
SEAL_LOCK = 7_041_966
CLASS_GROUP = "ngo_base.group_ngo_base_class_"


class NgoJournal(models.Model):
    """Who consulted what, when, and every act that changes who may.

    Rows are written after the request's transaction and outside it, also when the
    request failed or read from a replica; when a row cannot be written the answer is
    refused. Persons stand as keyed hashes: destroying a person's key
    anonymises her rows. The rows are chained by a job with one writer, never at
    insert: chaining at insert made 63 of 160 parallel reads fail.
    """

    _name = "ngo.journal"
    _inherit = ["ngo.guarded"]
    _description = "Access journal"
    _order = "id desc"
    _rec_name = "kind"
    _log_access = False

    at = fields.Datetime(readonly=True, index=True, required=True)
    uid = fields.Integer(readonly=True, index=True, string="User number")
    login = fields.Char(readonly=True)
    ip = fields.Char(readonly=True, string="Address")
    kind = fields.Char(readonly=True, required=True, index=True)
    res_model = fields.Char(readonly=True, index=True)
    count = fields.Integer(readonly=True)
    classes = fields.Char(readonly=True, help="Fields or classes of fields read.")
    reason = fields.Char(readonly=True)
    subjects = fields.Json(readonly=True)

    _subjects_idx = models.Index("USING gin (subjects jsonb_path_ops)")

    def init(self):
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS ngo_journal_key (
                res_model varchar NOT NULL,
                res_id integer NOT NULL,
                key bytea NOT NULL DEFAULT sha256(
                    uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
                PRIMARY KEY (res_model, res_id)
            );
            CREATE OR REPLACE FUNCTION ngo_journal_append_only() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'The journal is only added to.'
                    USING ERRCODE = 'restrict_violation';
            END
            $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER ngo_journal_rows
                BEFORE UPDATE OR DELETE ON ngo_journal
                FOR EACH ROW EXECUTE FUNCTION ngo_journal_append_only();
            CREATE OR REPLACE TRIGGER ngo_journal_all BEFORE TRUNCATE ON ngo_journal
                FOR EACH STATEMENT EXECUTE FUNCTION ngo_journal_append_only();
            -- Every read ends here. A function keeps its plan from one request to the
            -- next; the bare statement takes twice as long, half of it to be planned.
            CREATE OR REPLACE FUNCTION ngo_journal_note(
                models varchar[], numbers integer[], address varchar, entries jsonb)
                RETURNS void AS $$
            BEGIN
            WITH asked AS (
                SELECT * FROM unnest(models, numbers) AS asked (res_model, res_id)
            ), known AS (
                SELECT res_model, res_id, k.key
                  FROM ngo_journal_key k JOIN asked USING (res_model, res_id)
            ), made AS (
                INSERT INTO ngo_journal_key (res_model, res_id)
                SELECT res_model, res_id FROM asked
                 WHERE NOT EXISTS (SELECT FROM known
                                    WHERE known.res_model = asked.res_model
                                      AND known.res_id = asked.res_id)
                    ON CONFLICT DO NOTHING
                RETURNING res_model, res_id, key
            ), keys AS (
                SELECT * FROM known UNION ALL SELECT * FROM made
            )
            INSERT INTO ngo_journal
                (at, uid, login, ip, kind, res_model, count, classes, reason, subjects)
            SELECT clock_timestamp() at time zone 'UTC', uid,
                   (SELECT u.login FROM res_users u WHERE u.id = entry.uid),
                   address, kind, model, count, classes, reason,
                   (SELECT jsonb_agg(
                        encode(sha256(k.key || 'ngo.journal'::bytea), 'hex'))
                      FROM unnest(ids) AS of (res_id) JOIN keys k USING (res_id)
                     WHERE k.res_model = subject)
              FROM jsonb_to_recordset(entries) AS entry (
                   n integer, uid integer, kind varchar, model varchar,
                   count integer, classes varchar, reason varchar, subject varchar,
                   ids integer[])
             ORDER BY n;
            END
            $$ LANGUAGE plpgsql;
            """
        )

    @api.model
    def _scope_reasons(self):
        live = self._scope_live()
        login = self.env.user.sudo().login
        reasons = [
            (
                "own",
                self.env._("These are your own consultations."),
                Domain("login", "=", login),
            ),
        ]
        if live.has("dpo"):
            label = self.env._("You protect the data of the house.")
            reasons.append(("dpo", label, Domain.TRUE))
        return reasons

    @api.model
    def _scope_write_domain(self):
        return Domain.FALSE

    # Rows come by SQL, see ``_insert``: nothing passes through here.
    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("The journal is written by the system alone."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The journal is only added to."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The journal is only added to."))

    # -------------------------------------------------------------- writing

    @api.model
    @ormcache("model_name")
    def _class_fields(self, model_name):
        """Stored fields of a model that bear the group of a class."""
        return frozenset(
            name
            for name, field in self.env[model_name]._fields.items()
            if field.store and CLASS_GROUP in (field.groups or "")
        )

    @api.model
    def _queue(self, kind, records, names=(), reason=None):
        """Note for the end of the request that records were read.

        :param str kind: read, group, export …
        :param records: records of a guarded model, possibly empty (a grouping)
        :param names: names of the sensitive fields read
        """
        cr = self.env.cr
        pending = cr.postcommit.data.get(PENDING)
        if pending is None:
            pending = cr.postcommit.data[PENDING] = {}
            dbname, context = cr.dbname, self._request_facts()

            def after_commit():
                if cr.readonly:
                    self._write_pending(dbname, context, pending)
                else:
                    # A second connection for each reader would empty the pool when
                    # many read at once; this one is idle now.
                    self._insert(cr, context, _emptied(pending))
                    cr._cnx.commit()

            def after_rollback():
                try:
                    self._write_pending(dbname, context, pending)
                except Exception:
                    # The request fails already; its own error must reach the user.
                    _logger.exception("journal: a failed request is not noted")

            cr.postcommit.add(after_commit)
            cr.postrollback.add(after_rollback)
        subject_model, subject_ids = records._journal_subjects()
        entry = pending.setdefault(
            (self.env.uid, kind, records._name, reason or ""),
            {"ids": set(), "fields": set(), "subject": subject_model, "count": 0},
        )
        entry["ids"].update(subject_ids)
        entry["fields"].update(names)
        entry["count"] = max(len(records), entry["count"], len(entry["ids"]))

    @api.model
    def _note(self, kind, records=None, reason=None):
        """Write one row in the present transaction: the act and its trace are one.

        :param str kind: what was done
        :param records: records concerned, or None
        :param str reason: why, without content
        """
        entry = {"ids": set(), "fields": set(), "subject": None, "count": 0}
        model = None
        if records is not None:
            model, entry["count"] = records._name, len(records)
            entry["subject"], entry["ids"] = model, set(records.ids)
            if hasattr(records, "_journal_subjects"):
                entry["subject"], entry["ids"] = records._journal_subjects()
        self._insert(
            self.env.cr,
            self._request_facts(),
            {(self.env.uid, kind, model, reason or ""): entry},
        )

    @api.model
    def _request_facts(self):
        return {"ip": request.httprequest.remote_addr if request else None}

    @api.model
    def _write_pending(self, dbname, facts, pending):
        """Write queued rows through a read/write cursor of the primary server."""
        entries = _emptied(pending)
        if not entries:
            return
        # Not registry.cursor(): the request may run on a read-only replica.
        with _patient_cursor(dbname) as cr:
            self._insert(cr, facts, entries)

    @api.model
    def _insert(self, cr, facts, entries):
        """Write one row for each entry, by one statement however many there are."""
        if not entries:
            return
        persons = sorted(
            {(entry["subject"], i) for entry in entries.values() for i in entry["ids"]}
        )
        rows = [
            {
                "n": number,
                "uid": uid,
                "kind": kind,
                "model": model,
                "count": entry["count"],
                "classes": ",".join(sorted(entry["fields"])) or None,
                "reason": reason or None,
                "subject": entry["subject"],
                "ids": sorted(entry["ids"]),
            }
            for number, ((uid, kind, model, reason), entry) in enumerate(
                entries.items()
            )
        ]
        cr.execute(
            "SELECT ngo_journal_note(%s, %s, %s, %s::jsonb)",
            (
                [model for model, _res_id in persons],
                [res_id for _model, res_id in persons],
                facts["ip"],
                json.dumps(rows, ensure_ascii=False),
            ),
        )

    # -------------------------------------------------------------- reading

    @api.model
    def _about(self, record):
        """Rows that concern one person, while her key exists.

        :param record: one record of a guarded model
        :return: recordset, filtered by the reader's own scope
        """
        model, ids = record._journal_subjects()
        rows = self.env.execute_query(
            SQL(
                "SELECT encode(sha256(key || 'ngo.journal'::bytea), 'hex')"
                " FROM ngo_journal_key WHERE res_model = %s AND res_id = ANY(%s)",
                model,
                list(ids),
            )
        )
        if not rows:
            return self.browse()
        found = self.env.execute_query(
            SQL(
                "SELECT id FROM ngo_journal WHERE subjects @> ANY(%s::jsonb[])",
                [json.dumps([token]) for (token,) in rows],
            )
        )
        return self.search([("id", "in", [row_id for (row_id,) in found])])

    @api.model
    def _forget(self, model_name, ids):
        """Destroy the keys of persons: their rows can never be linked again."""
        self.env.cr.execute(
            "DELETE FROM ngo_journal_key WHERE res_model = %s AND res_id = ANY(%s)",
            (model_name, list(ids)),
        )

    # ---------------------------------------------------------------- chain

    @api.model
    def _cron_seal(self, limit=10_000):
        """Chain the rows written since the last seal; one writer only.

        :return: number of rows sealed
        """
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s)", (SEAL_LOCK,))
        if not self.env.cr.fetchone()[0]:
            return 0
        seals = self.env["ngo.journal.seal"].sudo()
        last = seals.search([], order="id desc", limit=1)
        # Rows commit out of order: a lower id may appear after a higher one.
        rows = self._rows_to_chain(
            "WHERE NOT EXISTS (SELECT FROM ngo_journal_sealed s WHERE s.id = j.id)"
            " ORDER BY j.id LIMIT %s",
            limit,
        )
        if not rows:
            return 0
        seal = seals.create(
            {
                "previous": last.hash or "",
                "hash": self._chain(last.hash or "", rows),
                "count": len(rows),
            }
        )
        self.env.cr.execute(
            "INSERT INTO ngo_journal_sealed (id, seal_id) SELECT unnest(%s), %s",
            ([row[0] for row in rows], seal.id),
        )
        return len(rows)

    def _rows_to_chain(self, where, *params):
        columns = "j.id, j.at, j.uid, j.login, j.ip, j.kind, j.res_model, j.count,"
        columns += " j.classes, j.reason, j.subjects::text"
        # The condition is written in this file only.
        self.env.cr.execute(f"SELECT {columns} FROM ngo_journal j {where}", params)
        return self.env.cr.fetchall()

    @staticmethod
    def _chain(previous, rows):
        """SHA-256 over the previous hash and each row in order."""
        digest = hashlib.sha256(previous.encode())
        for row in rows:
            digest.update(json.dumps(row, default=str).encode())
        return digest.hexdigest()

    @api.model
    def _verify(self):
        """Recompute the chain.

        :return: the first broken seal, or an empty recordset when all is whole
        """
        previous = ""
        seals = self.env["ngo.journal.seal"].sudo()
        # A chain is only whole from its first link on; there is one for each run of
        # the job that seals.
        for seal in seals.search([], order="id"):  # pylint: disable=no-search-all
            rows = self._rows_to_chain(
                "JOIN ngo_journal_sealed s ON s.id = j.id WHERE s.seal_id = %s"
                " ORDER BY j.id",
                seal.id,
            )
            if (
                seal.previous != previous
                or len(rows) != seal.count
                or seal.hash != self._chain(previous, rows)
            ):
                return seal
            previous = seal.hash
        return self.env["ngo.journal.seal"]

    @api.model
    def _cron_verify(self):
        """Recompute the chain each night; tell the data-protection officers if broken.

        :return: the first broken seal, or an empty recordset
        """
        seal = self._verify()
        if seal:
            self.env["ngo.access"]._notify_users(
                self.env["ngo.role"]._holders("dpo"),
                lambda env: (
                    env._("The access journal was changed"),
                    self.with_env(env)._broken(seal),
                ),
            )
        return seal

    @api.model
    def action_verify(self):
        """Tell the data-protection officer whether all rows are as they were written.

        :raise AccessError: for others
        """
        if not self.env["ngo.role"]._live().has("dpo"):
            raise AccessError(self.env._("The data-protection officer checks this."))
        seal = self._verify()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if seal else "success",
                "sticky": bool(seal),
                "message": self._broken(seal)
                if seal
                else self.env._("Every sealed row is as it was written."),
            },
        }

    def _broken(self, seal):
        return self.env._(
            "Rows sealed on %(day)s were changed or taken away in the database.",
            day=format_datetime(self.env, seal.create_date),
        )


def _emptied(pending):
    """What was pending; nothing is pending any more."""
    entries = dict(pending)
    pending.clear()
    return entries


def _patient_cursor(dbname, seconds=5.0):
    """A cursor of its own, waiting for a connection when the pool is full."""
    end = time.monotonic() + seconds
    while True:
        try:
            return db_connect(dbname).cursor()
        except PoolError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


class NgoJournalSeal(models.Model):
    """One link of the chain over the journal's rows."""

    _name = "ngo.journal.seal"
    _description = "Seal of the journal"
    _order = "id desc"
    _rec_name = "hash"

    previous = fields.Char(readonly=True)
    hash = fields.Char(readonly=True, required=True)
    count = fields.Integer(readonly=True)

    def init(self):
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS ngo_journal_sealed (
                id integer PRIMARY KEY, seal_id integer NOT NULL
            );
            CREATE INDEX IF NOT EXISTS ngo_journal_sealed_seal
                ON ngo_journal_sealed (seal_id);
            """
        )
