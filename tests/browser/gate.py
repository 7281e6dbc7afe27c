from threading import Condition


class Gate:
    """Stand before the WSGI application of the live server: once closed, nothing new comes in (503),
    and nobody is inside."""

    def __init__(self, application):
        self.application = application
        self.inside = 0
        self.is_open = True
        self.changed = Condition()

    def open(self):
        self.is_open = True

    def close(self, seconds=20):
        """Refuse what comes from now on, and wait for what is being answered.

        Raises `TimeoutError` if something is still inside after `seconds`.
        """
        with self.changed:
            self.is_open = False
            if not self.changed.wait_for(lambda: not self.inside, seconds):
                raise TimeoutError(f"{self.inside} requests were not answered in {seconds} seconds")

    def __call__(self, environ, start_response):
        with self.changed:
            if not self.is_open:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return []
            self.inside += 1
        try:
            return Answer(self.application(environ, start_response), self.leave)
        except BaseException:
            self.leave()
            raise

    def leave(self):
        with self.changed:
            self.inside -= 1
            self.changed.notify_all()


class Answer:
    """An iterable of the parts of an answer, which tells `leave` once it was closed."""

    def __init__(self, parts, leave):
        self.parts = parts
        self.leave = leave

    def __iter__(self):
        return iter(self.parts)

    def close(self):
        try:
            self.parts.close()
        finally:
            self.leave()
