"""What is done about personal data: asked, answered, exported, erased."""

from rokhas.privacy.actions.export import export
from rokhas.privacy.actions.requests import answer_request, ask
from rokhas.privacy.actions.retention import enforce

__all__ = ["answer_request", "ask", "enforce", "export"]
