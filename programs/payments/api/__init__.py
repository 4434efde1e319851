"""Awards, payments and batches as REST resources."""

from programs.payments.api.awards import AwardResource
from programs.payments.api.batches import PaymentBatchResource
from programs.payments.api.payments import PaymentResource

__all__ = ["AwardResource", "PaymentBatchResource", "PaymentResource"]
