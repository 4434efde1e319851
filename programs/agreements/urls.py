"""The papers about an award, its changes, and where its company is paid."""

from django.urls import path

from programs.agreements import views

PAPER = "awards/<slug:number>/agreements/<slug:paper>/"

urlpatterns = [
    path("awards/<slug:number>/agreements/", views.agreements, name="award-agreements"),
    path(PAPER, views.agreement, name="agreement-detail"),
    path(f"{PAPER}agreement.pdf", views.agreement_pdf, name="agreement-pdf"),
    path(f"{PAPER}agreement.json", views.agreement_record, name="agreement-record"),
    path(f"{PAPER}copy/", views.signed_copy, name="agreement-copy"),
    path("district/changes/", views.district_changes, name="district-changes"),
    path("awards/<slug:number>/changes/", views.changes, name="award-changes"),
    path(
        "awards/<slug:number>/changes/new/<slug:kind>/",
        views.change_new,
        name="change-new",
    ),
    path(
        "awards/<slug:number>/changes/<slug:change>/",
        views.change,
        name="change-detail",
    ),
    path(
        "awards/<slug:number>/changes/<slug:change>/evidence/",
        views.change_evidence,
        name="change-evidence",
    ),
    path("companies/<int:pk>/bank-account/", views.bank_account, name="bank-account"),
    path(
        "companies/<int:pk>/bank-account/<int:account>/proof/",
        views.proof,
        name="bank-account-proof",
    ),
]
