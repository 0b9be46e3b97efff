"""Takes one upload into memory only; one too large is counted and dropped, never written to disk."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class OneFileInMemory(FileUploadHandler):
    """Keeps the first file of one field, up to a size; of a larger one only the size."""

    def __init__(self, request: HttpRequest, *, field: str, max_bytes: int) -> None:
        super().__init__(request)
        self.wanted, self.max_bytes = field, max_bytes
        self.taken = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.taken or self.field_name != self.wanted:
            raise SkipFile
        self.taken, self.kept = True, BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Store the chunk and return None, so that no other handler stores it."""
        if start + len(raw_data) <= self.max_bytes:
            self.kept.write(raw_data)
        elif self.kept.tell():
            self.kept = BytesIO()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            file=self.kept,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
