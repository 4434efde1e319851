"""Companies: the registry that everything else refers to."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now, Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from foundation.accounts.models import RoleGrant, ScopeKey
from foundation.accounts.permissions import MEMBERS, Permission, ScopeKind
from foundation.money import money_field
from foundation.moves import Actor, HasLifecycle, lifecycle_guards
from foundation.refusals import (
    Refusal,
    append_only,
    both_or_neither,
    starts_before_ends,
)
from foundation.states import Lifecycle
from startups.companies.industries import industry_name
from startups.companies.rules import section, sector
from startups.companies.states import (
    LIFECYCLE,
    QualificationKind,
    RegistryState,
    ShareholderKind,
    SizeClass,
    Status,
)

LIVE = ~Q(status=Status.MERGED)


class UsccIsValid(Func):
    """The database's own reading of GB 32100-2015; see migration 0001."""

    function = "kapok_uscc_is_valid"
    output_field = models.BooleanField()


class CompanyQuerySet(models.QuerySet["Company"]):
    def live(self) -> "CompanyQuerySet":
        return self.filter(LIVE)

    def within(self, actor: Actor, permission: str) -> "CompanyQuerySet":
        """Those at which `actor` holds `permission`."""
        reach: Any = actor.reach(permission)  # type: ignore[attr-defined]  # users and the system have it
        if reach.everything:
            return self
        companies = reach.ids(ScopeKind.COMPANY)
        districts = reach.ids(ScopeKind.DISTRICT)
        return self.filter(Q(pk__in=companies) | Q(district__in=districts))

    def visible_to(self, user: Actor) -> "CompanyQuerySet":
        """Staff see all, a district its own, members and service officers theirs."""
        return self.within(user, Permission.READ_COMPANIES)

    def qualified(self, kind: str, *, on: Any) -> "CompanyQuerySet":
        """Those that hold a qualification of `kind` on that day."""
        holders = Qualification.objects.valid(on=on).filter(kind=kind)
        return self.filter(pk__in=holders.values("company"))

    def named(self, text: str) -> "CompanyQuerySet":
        """By any part of a present or former name, or by the code."""
        code = Upper(Value(text.strip()))
        former = CompanyName.objects.filter(name__icontains=text).values("company")
        return self.filter(
            Q(name__icontains=text) | Q(uscc__startswith=code) | Q(pk__in=former)
        )


