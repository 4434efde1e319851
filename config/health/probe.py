"""Asks a running web process how it is; needs nothing but the standard library."""

import http.client
import json
import os
import sys


def ask(path: str, port: int) -> tuple[bool, str]:
    """Whether the answer is good, and every sentence about what is not."""
    host = (os.environ.get("ALLOWED_HOSTS") or "localhost").split(",")[0].lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        checks = json.loads(answer.read()).get("checks", {})
    except (OSError, http.client.HTTPException, ValueError) as error:
        return False, f"the web process does not answer ({error})"
    finally:
        connection.close()
    wrong = [f"{name}: {it['says']}" for name, it in checks.items() if not it["ok"]]
    return answer.status == http.HTTPStatus.OK, " ".join(wrong)


if __name__ == "__main__":
    well, complaint = ask("/healthz", int(os.environ.get("PORT") or 8000))
    sys.exit(None if well else complaint)
