"""Diagnostics as data: the closed catalogue of kinds, and one diagnostic.

`model` defines the types, `*_kinds` the kinds of one area each, `catalogue` collects
them by code, and `row` is the form in which files hold a diagnostic.
"""
