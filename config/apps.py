"""The shell as a Django app: its templates, static files and commands."""

from django.apps import AppConfig

from config.celery import app as celery_app


class ConfigApp(AppConfig):
    """Loaded with Django, so that every process knows the one Celery application."""

    name = "config"
    celery = celery_app
