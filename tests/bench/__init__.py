"""Measurements: run each as `python -m tests.bench.NAME`. They print figures and assert none."""
