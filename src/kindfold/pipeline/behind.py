"""Writes what follows from a correction a moment later, so that nobody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kindfold.data.run import Run
from kindfold.errors import KindfoldError, OutputError

PAUSE = 0.3  # seconds without a correction, after which the files are written


class Behind:
    """A thread that writes the last of the runs that it was given, once no other has come for a while."""

    def __init__(self, write: Callable[[Run], None]) -> None:
        self._write = write
        self._next: Run | None = None
        self._hurry = False
        self._failed: KindfoldError | None = None
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def put(self, run: Run) -> None:
        """Have a run written soon."""
        with self._changed:
            self._next = run
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def flush(self) -> None:
        """Wait until all is written. Raises what went wrong since the last time, once."""
        with self._changed:
            self._hurry = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._thread is None)
            self._hurry = False
        self.check()

    def check(self) -> None:
        """Raises what went wrong since the last time, once."""
        failed, self._failed = self._failed, None
        if failed is not None:
            raise failed

    def _work(self) -> None:
        while (run := self._rested()) is not None:
            try:
                self._write(run)
            except KindfoldError as error:
                self._failed = error
            except Exception as error:  # whoever waits must not wait for ever
                self._failed = OutputError(f"the tables cannot be written: {error!r}")

    def _rested(self) -> Run | None:
        """The newest run, once nothing new has come; None, and an end of the thread, when there is none."""
        with self._changed:
            while not self._hurry and self._next is not None and self._changed.wait(PAUSE):
                pass
            run, self._next = self._next, None
            if run is None:
                self._thread = None
                self._changed.notify_all()
            return run
