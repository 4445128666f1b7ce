# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What public methods take from outside, said by annotations.

``def action_move(self, target_id: Id)``: what a client sends is held against that
before the method sees it, see ``check_call``. Python callers inside are not checked.
``Id | None`` may also be empty, as clients say it: None, False, 0 or "".
"""

import functools
import inspect
import logging
import math
from contextlib import contextmanager
from datetime import date
from types import NoneType
from typing import Annotated, get_args

from psycopg2 import DataError

from odoo import fields
from odoo.exceptions import UserError
from odoo.modules.module import get_manifest
from odoo.service import model as service

_logger = logging.getLogger(__name__)
# What Python says of signs that no text of PostgreSQL may hold.
UNSTORABLE = ("cannot contain NUL", "surrogates not allowed")
SEVERAL = "Expected singleton"  # what Odoo says of a method for one record
LARGEST = 2**31 - 1  # id of PostgreSQL's type integer
YEARS = range(1900, 2200)  # of days: months before and after them exist too


def is_id(value):
    """Whether a value can be the id of a row.

    >>> [is_id(value) for value in (7, 2**31, 0, True, "7", 1.0)]
    [True, False, False, False, False, False]
    """
    return type(value) is int and 0 < value <= LARGEST


def is_ids(value):
    """Whether a value is a list of ids.

    >>> is_ids([1, 2]), is_ids([[1]]), is_ids("12")
    (True, False, False)
    """
    return isinstance(value, (list, tuple)) and all(map(is_id, value))


def is_text(value):
    return isinstance(value, str)


def is_number(value):
    """Whether a value can be counted with.

    >>> is_number(2.5), is_number(float("nan")), is_number(True), is_number(10**400)
    (True, False, False, False)
    """
    if type(value) is int:
        return abs(value) <= LARGEST
    return type(value) is float and math.isfinite(value)


def is_day(value):
    """Whether a value is a day, as a date or as its ISO text.

    >>> is_day("2026-11-22"), is_day("9999-12-31"), is_day("soon"), is_day([])
    (True, False, False, False)
    """
    if not isinstance(value, (str, date)):
        return False
    try:
        day = fields.Date.to_date(value)
    except ValueError:
        return False
    return day is not None and day.year in YEARS


# What code says of its own work. From outside it would hide what is done, or say that
# it was checked.
INTERNAL = {
    "install_mode",
    "install_module",
    "mail_activity_automation_skip",
    "mail_auto_subscribe_no_notify",
    "mail_create_nolog",
    "mail_create_nosubscribe",
    "mail_notrack",
    "migrant_import",
    "no_reset_password",
    "rota_checked",
    "tracking_disable",
}
CHECKS = (is_id, is_ids, is_text, is_number, is_day)
EMPTY = (None, False, "")
Id = Annotated[int, is_id]
Ids = Annotated[list[int], is_ids]
Text = Annotated[str, is_text]
Number = Annotated[float, is_number]
Day = Annotated[date, is_day]


def check_call(env, model, method, args, kwargs):
    """Refuse a call of a client that the method cannot mean.

    What Odoo's own methods take is Odoo's matter: there only the ids are looked at.

    :param str model: name of a model
    :param str method: name of one of its public methods
    :param list args: as sent, the ids first unless the method is of the model
    :param dict kwargs: as sent
    :return: ``kwargs`` to call with, the context less what clients do not say
    :raise UserError: ids that are none, arguments of another number or kind
    :raise AccessError: the method is private
    """
    function = service.get_public_method(env[model], method)
    if not isinstance(args, (list, tuple)) or not isinstance(kwargs, dict):
        raise refusal(env, method)
    args, kwargs = list(args), dict(kwargs)
    ours = _is_ours(function.__module__)
    context = kwargs.pop("context", None) or {}
    fits = isinstance(context, dict)
    if not getattr(function, "_api_model", False):
        fits = fits and bool(args) and _are_records(args.pop(0), ours)
    if not fits or (ours and not _fits(inspect.signature(function), args, kwargs)):
        raise refusal(env, method)
    return {**kwargs, "context": without_internal(context)}


def without_internal(context):
    """A context less what only code says.

    >>> without_internal({"lang": "fr_FR", "tracking_disable": True})
    {'lang': 'fr_FR'}
    """
    return {key: value for key, value in context.items() if key not in INTERNAL}


def hold_service():
    """Put the door before ``call_kw``, at which XML-RPC and JSON-RPC end.

    No model is asked on their way. One process serves several databases: those
    without our rooms are as they were.
    """
    call_kw = service.call_kw
    if hasattr(call_kw, "__wrapped__"):
        return

    @functools.wraps(call_kw)
    def checked_call(records, name, args, kwargs):
        if "ngo.guarded" not in records.env:
            return call_kw(records, name, args, kwargs)
        kwargs = check_call(records.env, records._name, name, args, kwargs)
        with call_told(records.env):
            return call_kw(records, name, args, kwargs)

    service.call_kw = checked_call


def check_json2(env, params):
    """The door of ``/json/2``, where arguments come by name.

    What names no public method is left to Odoo, which answers that nothing is there.

    :param dict params: as sent, with the model and the method of the address; its
        context loses what clients do not say
    """
    kwargs = dict(params)
    model, method = kwargs.pop("__model__"), kwargs.pop("__method__")
    ids = kwargs.pop("ids", ())
    function = model in env and getattr(type(env[model]), method, None)
    if not callable(function):
        return
    args = [] if getattr(function, "_api_model", False) else [ids]
    params["context"] = check_call(env, model, method, args, kwargs)["context"]


def refusal(env, method):
    """The error that says that a method was called with what it does not take."""
    return UserError(env._("What was sent does not fit “%(method)s”.", method=method))


@contextmanager
def call_told(env):
    """Tell in one sentence what only the work itself, or the database, can find.

    The log keeps where it was found.

    :raise UserError: a text that cannot be stored, a value out of bounds, no record or
        several where one is meant
    """
    try:
        yield
    except (ValueError, DataError) as error:
        said = str(error)
        if any(words in said for words in UNSTORABLE):
            told = env._(
                "A text holds a sign that cannot be stored. Type it anew instead "
                "of pasting it."
            )
        elif SEVERAL in said:
            told = env._("This is done on one record at a time. Open it first.")
        elif isinstance(error, DataError):
            told = env._("A value is too large, or of another kind than the field.")
        else:
            raise
        _logger.info("refused: %s", type(error).__name__, exc_info=True)
        raise UserError(told) from error


@functools.cache
def _is_ours(module):
    """Whether a module of Python belongs to a room of the suite."""
    parts = module.split(".")
    room = parts[2] if module.startswith("odoo.addons.") else ""
    return get_manifest(room).get("author") == "Permanence contributors"


def _are_records(ids, ours):
    """Whether these can be the ids of a call: one, several or none.

    :param ours: whether the method is ours: no record that is not stored comes to it
    """
    if isinstance(ids, (list, tuple)):
        return all(is_id(i) or (not ours and i in (None, False)) for i in ids)
    return ids in (None, False) or is_id(ids)


def _fits(signature, args, kwargs):
    """Whether arguments are what a signature of ours says."""
    try:
        given = signature.bind(None, *args, **kwargs).arguments
    except TypeError:
        return False
    checks = {
        name: found
        for name, parameter in signature.parameters.items()
        if (found := _check_of(parameter.annotation))
    }
    return all(
        check(given[name]) or (may_be_empty and given[name] in EMPTY)
        for name, (check, may_be_empty) in checks.items()
        if name in given
    )


def _check_of(annotation):
    """(check, whether the argument may be empty) of an annotation, or None."""
    parts = (annotation, *get_args(annotation))
    for part in parts:
        named = get_args(part)[-1:]
        if named and named[0] in CHECKS:
            return named[0], NoneType in parts
    return None
