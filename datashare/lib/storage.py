"""Static files named by their digest, without references to source maps that are not served."""

from collections.abc import Callable
from re import Match
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage; removes source map lines, which would break `collectstatic`."""

    # Django looks for a source map on a line of its own only; minified scripts name theirs behind the last statement.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("*.js", ((r"(?P<matched>//# sourceMappingURL=(?P<url>\S+))", "//# sourceMappingURL=%(url)s"),)),
    )

    def url_converter(self, name: str, hashed_files: Any, template: str | None = None) -> Callable[[Match[str]], str]:
        if template and "sourceMappingURL" in template:
            return lambda _: ""
        converter: Callable[[Match[str]], str] = super().url_converter(name, hashed_files, template)
        return converter
