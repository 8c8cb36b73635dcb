"""The calculators, each a form to fill in."""

from nicegui import ui

from bot.authoring.studio.calculating import Field, Form, Worked, forms, work
from bot.authoring.studio.hub import Hub


class CalculatingPanel:
    """`hub` knows the content as it now is."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._filled: dict[str, str] = {}
        ui.label("计算器").classes("text-h6")
        ui.label("流程里用到的算法，单独试一试。数字都出自 knowledge/parameters/。").classes(
            "text-grey-8"
        )
        self._forms: dict[str, Form] = {}
        self._picked = (
            ui.select({}, label="算什么")
            .props("outlined")
            .classes("w-full studio-calculator")
            .on_value_change(lambda event: self._pick(event.value))
        )
        self._fields = ui.column().classes("w-full gap-2")
        self._result = ui.column().classes("w-full gap-2 studio-worked")

    def show(self) -> None:
        """Reckon anew, as when a figure was saved."""
        guide = self._hub.state.guide
        if guide is not None:
            self._forms = {form.name: form for form in forms(guide.content)}
            self._picked.set_options({n: f.title for n, f in self._forms.items()})
        if self._picked.value:
            self._result.clear()
            with self._result:
                _shown(work(self._hub.state, self._picked.value, self._filled))

    def _pick(self, name: str) -> None:
        self._filled = {}
        self._fields.clear()
        with self._fields, ui.row().classes("w-full gap-2"):
            for field in self._forms[name].fields:
                self._field(field)
        self.show()

    def _field(self, field: Field) -> None:
        label = field.label if field.required else f"{field.label}，可不填"
        if field.choices:
            ui.select(
                dict(field.choices),
                label=label,
                clearable=True,
                on_change=lambda event: self._fill(field.name, event.value),
            ).props("outlined dense").style("min-width: 200px")
        else:
            ui.input(
                label,
                placeholder=field.hint,
                on_change=lambda event: self._fill(field.name, event.value),
            ).props("outlined dense debounce=300").style("min-width: 200px")

    def _fill(self, name: str, value: str | None) -> None:
        self._filled[name] = value or ""
        self.show()


def _shown(found: Worked) -> None:
    if found.problem:
        ui.label(found.problem).classes("text-orange-10")
        return
    with ui.card().props("flat bordered").classes("w-full"):
        ui.label(found.status).classes("text-weight-bold")
        for step in found.steps:
            ui.label(step)
        if found.ask:
            ui.label(found.ask).classes("text-teal-10")
    with ui.expansion("在流程里可以引用的值").props("dense").classes("w-full"):
        for name, value in found.figures:
            ui.label(f"{name} = {value}")
    with ui.expansion("用到的数字和依据", value=True).props("dense").classes("w-full"):
        for line in (*found.rows, *found.cite):
            ui.label(line).classes("text-body2")
