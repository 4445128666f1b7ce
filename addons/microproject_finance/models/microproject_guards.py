# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Triggers that keep closed periods: SQL, uninstalled with the room.

Names and references of analytic lines may change; amounts, dates, accounts, every
axis and every paper may not.
"""

CREATE = """
CREATE OR REPLACE FUNCTION microproject_is_closed(
    account integer, day date) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM microproject_period p
          JOIN ngo_programme g ON g.id = p.programme_id
         WHERE p.state <> 'open' AND day BETWEEN p.date_from AND p.date_to
           AND (g.common_analytic_id = account OR EXISTS (
               SELECT 1 FROM microproject_microproject m
                 JOIN project_project j ON j.id = m.project_id
                WHERE m.programme_id = g.id AND j.account_id = account)));
END $$;
CREATE OR REPLACE FUNCTION microproject_guard_analytic_line()
RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['name', 'ref', 'write_date', 'write_uid'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - free = to_jsonb(NEW) - free THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' AND microproject_is_closed(OLD.account_id, OLD.date) THEN
        RAISE EXCEPTION 'microproject: the reporting period is closed';
    END IF;
    IF TG_OP <> 'DELETE' AND microproject_is_closed(NEW.account_id, NEW.date) THEN
        RAISE EXCEPTION 'microproject: the reporting period is closed';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION microproject_guard_move_line()
RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM account_analytic_line a WHERE a.move_line_id = OLD.id
                  AND microproject_is_closed(a.account_id, a.date)) THEN
        RAISE EXCEPTION 'microproject: the reporting period is closed';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION microproject_guard_attachment()
RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.res_model = 'account.move' AND EXISTS (
        SELECT 1 FROM account_move_line l
          JOIN account_analytic_line a ON a.move_line_id = l.id
         WHERE l.move_id = OLD.res_id
           AND microproject_is_closed(a.account_id, a.date)) THEN
        RAISE EXCEPTION 'microproject: the reporting period is closed';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER microproject_guard BEFORE INSERT OR UPDATE OR DELETE
    ON account_analytic_line FOR EACH ROW
    EXECUTE FUNCTION microproject_guard_analytic_line();
CREATE OR REPLACE TRIGGER microproject_guard_change BEFORE UPDATE OF
    analytic_distribution, account_id, partner_id, balance, debit, credit, date,
    move_id ON account_move_line FOR EACH ROW
    WHEN (OLD.analytic_distribution IS DISTINCT FROM NEW.analytic_distribution
       OR OLD.account_id IS DISTINCT FROM NEW.account_id
       OR OLD.partner_id IS DISTINCT FROM NEW.partner_id
       OR OLD.balance IS DISTINCT FROM NEW.balance
       OR OLD.date IS DISTINCT FROM NEW.date
       OR OLD.move_id IS DISTINCT FROM NEW.move_id)
    EXECUTE FUNCTION microproject_guard_move_line();
CREATE OR REPLACE TRIGGER microproject_guard_delete BEFORE DELETE
    ON account_move_line FOR EACH ROW
    EXECUTE FUNCTION microproject_guard_move_line();
CREATE OR REPLACE TRIGGER microproject_guard_change BEFORE UPDATE OF
    store_fname, db_datas, checksum, res_model, res_id ON ir_attachment FOR EACH ROW
    WHEN (OLD.res_model = 'account.move'
      AND (OLD.store_fname IS DISTINCT FROM NEW.store_fname
        OR OLD.checksum IS DISTINCT FROM NEW.checksum
        OR OLD.db_datas IS DISTINCT FROM NEW.db_datas
        OR OLD.res_model IS DISTINCT FROM NEW.res_model
        OR OLD.res_id IS DISTINCT FROM NEW.res_id))
    EXECUTE FUNCTION microproject_guard_attachment();
CREATE OR REPLACE TRIGGER microproject_guard_delete BEFORE DELETE
    ON ir_attachment FOR EACH ROW WHEN (OLD.res_model = 'account.move')
    EXECUTE FUNCTION microproject_guard_attachment();
"""

DROP = """
DROP TRIGGER IF EXISTS microproject_guard ON account_analytic_line;
DROP TRIGGER IF EXISTS microproject_guard_change ON account_move_line;
DROP TRIGGER IF EXISTS microproject_guard_delete ON account_move_line;
DROP TRIGGER IF EXISTS microproject_guard_change ON ir_attachment;
DROP TRIGGER IF EXISTS microproject_guard_delete ON ir_attachment;
DROP FUNCTION IF EXISTS microproject_guard_analytic_line();
DROP FUNCTION IF EXISTS microproject_guard_move_line();
DROP FUNCTION IF EXISTS microproject_guard_attachment();
DROP FUNCTION IF EXISTS microproject_is_closed(integer, date);
"""
