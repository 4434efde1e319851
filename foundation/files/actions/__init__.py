"""Taking files in, whole or in pieces, and checking them before anyone opens them."""

from foundation.files.actions.receiving import check_waiting, opened, receive
from foundation.files.actions.uploading import (
    append,
    begin_upload,
    discard,
    finish_upload,
    forget_pieces,
    purge_expired,
    whole,
)

__all__ = [
    "append",
    "begin_upload",
    "check_waiting",
    "discard",
    "finish_upload",
    "forget_pieces",
    "opened",
    "purge_expired",
    "receive",
    "whole",
]
