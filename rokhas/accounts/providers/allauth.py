"""How the kept sign-in library meets our people."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Mails of the sign-in library follow the language of the page; names are asked later, at the first dossier."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"
