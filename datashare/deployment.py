"""Checks of `check --deploy` before a service starts: the seal's key, the file store."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.files.storage import default_storage

from agreements.evidence.seal_keys import SealKeyMissing, former_certificate_problems, read_key, unfit
from datashare.file_store import folder_problem, local_folder, unwritable


@register(deploy=True)
def seal_can_be_used(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a key file that is missing, cannot be opened, does not match its certificate, or has expired."""
    try:
        problem = unfit(read_key(settings.SEAL_KEY_FILE, passphrase=settings.SEAL_KEY_PASSPHRASE))
    except SealKeyMissing as error:
        problem = str(error)
    hint = "SEAL_KEY_FILE names a PKCS#12 file with the key and its certificate, SEAL_KEY_PASSPHRASE opens it."
    return [Error(problem, hint=hint, id="datashare.E002")] if problem else []


@register(deploy=True)
def former_seals_are_known(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a former certificate that cannot be read, as its seals could not be checked."""
    hint = "Each *.pem in SEAL_FORMER_CERTIFICATES holds one certificate in PEM."
    return [Error(problem, hint=hint, id="datashare.E003") for problem in former_certificate_problems()]


@register(deploy=True)
def files_can_be_kept(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a file store that cannot be written to, or whose settings are incomplete."""
    hint = "FILE_STORAGE and FILE_STORAGE_OPTIONS, or DATA_DIR, say where files are kept (docs/operating.md)."
    problem = store_problem()
    return [Error(problem, hint=hint, id="datashare.E004")] if problem else []


def store_problem() -> str:
    """Return why the file store of these settings cannot be used; empty if it can."""
    try:
        folder = local_folder()
        problem = "" if folder is None else folder_problem(folder)
        if problem or (folder is not None and not folder.is_dir()):
            return f"The file store cannot be used: {problem}" if problem else ""
        if folder is None and not getattr(default_storage, "bucket_name", "given"):
            return 'The file store has no bucket: FILE_STORAGE_OPTIONS needs a "bucket_name".'
        return unwritable()
    except Exception as error:  # noqa: BLE001 (a store of any kind raises what it likes, and the operator is to read it)
        return f"The file store cannot be used: {type(error).__name__}: {error}"
