"""Printing words as PDF; it knows neither Django nor the database."""