class Company(HasLifecycle):
    """A company by its social credit code; its district is a fact of its own."""

    lifecycle: ClassVar[Lifecycle] = LIFECYCLE

    uscc = models.CharField(_("unified social credit code"), max_length=18)
    name = models.CharField(_("name"), max_length=200)
    english_name = models.CharField(_("English name"), max_length=200, blank=True)
    status = models.CharField(
        _("record"),
        max_length=12,
        choices=Status,
        default=Status.UNVERIFIED,
        editable=False,
    )
    registry_state = models.CharField(
        _("registry state"),
        max_length=12,
        choices=RegistryState,
        default=RegistryState.NORMAL,
    )
    district = models.ForeignKey(
        "foundation.District",
        models.PROTECT,
        related_name="companies",
        verbose_name=_("district"),
    )
    zones = models.ManyToManyField(
        "foundation.Zone", blank=True, verbose_name=_("zones")
    )
    industry = models.CharField(_("industry (GB/T 4754)"), max_length=4, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    registered_capital = money_field(_("registered capital"), null=True, blank=True)
    legal_representative = models.CharField(
        _("legal representative"), max_length=80, blank=True
    )
    address = models.CharField(
        pgettext_lazy("place", "address"), max_length=200, blank=True
    )
    contact_name = models.CharField(_("contact"), max_length=80, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("contact's e-mail"), blank=True)
    size = models.CharField(
        _("size class"), max_length=8, choices=SizeClass, blank=True, editable=False
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="absorbed",
        verbose_name=_("merged into"),
    )
    created_at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = [
            models.CheckConstraint(
                name="company_uscc_is_valid",
                condition=Q(UsccIsValid(F("uscc"))),
                violation_error_code="uscc",
                violation_error_message=_(
                    "This is not a valid unified social credit code: it has 18 "
                    "characters, and the last one is computed from the others."
                ),
            ),
            models.UniqueConstraint(
                name="company_uscc_once_among_live",
                fields=["uscc"],
                condition=LIVE,
                violation_error_code="uscc_taken",
                violation_error_message=_("There is a company with this code already."),
            ),
            models.CheckConstraint(
                name="company_merged_into_when_merged",
                condition=Q(status=Status.MERGED, merged_into__isnull=False)
                | (LIVE & Q(merged_into=None)),
                violation_error_code="merge",
                violation_error_message=_("A merged record names the one it became."),
            ),
        ]
        indexes = [
            GinIndex(
                OpClass(F("name"), name="gin_trgm_ops"), name="company_name_trigrams"
            ),
            models.Index(fields=["district", "-id"], name="company_by_district"),
        ]
        triggers = lifecycle_guards("company", LIFECYCLE)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("company-detail", args=[self.pk])

    def scope_keys(self) -> list[ScopeKey]:
        return [
            (ScopeKind.COMPANY, str(self.pk)),
            (ScopeKind.DISTRICT, self.district_id),
        ]

    def refuse_if_merged(self) -> None:
        """Nothing new is written to a record that lives on in another."""
        if self.status == Status.MERGED:
            raise Refusal(
                _("This record was merged into “%(name)s”. Work with that one."),
                code="merged",
                params={"name": str(self.merged_into)},
            )

    @property
    def section(self) -> str:
        return section(self.industry)

    @property
    def industry_name(self) -> StrOrPromise:
        return industry_name(self.industry, self.section)

    @property
    def sector(self) -> str:
        return sector(self.industry)


class CompanyName(models.Model):
    """A name that a company has had, kept so that old papers still find it."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=200)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        constraints = [
            models.UniqueConstraint(
                name="company_name_once_per_company",
                fields=["company", "name"],
                violation_error_code="name",
                violation_error_message=_("This former name is recorded already."),
            ),
        ]
        indexes = [
            GinIndex(
                OpClass(F("name"), name="gin_trgm_ops"), name="former_name_trigrams"
            )
        ]

    def __str__(self) -> str:
        return self.name


class MemberManager(models.Manager["Member"]):
    def get_queryset(self) -> models.QuerySet["Member"]:
        in_time = Q(expires_at=None) | Q(expires_at__gt=Now())
        of_companies = super().get_queryset().filter(role__in=MEMBERS)
        return of_companies.filter(in_time, ended_at=None)

    def of(self, company: Company) -> models.QuerySet["Member"]:
        here = self.filter(scope_kind=ScopeKind.COMPANY, scope_id=str(company.pk))
        return here.select_related("user")


class Member(RoleGrant):
    """Somebody who acts for a company: a role limited to it, seen from the company."""

    objects = MemberManager()  # type: ignore[assignment,misc]  # a narrower view of the same rows

    class Meta:
        proxy = True
        verbose_name = _("member")
        verbose_name_plural = _("members")


class QualificationQuerySet(models.QuerySet["Qualification"]):
    def valid(self, *, on: Any) -> "QualificationQuerySet":
        open_ended = Q(valid_until=None) | Q(valid_until__gt=on)
        return self.filter(open_ended, issued_on__lte=on)


class Qualification(models.Model):
    """A title that a company holds from one day up to, and without, another."""

    company = models.ForeignKey(
        Company,
        models.CASCADE,
        related_name="qualifications",
        verbose_name=_("company"),
    )
    kind = models.CharField(
        pgettext_lazy("qualification", "title"),
        max_length=16,
        choices=QualificationKind,
    )
    number = models.CharField(_("certificate"), max_length=40, blank=True)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        ordering = ["-issued_on"]
        constraints = [
            starts_before_ends("qualification", "issued_on", "valid_until"),
            models.UniqueConstraint(
                name="qualification_once_per_day",
                fields=["company", "kind", "issued_on"],
                violation_error_code="qualification",
                violation_error_message=_("This title is recorded already."),
            ),
        ]
        indexes = [
            models.Index("kind", "issued_on", "valid_until", name="qualification_valid")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Merge(models.Model):
    """That one record turned out to be the same company as another."""

    kept = models.ForeignKey(Company, models.PROTECT, related_name="merges")
    absorbed = models.OneToOneField(Company, models.PROTECT, related_name="merge")
    reason = models.TextField(_("reason"))
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            both_or_neither("merge", "merged"),
            models.CheckConstraint(
                name="merge_of_two_companies",
                condition=~Q(kept=F("absorbed")),
                violation_error_code="merge",
                violation_error_message=_("A company cannot be merged into itself."),
            ),
        ]
        triggers = append_only("merge")

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.kept}"


class Shareholder(models.Model):
    """Who owns a part of a company, from one day up to, and without, another.

    Of people only the name is kept; an organization has its social credit code.
    """

    company = models.ForeignKey(
        Company,
        models.CASCADE,
        related_name="shareholders",
        verbose_name=_("company"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ShareholderKind)
    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    share = models.DecimalField(
        _("share (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("shareholder")
        verbose_name_plural = _("shareholders")
        ordering = ["-share", "name"]
        constraints = [
            starts_before_ends("shareholder", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="shareholder_share_is_a_part",
                condition=Q(share=None) | Q(share__gt=0, share__lte=100),
                violation_error_code="share",
                violation_error_message=_("A share is more than 0 and at most 100 %."),
            ),
            models.CheckConstraint(
                name="shareholder_people_have_no_code",
                condition=Q(kind=ShareholderKind.ORGANIZATION) | Q(code=""),
                violation_error_code="code",
                violation_error_message=_(
                    "Only an organization has a social credit code."
                ),
            ),
            models.UniqueConstraint(
                name="shareholder_once_at_a_time",
                fields=["company", "name", "code"],
                condition=Q(ends_on=None),
                violation_error_code="shareholder",
                violation_error_message=_("This shareholder is recorded already."),
            ),
        ]
        indexes = [models.Index("name", name="shareholder_by_name")]

    def __str__(self) -> str:
        return self.name
