"""Mail written to a folder, one file each."""

from email import message_from_bytes, policy
from pathlib import Path

from django.core.mail import EmailMessage, get_connection
from pytest_django import Settings


def test_each_message_is_a_file_that_a_mail_program_opens(tmp_path: Path, settings: Settings) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    connection = get_connection("datashare.lib.mailfiles.EmailBackend")
    mails = [EmailMessage(f"Number {number}", "Good morning", to=["amina@council.gov.uk"]) for number in (1, 2)]
    assert connection.send_messages(mails) == 2
    files = sorted((tmp_path / "mail").iterdir())
    assert {file.suffix for file in files} == {".eml"}
    read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    assert {message["Subject"] for message in read} == {"Number 1", "Number 2"}
    assert read[0].get_content().strip() == "Good morning"
