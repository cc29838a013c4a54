"""Ideal Cat: a window into image classifiers."""

__version__ = "0.1.0"
