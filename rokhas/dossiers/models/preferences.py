"""How a person likes the form to be laid out."""

from __future__ import annotations

from django.db import models

from rokhas.accounts.models import Person


class FormStyle(models.Model):
    """A person's own choice: whole pages of questions, or one question per page. Without a row, the pages choose for them."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    dense = models.BooleanField()

    def __str__(self) -> str:
        return "whole pages" if self.dense else "one question per page"
