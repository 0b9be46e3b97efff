"""Reads the Dockerfile and docker-compose.yml: the base images, and how each container is run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from script.local.console import Failed
from script.local.paths import ROOT

DOCKERFILE: Final = ROOT / "Dockerfile"
COMPOSE: Final = ROOT / "docker-compose.yml"
# As the Compose specification writes them: $$, ${NAME:?} and ${NAME:-otherwise}.
VARIABLE: Final = re.compile(r"\$(?:\$|\{(\w+)(?::\?|:-([^}]*))\})")


@dataclass(frozen=True)
class Service:
    """One container of the image, as docker-compose.yml runs it; no command means the image's own."""

    name: str
    command: list[str]
    environment: dict[str, str]
    health: list[str]
    tmpfs: list[str]
    volumes: dict[str, str]
    secrets: list[str]
    read_only: bool
    grace: float


def bases(dockerfile: Path = DOCKERFILE) -> list[str]:
    """Return the images that the Dockerfile starts from, each once, without its own stages."""
    found = re.findall(r"^FROM (?:--\S+ )*(\S+)(?: AS (\S+))?$", dockerfile.read_text(), re.MULTILINE)
    stages = {stage for _, stage in found}
    return list(dict.fromkeys(name for name, _ in found if name not in stages))


def fonts() -> list[str]:
    """Return the packages of fonts that the Dockerfile installs."""
    return re.findall(r"\bfonts-[a-z0-9-]+", DOCKERFILE.read_text())


def services(told: Mapping[str, str]) -> dict[str, Service]:
    """Return the containers of the image, with an operator's variables filled in."""
    compose: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    ours = {name: facts for name, facts in compose["services"].items() if "build" in facts}
    return {name: _service(name, facts, told) for name, facts in ours.items()}


def _service(name: str, facts: Mapping[str, Any], told: Mapping[str, str]) -> Service:
    def words(listed: Any) -> list[str]:
        return [filled(str(word), told) for word in listed or []]

    return Service(
        name=name,
        command=words(facts.get("command")),
        environment={variable: filled(str(value), told) for variable, value in facts["environment"].items()},
        health=_shelled(words(facts["healthcheck"].get("test"))),
        tmpfs=words(facts.get("tmpfs")),
        volumes=dict(volume.split(":")[:2] for volume in words(facts.get("volumes"))),
        secrets=words(facts.get("secrets")),
        read_only=bool(facts.get("read_only")),
        grace=float(str(facts.get("stop_grace_period", "10s")).removesuffix("s")),
    )


def _shelled(test: list[str]) -> list[str]:
    """Return a health check as a command: words after CMD, a shell line after CMD-SHELL."""
    if test[:1] == ["CMD-SHELL"]:
        return ["/bin/sh", "-c", *test[1:]]
    return test[1:]


def filled(text: str, told: Mapping[str, str]) -> str:
    """Return the text with its variables filled in. Raise Failed for a required one that is missing."""

    def value(found: re.Match[str]) -> str:
        name, otherwise = found[1], found[2]
        if name is None:
            return "$"
        if not told.get(name) and otherwise is None:
            raise Failed(f"{COMPOSE.name} asks for {name}, which script/image does not tell it.")
        return told.get(name) or otherwise or ""

    return VARIABLE.sub(value, text)
