"""The arithmetic of monitoring: calendars, progress, grades; pure."""
