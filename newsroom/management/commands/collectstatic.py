from typing import Any

from django.contrib.staticfiles.management.commands import collectstatic


class Command(collectstatic.Command):
    """Collect what differs in content: after a roll-back the older file is the right one."""

    def delete_file(self, path: str, prefixed_path: str, source_storage: Any) -> bool:
        if not self.storage.exists(prefixed_path) or self._is_same(path, prefixed_path, source_storage):
            return bool(super().delete_file(path, prefixed_path, source_storage))
        if not self.dry_run:
            self.storage.delete(prefixed_path)
        return True

    def _is_same(self, path: str, prefixed_path: str, source_storage: Any) -> bool:
        with source_storage.open(path) as source, self.storage.open(prefixed_path) as collected:
            return bool(source.read() == collected.read())
