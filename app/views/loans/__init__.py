"""Loan applications."""
