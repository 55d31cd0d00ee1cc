"""What a file of zoning may say, what its check finds, and what a note says."""

from rokhas.zoning.schema.features import EasementSaid, PlanHead, ZoneSaid
from rokhas.zoning.schema.findings import Finding, Severity
from rokhas.zoning.schema.notes import Content, Term, terms

__all__ = ["Content", "EasementSaid", "Finding", "PlanHead", "Severity", "Term", "ZoneSaid", "terms"]
