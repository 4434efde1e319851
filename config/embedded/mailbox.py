"""The demo's mail server: takes every mail on a loopback port and keeps it as a file.

A mail is acknowledged once it is on the disk, so a restart loses none.
"""

import asyncio
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from config.embedded.places import Places

LARGEST = 32 * 1024 * 1024  # bytes


@dataclass
class Mailbox:
    """Writes each mail as `<time>-<number>.eml` below one folder."""

    folder: Path
    numbers: "count[int]" = field(default_factory=count)

    async def handle_DATA(  # noqa: N802  aiosmtpd looks for this name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        name = f"{time.time_ns()}-{next(self.numbers):04}.eml"
        draft = self.folder / f".{name}"
        with draft.open("wb") as file:
            file.write(_as_written(envelope))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.folder / name)
        return "250 Kept"


def _as_written(envelope: Envelope) -> bytes:
    """The mail, with the addresses that were said beside it on top."""
    to = ", ".join(envelope.rcpt_tos)
    said = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {to}\r\n"
    content = envelope.content
    return said.encode() + (content if isinstance(content, bytes) else b"")


async def serve(folder: Path, port: int, host: str = "127.0.0.1") -> None:
    loop = asyncio.get_running_loop()
    handler = Mailbox(folder)
    server = await loop.create_server(
        lambda: SMTP(handler, data_size_limit=LARGEST, enable_SMTPUTF8=True),
        host,
        port,
    )
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    async with server:
        await stopped.wait()


if __name__ == "__main__":
    asyncio.run(serve(Places.here().folder("mailbox"), int(sys.argv[1]), *sys.argv[2:]))
