"""Who is signed in, with what every page says of them."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from mec.notifications.queries import person_with_unread_count


class SignedInBackend(ModelBackend):
    """The person and the number of their unread notifications, in the one query that every page asks anyway."""

    def get_user(self, user_id: int) -> Any:
        user = person_with_unread_count(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
