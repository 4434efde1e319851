"""The shell as a Django app: its templates, static files and commands."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps

from config.celery import app as celery_app


class ConfigApp(AppConfig):
    """Loaded with Django, so that every process knows the one Celery application."""

    name = "config"
    celery = celery_app


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin, with our site in the place of the theme's."""

    default = False  # of this module, the one above is
    default_site = "config.desk.DeskSite"
