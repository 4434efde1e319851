#!/usr/bin/env python
"""Kapok's commands. Without DATABASE_URL they bring the embedded services along."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if not {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys():
        from config.embedded import manage

        manage.attach(sys.argv)
    execute_from_command_line(sys.argv)
