"""Certificate authority, time-stamp authority, OCSP responder and revocation lists of the demonstration."""

from sandboxes.authority.authority import DEMO_POLICY, Authority

__all__ = ["DEMO_POLICY", "Authority"]
