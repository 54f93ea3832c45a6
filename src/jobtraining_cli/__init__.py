"""Which job-training projects should a county do first, why, and how sure can it be?"""

__version__ = "0.1.0"
