"""Checklists to test with, begun and gone through."""

from foundation.accounts.permissions import Role
from programs.formal import actions
from tests.city import a_user
from tests.programs.applications.scene import an_officer, in_review, now


def a_checker():
    return a_user(Role.CHECKER)


def begun(scene=None, *, by=None):
    scene = scene or in_review()
    return actions.begin(scene.application, by=by or an_officer(), at=now())


def all_met(checklist, **otherwise):
    """Every answer that makes it eligible, but for what is said otherwise."""
    given = {item.code: ("met", "见材料") for item in checklist.items.all()}
    return given | otherwise


def gone_through(checklist=None, *, by=None, **otherwise):
    checklist, by = checklist or begun(), by or an_officer()
    actions.answer(checklist, all_met(checklist, **otherwise), by=by, at=now())
    actions.conclude(checklist, by=by, at=now())
    return checklist


def item(checklist, code):
    return checklist.items.get(code=code)
