"""What the machine must have: PDF libraries, fonts, a browser. Installed if permitted, else named."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

from script.local.console import Failed, complain, run, step
from script.local.paths import is_root

PDF_PACKAGES = [
    "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig",
    "fonts-liberation", "fonts-dejavu-core", "fonts-noto-core", "fonts-noto-cjk",
]  # fmt: skip
PDF_LIBRARIES = {
    "linux": ["libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"],
    "darwin": ["libpango-1.0.dylib", "libpangoft2-1.0.dylib", "libharfbuzz-subset.dylib"],
}
MAC_FOLDERS = ["/opt/homebrew/lib", "/usr/local/lib"]
FONT_FOLDERS = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
]
# One file of each font family, for names in the scripts of the United Kingdom. macOS has its own.
FONTS = ["LiberationSans-Regular.ttf", "DejaVuSans.ttf", "NotoSansBengali-Regular.ttf", "NotoSansCJK-Regular.ttc"]
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MAC_BROWSERS = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]


def debian() -> bool:
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> None:
    environment = dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-q"], environment)
    run(["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages], environment)


def how_to_install(packages: list[str], mac: str) -> str:
    return f"brew install {mac}" if sys.platform == "darwin" else f"sudo apt-get install {' '.join(packages)}"


def ensure_venv_module() -> None:
    """Install the venv module, which Debian's Python lacks."""
    asked = subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True, check=False)
    if asked.returncode == 0:
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not (is_root() and debian()):
        raise Failed(f"This Python cannot make virtual environments. Type: sudo apt-get install {package}")
    apt_install([package])


def has_pdf_libraries() -> bool:
    return all(loads(name) for name in PDF_LIBRARIES["darwin" if sys.platform == "darwin" else "linux"])


def loads(library: str) -> bool:
    """Return whether the dynamic linker finds the library, or Homebrew has it."""
    for path in (library, *(f"{folder}/{library}" for folder in MAC_FOLDERS)):
        try:
            ctypes.CDLL(path)
        except OSError:
            continue
        return True
    return False


def has_fonts() -> bool:
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    if sys.platform == "darwin":
        return any(next(folder.rglob("*.tt[cf]"), None) for folder in folders)
    return all(any(next(folder.rglob(name), None) for folder in folders) for name in FONTS)


def ensure_pdf_libraries(*, required: bool) -> None:
    """Install WeasyPrint's libraries and fonts; without them pages work and sealing waits."""
    if has_pdf_libraries() and has_fonts():
        return
    if is_root() and debian():
        with step("Libraries and fonts for sealed PDFs"):
            apt_install(PDF_PACKAGES)
        return
    words = f"The libraries and fonts that make PDFs are missing. Type: {how_to_install(PDF_PACKAGES, 'pango')}"
    if required:
        raise Failed(words)
    complain(f"  {words}\n  Until then pages work, and sealing waits and says why.")


def find_browser() -> str | None:
    """Return the Chromium for tests: the one CHROMIUM names, or the machine's."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return found or next((path for path in MAC_BROWSERS if Path(path).exists()), None)


def ensure_browser() -> None:
    if find_browser():
        return
    if is_root() and debian():
        with step("Chromium"):
            apt_install(["chromium"])
    if not find_browser():
        raise Failed(
            f"The tests need Chromium. Type: {how_to_install(['chromium'], '--cask chromium')}, "
            "or name one in the variable CHROMIUM."
        )
