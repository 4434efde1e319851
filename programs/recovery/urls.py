"""What is asked back of an award."""

from django.urls import path

from programs.recovery import views

HERE = "awards/<slug:number>/recoveries/"

urlpatterns = [
    path(HERE, views.listing, name="award-recoveries"),
    path(f"{HERE}<slug:recovery>/", views.detail, name="recovery-detail"),
    path(f"{HERE}<slug:recovery>/deferral/", views.deferral, name="recovery-deferral"),
    path(f"{HERE}<slug:recovery>/demand.pdf", views.demand_pdf, name="demand-pdf"),
    path(
        f"{HERE}<slug:recovery>/demand.json",
        views.demand_record,
        name="demand-record",
    ),
]
