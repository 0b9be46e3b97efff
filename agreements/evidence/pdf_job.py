"""The data of a renderer job, in the shape that is sent to its process."""

from typing import TypedDict


class AttachmentJob(TypedDict):
    name: str
    description: str
    media_type: str
    text: str


class Identification(TypedDict):
    """The identification of a PDF. `at` is UTC as 2026-11-21T14:03:00Z."""

    title: str
    identifier: str
    producer: str
    at: str
