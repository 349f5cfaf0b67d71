"""Diagnostics as data: types in `model`, kinds by area in `*_kinds`, and the `catalogue` of them all."""
