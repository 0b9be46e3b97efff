"""A proxy between the service and its database that can fall silent: it accepts connections and answers nothing."""

import selectors
import shutil
import socket
import tempfile
import threading
from pathlib import Path
from typing import Any, Final

NAME: Final = ".s.PGSQL.5432"


class Silence:
    """A proxy that passes on data until told to be silent; `seen` counts connections."""

    def __init__(self, behind: str) -> None:
        self.behind = f"{behind}/{NAME}"
        self.folder = Path(tempfile.mkdtemp(prefix="das-"))
        self.silent = threading.Event()
        self.stopped = threading.Event()
        self.seen = 0
        self.talks: list[threading.Thread] = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.folder / NAME))
        self.listener.listen(100)
        threading.Thread(target=self._take, daemon=True).start()

    def close(self) -> None:
        self.stopped.set()
        self.listener.close()
        for talk in self.talks:
            talk.join(5)
        shutil.rmtree(self.folder)

    def _take(self) -> None:
        while not self.stopped.is_set():
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.seen += 1
            self.talks.append(threading.Thread(target=self._hand_on, args=[client], daemon=True))
            self.talks[-1].start()

    def _hand_on(self, client: socket.socket) -> None:
        """Pass on data; what came during the silence follows when it ends, as from a frozen server."""
        with client, socket.socket(socket.AF_UNIX) as server, selectors.DefaultSelector() as both:
            server.connect(self.behind)
            both.register(client, selectors.EVENT_READ, server)
            both.register(server, selectors.EVENT_READ, client)
            while not self.stopped.is_set():
                for key, _ in both.select(0.05):
                    while self.silent.is_set() and not self.stopped.is_set():
                        self.stopped.wait(0.02)
                    if not handed_on(key.fileobj, key.data):
                        return


def handed_on(speaker: Any, listener: socket.socket) -> bool:
    """Return whether both sides are still connected."""
    try:
        said: bytes = speaker.recv(65536)
        listener.sendall(said)
    except OSError:
        return False
    return bool(said)
