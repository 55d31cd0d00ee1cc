from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "rokhas.post"

    def ready(self) -> None:
        from rokhas.post import checks, events, subscriptions  # noqa: F401
