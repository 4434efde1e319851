"""Runs a program that cannot outlive the process that started it.

Called by path, with nothing but the standard library, as
`python -IS leash.py PARENT SIGNAL IDENTITY PROGRAM ARGUMENT...`. On Linux it turns into
the program; elsewhere it stays beside the program and watches the parent.
"""

import ctypes
import os
import signal
import sys
import time

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
NOBODY = 65534


def become(identity: str) -> None:
    """PostgreSQL refuses to run as root, so root takes another identity first."""
    if identity == "namespace":  # root only in name: files still belong to us
        call("unshare", CLONE_NEWUSER)
    elif identity == "nobody":
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def call(function: str, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, function)(*arguments):
        code = ctypes.get_errno()
        raise OSError(code, f"{function}: {os.strerror(code)}")


def turn_into(program: list[str], parent: int, death_signal: int) -> None:
    """Linux: the kernel sends `death_signal` once the parent is gone, even killed."""
    call("prctl", PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:  # it died before the line above
        sys.exit(1)
    os.execvp(program[0], program)  # noqa: S606  no shell is wanted


def stay_beside(program: list[str], parent: int, death_signal: int) -> int:
    """Elsewhere: look twice a second whether the parent is still there."""
    child = os.spawnvp(os.P_NOWAIT, program[0], program)  # noqa: S606  likewise
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
        signal.signal(number, lambda received, _frame: os.kill(child, received))
    orphaned = False
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return abs(os.waitstatus_to_exitcode(status))
        if os.getppid() != parent and not orphaned:
            orphaned = True
            os.kill(child, death_signal)
        time.sleep(0.5)


def main(parent: str, death_signal: str, identity: str, *program: str) -> int:
    become(identity)
    follow = turn_into if sys.platform == "linux" else stay_beside
    return follow(list(program), int(parent), int(death_signal)) or 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
