"""Shows a run in its tab: live, or a moment of its history that a person has gone back to."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from desktop_app.engine.contract import Answer
from desktop_app.engine.targets import CLASS
from desktop_app.presenters.ideal_run import CURVES
from desktop_app.views import measures, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.engine.gallery import News
    from desktop_app.engine.history import Frame, Moment
    from desktop_app.jobs import Report
    from desktop_app.presenters.ideal_run import Member, Run
    from desktop_app.views.ideal_tab import IdealTab

TOP = 5
PHASES = 4
"""Boxes of the loop's drawing, lit in turn while a run goes on."""


class IdealFilm(QObject):
    """Knows which picture of the run is chosen and which of its moments is shown.

    `turned` follows when another picture, or another moment, is shown than the newest.
    """

    turned = Signal()

    def __init__(self, tab: IdealTab) -> None:
        """Join it."""
        super().__init__()
        self.tab = tab
        self.run: Run | None = None
        self.scrubbed: Moment | None = None
        self._drawn: dict[str, int] = {}
        tab.stage.easel.chosen.connect(self._on_chosen)
        tab.stage.film.scrubbed.connect(self._on_scrubbed)

    @property
    def member(self) -> Member | None:
        """The chosen picture of the run."""
        return self.run.members[self.tab.stage.easel.current] if self.run else None

    @property
    def frame(self) -> Frame | None:
        """What is shown of it."""
        if self.scrubbed is not None:
            return self.scrubbed.frame
        return self.member.frame if self.member else None

    @property
    def moment(self) -> Moment | None:
        """The moment from which a run can go on as from what is shown."""
        if self.scrubbed is not None or self.member is None:
            return self.scrubbed
        return self.member.last

    def begin(self, run: Run) -> None:
        """Show another run from now on."""
        self.run, self.scrubbed = run, None
        stage = self.tab.stage
        stage.easel.set_names([member.name for member in run.members])
        size = wording.number(run.recipe.size)
        what = run.members[0].name
        stage.loop.show_texts(
            f"{size} × {size}", run.network.title, what, self.tr("what to change")
        )
        self._show_member()

    def take(self, report: Report) -> None:
        """Show what has come of it since the last report."""
        if self.run is None:
            return
        for item in report.items:
            self.run.take(cast("News", item))
        if report.frame is not None:
            self._take_frame(*cast("tuple[int, Frame]", report.frame))
        self._catch_up()
        self._add_points()
        self.tab.stage.loop.light(report.done % PHASES)

    def finish(self, moments: Sequence[Moment]) -> None:
        """Show how it ended."""
        if self.run is None:
            return
        self.run.done = True
        for place, moment in enumerate(moments):
            self.run.members[place].end(moment)
            self._take_frame(place, moment.frame)
        self._add_points()

    def end(self) -> None:
        """Show that nothing more comes."""
        if self.run is not None:
            self.run.over = True
        if self.run is not None and self.frame is not None:
            self._show_frame(self.frame)

    def go_live(self) -> None:
        """Show the newest again."""
        if self.scrubbed is not None:
            self.scrubbed = None
            self._show_member()

    def _catch_up(self) -> None:
        """Show no picture that is older than the history."""
        for place, member in enumerate(self.run.members if self.run else ()):
            last = member.last
            if last is not None and (member.frame is None or member.frame.step < last.frame.step):
                self._take_frame(place, last.frame)

    def _take_frame(self, place: int, frame: Frame) -> None:
        if self.run is None:
            return
        self.run.members[place].frame = frame
        live = self.scrubbed is None or place != self.tab.stage.easel.current
        if live:
            self.tab.stage.easel.show_picture(place, frame.picture)
        if place == self.tab.stage.easel.current:
            self._show_film()
            if live:
                self._show_frame(frame)

    # The chosen picture

    def _on_chosen(self) -> None:
        if self.scrubbed is not None and self.run is not None:
            self.scrubbed = None
            for place, member in enumerate(self.run.members):
                if member.frame is not None:
                    self.tab.stage.easel.show_picture(place, member.frame.picture)
        self._show_member()
        self.turned.emit()

    def _on_scrubbed(self, step: int) -> None:
        member = self.member
        moment = member.near(step) if member else None
        if member is None or moment is None:
            return
        self.scrubbed = None if moment is member.moments[-1] else moment
        frame = self.frame or moment.frame  # the newest may be newer than the last moment
        self.tab.stage.easel.show_picture(self.tab.stage.easel.current, frame.picture)
        self._show_frame(frame)
        self.turned.emit()

    def _show_member(self) -> None:
        member, readings = self.member, self.tab.readings
        if member is None or self.run is None:
            return
        readings.probability.setVisible(member.target.kind == CLASS)
        for name in CURVES:
            curve = getattr(readings, name)
            curve.set_total(self.run.recipe.steps)
            curve.show_points(member.points[name])
        self._drawn = {name: len(member.points[name]) for name in CURVES}
        self._show_film()
        if self.frame is not None:
            place = self.tab.stage.easel.current
            self.tab.stage.easel.show_picture(place, self.frame.picture)
            self._show_frame(self.frame)
        else:
            self.tab.stage.say_step(0, 0, "")
            readings.bars.show_answer(None, TOP)

    def _add_points(self) -> None:
        member = self.member
        if member is None:
            return
        for name in CURVES:
            points = member.points[name]
            getattr(self.tab.readings, name).add(points[self._drawn[name] :])
            self._drawn[name] = len(points)

    def _show_film(self) -> None:
        member, run = self.member, self.run
        if member is None or run is None:
            return
        moments = member.moments
        steps = [one.frame.step for one in moments]
        pictures = [one.frame.picture for one in moments]
        self.tab.stage.film.show_moments(steps, pictures, run.recipe.steps)

    def _show_frame(self, frame: Frame) -> None:
        run, member = self.run, self.member
        if run is None or member is None:
            return
        note = "" if run.over or frame.step == run.recipe.steps else self.tr("live")
        if self.scrubbed is not None:
            note = self.tr("from the film")
        self.tab.stage.say_step(frame.step, run.recipe.steps, note)
        self.tab.stage.film.show_step(frame.step)
        mark = None if self.scrubbed is None else frame.step
        for curve in self.tab.readings.curves:
            curve.mark(mark)
        score = f"{member.name} {measures.plain(float(f'{frame.response:.3g}'))}"
        self.tab.stage.loop.show_score(score)
        self.tab.readings.bars.show_answer(_answer(run, frame), TOP)


def _answer(run: Run, frame: Frame) -> Answer:
    network = run.network
    return Answer(
        network=network.name,
        classes=network.classes,
        indices=frame.indices,
        probabilities=frame.probabilities,
        flatness=0.0,
        seconds=0.0,
        title=network.title,
    )
