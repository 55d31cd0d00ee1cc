"""Names rectified by the administration, and the certificates that bear them."""

from rokhas.accounts.actions import rectify_names
from rokhas.accounts.models import Person
from rokhas.journal.models import Event
from rokhas.kernel.actor import system
from rokhas.signing.models import Certificate, KeyState, Signature
from rokhas.signing.queries import active_certificate
from rokhas.signing.tests.conftest import Notebook
from rokhas.testing.signing import TestAuthority, sign_as


def test_a_certificate_ends_with_the_names_it_bears_and_what_it_signed_keeps_them(
    authority: TestAuthority, certificate: Certificate, president: Person, notebook: Notebook
) -> None:
    sign_as(authority, president, "notebook", "1")
    before = certificate.holder
    rectify_names(
        president, by=system(), name_fr="Un Autre", name_ar="شخص آخر", reason="mariage", reference="acte 12"
    )
    certificate.refresh_from_db()
    assert certificate.state == KeyState.REVOKED
    assert Event.objects.get(kind="account.rectified").data["certificates"] == 1
    assert active_certificate(president.pk, system().now()) is None
    signature = Signature.objects.get()
    assert (signature.certificate, certificate.holder) == (certificate, before)
    assert certificate.holder != "Un Autre"
