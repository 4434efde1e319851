"""How somebody hears of what, and whom a mail's way out is about."""

from django.core import signing

from foundation.accounts.models import User
from foundation.outbox.models import Preference
from foundation.outbox.queries import STOP
from foundation.outbox.states import CHOSEN, How, Kind


def stopped_by(token: str) -> tuple[User, Kind] | None:
    """Whose mail of which kind a link is about, or None when nobody signed it."""
    try:
        pk, kind = signing.loads(token, salt=STOP)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk).first()
    return (user, Kind(kind)) if user else None


def wishes(user: User) -> dict[str, str]:
    """How this person hears of each kind that they may choose about."""
    chosen = dict(Preference.objects.filter(user=user).values_list("kind", "how"))
    return {kind: chosen.get(kind, How.AT_ONCE) for kind in CHOSEN}


def stopping(user: User, kind: str) -> dict[str, str]:
    """What stopping a kind of mail means; without the digest, all that was in it."""
    if kind != Kind.DIGEST:
        return {kind: How.NEVER}
    return {each: How.NEVER for each, how in wishes(user).items() if how == How.DAILY}
