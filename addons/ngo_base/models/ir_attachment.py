# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import errno
import os
import re
from contextlib import contextmanager, suppress
from uuid import uuid4

from psycopg2.errors import DiskFull

from odoo import api, models
from odoo.exceptions import UserError

# How a disk says that it takes nothing: full, over quota, read-only, broken, not there.
REFUSED = {
    errno.EACCES,
    errno.EDQUOT,
    errno.EEXIST,
    errno.EFBIG,
    errno.EIO,
    errno.ENOSPC,
    errno.ENOTDIR,
    errno.EROFS,
}
# Where the editor hangs a picture until what is written is sent, and its address.
PENDING = {
    "mail.activity",
    "mail.activity.schedule",
    "mail.compose.message",
    "mail.scheduled.message",
}
PASTED = re.compile(r"/web/(?:image|content)/(\d+)")


@contextmanager
def disk_told(env):
    """Tell in one sentence that the server's disk takes nothing.

    :raise UserError: a disk refuses, that of the files or that of the database
    """
    try:
        yield
    except (OSError, DiskFull) as error:
        if isinstance(error, OSError) and error.errno not in REFUSED:
            raise
        raise UserError(
            env._(
                "The server cannot store this: its disk is full or cannot be "
                "written. Nothing was saved. Tell your technician, then do it again."
            )
        ) from error


class IrAttachment(models.Model):
    """A paper on a guarded record is never public, nor opened by a bare link.

    A file of the store is whole or not there: Odoo writes under the final name, where
    others read half of a script, and the same paper collides for ever with a part.
    """

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments.filtered(
            lambda a: a.public or a.access_token
        )._refuse_public_on_guarded()
        return attachments

    def write(self, vals):
        if self.env["ngo.guarded"]._is_guarded(vals.get("res_model")):
            # The editor gives each picture a token before it is sent.
            vals = {"access_token": False, **vals}
        result = super().write(vals)
        if vals.get("public") or vals.get("access_token") or "res_model" in vals:
            self.filtered(
                lambda a: a.public or a.access_token
            )._refuse_public_on_guarded()
        return result

    @api.model
    def _get_path(self, bin_data, sha):
        with disk_told(self.env):
            return super()._get_path(bin_data, sha)

    @api.model
    def _file_write(self, bin_value, checksum):
        with disk_told(self.env):
            fname = f"{checksum[:2]}/{checksum}"
            path = self._full_path(fname)
            if not os.path.exists(path):
                self._write_whole(bin_value, fname, path)
                self._mark_for_gc(fname)
            # Core finds it there and compares.
            return super()._file_write(bin_value, checksum)

    @api.model
    def _write_whole(self, bin_value, fname, path):
        """Give a file its name once the disk holds all of it."""
        # In the list of what the collector deletes: what a dead server left goes too.
        part = self._full_path(f"checklist/{fname}-{uuid4().hex}")
        for name in (part, path):
            os.makedirs(os.path.dirname(name), exist_ok=True)
        try:
            with open(part, "wb") as file:
                file.write(bin_value)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
        except OSError:
            with suppress(OSError):
                os.unlink(part)
            raise

    @api.model
    def _hang_pasted(self, text, res_model, res_id):
        """Let a picture that its writer put in a text be read with a guarded record.

        :param text: HTML of a message or a note
        """
        ids = [int(i) for i in PASTED.findall(text or "")]
        if not ids or not self.env["ngo.guarded"]._is_guarded(res_model):
            return
        # Her own, which hang nowhere yet; some who write there may not change it.
        pictures = (
            self.sudo()
            .browse(ids)
            .exists()
            .filtered(
                lambda a: a.create_uid.id == self.env.uid and a.res_model in PENDING
            )
        )
        pictures.write({"res_model": res_model, "res_id": res_id})

    def generate_access_token(self):
        if self.env.context.get("ngo_base_pasting"):
            # A picture in the text of a message: who reads the record sees it.
            on_guarded = self.env["ngo.guarded"]._is_guarded
            closed = self.filtered(lambda a: on_guarded(a.res_model))
            return super(IrAttachment, self - closed).generate_access_token()
        self._refuse_public_on_guarded()
        return super().generate_access_token()

    def _can_return_content(self, field_name=None, access_token=None):
        # Whoever asks for a paper of a file reads the file: no token says otherwise.
        if self.env["ngo.guarded"]._is_guarded(self.sudo().res_model):
            access_token = None
        return super()._can_return_content(field_name, access_token)

    def _has_attachments_ownership(self, attachment_tokens):
        # Odoo lets who uploaded a paper see and delete it for weeks, by a token.
        owned = super()._has_attachments_ownership(attachment_tokens)
        is_guarded = self.env["ngo.guarded"]._is_guarded
        held = self.exists().filtered(lambda a: is_guarded(a.sudo().res_model))
        return owned and (not held or held.sudo(False).has_access("write"))

    def _refuse_public_on_guarded(self):
        for attachment in self:
            if self.env["ngo.guarded"]._is_guarded(attachment.res_model):
                raise UserError(
                    self.env._(
                        "A paper of a file cannot be made public: share it by a "
                        "referral or print it."
                    )
                )
