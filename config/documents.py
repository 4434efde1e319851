"""Pages of `docs/` that are read off the code, so that they stay true."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from config.edges import stated_rights
from foundation.accounts.permissions import GRANTS, Permission, Role, ScopeKind
from foundation.edges.rights import PUBLIC, SIGNED_IN
from foundation.moves import HasLifecycle

GENERATED = "<!-- Written by `make docs`; a test keeps it current. -->"


WHAT_MARKS_MEAN = (
    "A mark says that the address answers this role at all; which objects it shows is "
    "narrowed to the role's program, district, company, incubator or assignments."
)


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    docs = Path(settings.BASE_DIR) / "docs"
    with translation.override("en"):
        return {
            docs / "lifecycles.md": lifecycles(),
            docs / "permissions.md": permissions(),
        }


def lifecycles() -> str:
    parts = ["# Lifecycles", GENERATED]
    for model in sorted(apps.get_models(), key=lambda m: m._meta.label):
        if issubclass(model, HasLifecycle):
            parts += [
                f"## {str(model._meta.verbose_name).capitalize()}",
                f"`{model._meta.label}`",
                f"```mermaid\n{model.lifecycle.mermaid()}\n```",
                _moves(model),
            ]
    return "\n\n".join(parts) + "\n"


def _moves(model: type[HasLifecycle]) -> str:
    lines = ["| move | button | permission | says why |", "|---|---|---|---|"]
    lines += [
        f"| `{m.verb}` | {m.label} | `{m.permission}` | {'yes' if m.reasoned else ''} |"
        for m in model.lifecycle
    ]
    return "\n".join(lines)


def permissions() -> str:
    parts = ["# Roles and rights", GENERATED, "## Who may do what", _grants()]
    parts += ["## Who may be held where", _scopes(), "## Who may ask which address"]
    parts += [WHAT_MARKS_MEAN, _addresses()]
    return "\n\n".join(parts) + "\n"


def _grants() -> str:
    head = "| permission | " + " | ".join(f"`{role}`" for role in Role) + " |"
    lines = [head, "|---" * (len(Role) + 1) + "|"]
    for permission in Permission:
        marks = [
            "●" if permission in GRANTS[Role(role)].permissions else "" for role in Role
        ]
        lines.append(f"| `{permission}` | " + " | ".join(marks) + " |")
    return "\n".join(lines)


def _scopes() -> str:
    lines = ["| role | | limited to |", "|---|---|---|"]
    for role in Role:
        kinds = [str(k.label) for k in ScopeKind if k in GRANTS[role].scopes]
        lines.append(f"| `{role}` | {role.label} | {' or '.join(kinds)} |")
    return "\n".join(lines)


def _addresses() -> str:
    head = "| address | stranger | " + " | ".join(f"`{role}`" for role in Role) + " |"
    lines = [head, "|---" * (len(Role) + 2) + "|"]
    for address, rights in addresses():
        marks = ["●" if PUBLIC in rights else ""]
        marks += ["●" if admitted(rights, role) else "" for role in Role]
        lines.append(f"| `{address}` | " + " | ".join(marks) + " |")
    return "\n".join(lines)


def admitted(rights: tuple[str, ...], role: Role) -> bool:
    """Whether somebody with nothing but `role` is let past the door."""
    held = GRANTS[role].permissions
    return PUBLIC in rights or SIGNED_IN in rights or any(r in held for r in rights)


def addresses() -> list[tuple[str, tuple[str, ...]]]:
    """Every address of ours with the rights it states; () answers nobody."""
    found = {
        _plain(address): stated_rights(view) or ()
        for address, view in views()
        if not address.startswith(("/admin/", "/accounts/", "/static/"))
    }
    return sorted(found.items())


def views(resolver: Any = None, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    """Every address pattern, as it is written, with its view; includes resolved."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern, address)
        elif isinstance(pattern, URLPattern):
            yield address, pattern.callback


def _plain(pattern: str) -> str:
    """A pattern as people write it: `<pk>` for any kind of placeholder."""
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern)
    plain = re.sub(r"<\w+:(\w+)>", r"<\1>", plain)
    return re.sub(r"\\Z|[\^$\\]", "", plain)
