"""Logging in by username or mobile number; one-time passwords; nobody signs up alone."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password

from union_site.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest

# Without 0/O, 1/l/I and the like: people copy it from paper.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class UsernameOrMobileBackend(ModelBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Takes a username or a mobile; an unknown name costs as long as a wrong password."""
        if not username or password is None:
            return None
        name = username.strip()
        user = User.objects.filter(username__iexact=name).first()
        user = user or User.objects.filter(mobile=name).first()
        if user is None:
            make_password(password)
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """A password of one's own ends the one-time password."""
        user.must_change_password = False
        super().set_password(user, password)


def client_address(request: HttpRequest) -> str:
    """The address of the browser, past our own proxies (TRUSTED_PROXIES), for limits."""
    return str(AccountAdapter(request).get_client_ip(request))


def one_time_password() -> str:
    """Eight readable characters in two groups: 31^8, and it must be changed at first use."""
    letters = "".join(secrets.choice(READABLE) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
