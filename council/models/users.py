"""Accounts: people sign in by e-mail; what they may do follows from their memberships, never from the account."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone

from council.models.people import Person


class UserManager(BaseUserManager["User"]):
    """Makes accounts without a user name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an account with a hashed password; without one it cannot sign in by password."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an account for the command line; it opens no content."""
        return self.create_user(email, password, is_staff=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account; linked to a person it has that person's rights, alone it is a resident's."""

    email = models.EmailField("E-Mail", unique=True)
    pseudonym = models.CharField("Anzeigename", max_length=80, blank=True, default="")
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="account")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name others see: of the person, else the pseudonym, never the address."""
        if self.person is not None:
            return self.person.name
        return self.pseudonym or "Einwohner/in"
