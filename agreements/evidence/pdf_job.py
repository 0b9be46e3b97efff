"""What the renderer is asked for, in the shape that crosses to its process."""

from typing import TypedDict


class AttachmentJob(TypedDict):
    name: str
    description: str
    media_type: str
    text: str


class Identification(TypedDict):
    """`at` is UTC as 2026-11-21T14:03:00Z."""

    title: str
    identifier: str
    producer: str
    at: str
