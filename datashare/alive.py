"""Asks this machine's own web server whether it is alive; the container's health check."""

import os
import sys
import urllib.error
import urllib.request


def alive(port: str) -> bool:
    # Claim https as a proxy does, to avoid the redirect to https.
    question = urllib.request.Request(f"http://127.0.0.1:{port}/health")
    question.add_header("Host", os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0])
    try:
        with urllib.request.urlopen(question, timeout=4) as response:  # noqa: S310
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if alive(os.environ.get("BIND", ":8000").rpartition(":")[2]) else 1)
