"""A small PostgreSQL client, so that nothing has to be installed: simple queries, text results, no TLS."""
from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import socket
import struct
from dataclasses import dataclass
from types import TracebackType
from typing import Optional
from urllib.parse import unquote, urlsplit

from common import Problem

APPLICATION = "daybook-bench"
PROTOCOL = 3 << 16
CONNECT_SECONDS = 10
AUTH_OK, AUTH_SASL, AUTH_SASL_CONTINUE, AUTH_SASL_FINAL = 0, 10, 11, 12

Row = list[Optional[str]]


@dataclass(frozen=True)
class Target:
    """Where a database is, and who connects."""

    host: str
    port: int
    user: str
    password: str
    database: str

    @staticmethod
    def parse(url: str) -> Target:
        try:
            parts = urlsplit(url)
            port = parts.port or 5432
        except ValueError as e:
            raise Problem(f"--database: {e}") from None
        database = unquote(parts.path[1:])
        if parts.scheme not in ("postgresql", "postgres") or not (parts.hostname and parts.username and database):
            raise Problem("--database: give it as postgresql://user:password@host:port/name")
        if parts.query:
            raise Problem("--database: parameters after '?' are not supported")
        return Target(parts.hostname, port, unquote(parts.username), unquote(parts.password or ""), database)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}/{self.database}"


class Connection:
    """One session; each query is a transaction of its own, as long as the server takes for it."""

    def __init__(self, target: Target) -> None:
        try:
            self._socket = socket.create_connection((target.host, target.port), CONNECT_SECONDS)
        except OSError as e:
            raise Problem(f"no PostgreSQL can be reached at {target}: {e}") from None
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stream = self._socket.makefile("rb")
        try:
            self._log_in(target)
        except BaseException:
            self.close()
            raise
        self._socket.settimeout(None)

    def rows(self, sql: str) -> list[Row]:
        """The rows of the query; of several statements, those of all."""
        self._send(b"Q", sql.encode() + b"\0")
        found: list[Row] = []
        error: Problem | None = None
        while True:
            kind, body = self._receive()
            if kind == b"D":
                found.append(_row(body))
            elif kind == b"E":
                error = _error(body)
            elif kind == b"Z":
                if error:
                    raise error
                return found

    def run(self, sql: str) -> None:
        self.rows(sql)

    def value(self, sql: str) -> str:
        """The query's only value; the empty string where that is null."""
        return self.rows(sql)[0][0] or ""

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _log_in(self, target: Target) -> None:
        settings = {"user": target.user, "database": target.database, "application_name": APPLICATION}
        words = b"".join(f"{name}\0{value}\0".encode() for name, value in settings.items())
        self._send(b"", struct.pack("!i", PROTOCOL) + words + b"\0")
        scram = Scram(target.password)
        while True:
            kind, body = self._receive()
            if kind == b"E":
                raise _error(body)
            if kind == b"Z":
                return
            if kind == b"R":
                (code,) = struct.unpack("!i", body[:4])
                if code == AUTH_SASL:
                    first = scram.first()
                    self._send(b"p", b"SCRAM-SHA-256\0" + struct.pack("!i", len(first)) + first)
                elif code == AUTH_SASL_CONTINUE:
                    self._send(b"p", scram.final(body[4:]))
                elif code not in (AUTH_OK, AUTH_SASL_FINAL):
                    raise Problem(f"{target} asks for a login other than trust or scram-sha-256")

    def _send(self, kind: bytes, body: bytes) -> None:
        self._socket.sendall(kind + struct.pack("!i", len(body) + 4) + body)

    def _receive(self) -> tuple[bytes, bytes]:
        try:
            head = self._stream.read(5)
            if len(head) == 5:
                return head[:1], self._stream.read(struct.unpack("!i", head[1:])[0] - 4)
        except OSError:
            pass
        raise Problem("PostgreSQL closed the connection")


class Scram:
    """The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding."""

    def __init__(self, password: str) -> None:
        self._password = password.encode()
        self._bare = f"n=,r={secrets.token_urlsafe(18)}".encode()

    def first(self) -> bytes:
        return b"n,," + self._bare

    def final(self, challenge: bytes) -> bytes:
        fields = dict(field.split(b"=", 1) for field in challenge.split(b","))
        salted = hashlib.pbkdf2_hmac("sha256", self._password, base64.b64decode(fields[b"s"]), int(fields[b"i"]))
        client_key = hmac.digest(salted, b"Client Key", "sha256")
        answer = b"c=biws,r=" + fields[b"r"]
        signature = hmac.digest(
            hashlib.sha256(client_key).digest(), b",".join((self._bare, challenge, answer)), "sha256"
        )
        proof = bytes(a ^ b for a, b in zip(client_key, signature))
        return answer + b",p=" + base64.b64encode(proof)


def _row(body: bytes) -> Row:
    (columns,) = struct.unpack("!h", body[:2])
    at, values = 2, []
    for _ in range(columns):
        (size,) = struct.unpack_from("!i", body, at)
        at += 4
        values.append(None if size < 0 else body[at : at + size].decode())
        at += max(size, 0)
    return values


def _error(body: bytes) -> Problem:
    fields = {field[:1]: field[1:].decode(errors="replace") for field in body.split(b"\0") if field}
    return Problem(f"PostgreSQL: {fields.get(b'M', 'unknown error')}")
