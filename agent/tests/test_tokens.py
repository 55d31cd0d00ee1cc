"""Software tokens: PIN, lock, change, and what stays on the disk."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_private_key

from agent.tests.conftest import PIN, certificate
from agent.tokens import (
    NoCertificate,
    PinIncorrect,
    PinLocked,
    PinMustBeChanged,
    SoftwareToken,
    WeakPin,
    is_weak,
    present,
    provision,
)


def test_a_token_signs_with_its_own_key(token: SoftwareToken) -> None:
    (signature,) = token.sign(PIN, b"attributes")
    key = load_der_public_key(token.public_key())
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(signature, b"attributes", padding.PKCS1v15(), hashes.SHA256())


def test_the_lock_survives_the_process(token: SoftwareToken) -> None:
    for _ in range(2):
        with pytest.raises(PinIncorrect):
            token.sign("000000", b"x")
    with pytest.raises(PinLocked):
        token.sign("000000", b"x")
    reopened = SoftwareToken(token.folder)
    assert reopened.flags().locked
    with pytest.raises(PinLocked):
        reopened.sign(PIN, b"x")


def test_a_try_is_spent_before_the_pin_is_judged(
    token: SoftwareToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("agent.tokens._decrypted", power_cut)
    with pytest.raises(KeyboardInterrupt):
        token.sign("000000", b"x")
    assert SoftwareToken(token.folder).flags().count_low


def test_the_right_pin_gives_every_try_back(token: SoftwareToken) -> None:
    for _ in range(2):
        with pytest.raises(PinIncorrect):
            token.sign("000000", b"x")
        token.sign(PIN, b"x")
    assert not token.flags().count_low


def test_guesses_made_at_once_are_counted_one_by_one(token: SoftwareToken) -> None:
    met: list[str] = []

    def guess() -> None:
        try:
            SoftwareToken(token.folder).sign("000000", b"x")
        except (PinIncorrect, PinLocked) as refusal:
            met.append(refusal.code)

    guesses = [threading.Thread(target=guess) for _ in range(6)]
    for each in guesses:
        each.start()
    for each in guesses:
        each.join()
    assert sorted(met) == ["PIN_INCORRECT"] * 2 + ["PIN_LOCKED"] * 4


def test_changing_the_pin(token: SoftwareToken) -> None:
    with pytest.raises(PinIncorrect):
        token.change_pin("000000", "314159")
    token.change_pin(PIN, "314159")
    token.sign("314159", b"x")
    with pytest.raises(PinIncorrect):
        token.sign(PIN, b"x")
    assert token.pin_changed_at()


def test_the_first_pin_must_be_changed_before_signing(tmp_path: Path) -> None:
    token = provision(tmp_path / "t", "Omar", PIN, certificate, to_be_changed=True)
    with pytest.raises(PinMustBeChanged):
        token.sign(PIN, b"x")
    token.change_pin(PIN, "314159")
    assert len(token.sign("314159", b"x", b"y")) == 2


@pytest.mark.parametrize("pin", ["12345", "123456", "987654", "111222", "abcdef", "1" * 17, "٢٧١٨٢٨", ""])
def test_weak_pins(pin: str) -> None:
    assert is_weak(pin)


def test_a_new_pin_must_differ(token: SoftwareToken) -> None:
    with pytest.raises(WeakPin):
        token.change_pin(PIN, PIN)


def test_the_key_is_encrypted_and_private_on_the_disk(token: SoftwareToken) -> None:
    path = token.folder / "key.pem"
    assert path.stat().st_mode & 0o077 == 0
    content = path.read_bytes()
    assert b"ENCRYPTED PRIVATE KEY" in content
    with pytest.raises(ValueError, match=r"."):
        load_pem_private_key(content, PIN.encode())
    assert PIN.encode() not in b"".join(each.read_bytes() for each in token.folder.iterdir())


def test_a_token_without_a_certificate_signs_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoCertificate):
        SoftwareToken.create(tmp_path / "t", "Omar", PIN).sign(PIN, b"x")


def test_a_certificate_of_another_key_is_refused(token: SoftwareToken, tmp_path: Path) -> None:
    other = SoftwareToken.create(tmp_path / "other", "Omar", PIN)
    with pytest.raises(ValueError, match="another key"):
        token.install_certificate(certificate(other.public_key()))


def test_tokens_are_found_as_they_come(tmp_path: Path) -> None:
    assert present(tmp_path) == []
    made = provision(tmp_path / "tokens" / "a", "Omar", PIN, certificate)
    assert [each.serial for each in present(tmp_path)] == [made.serial]
