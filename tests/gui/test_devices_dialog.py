"""The dialog of devices: what is entered is tried out, kept, and told when it is wrong."""

from __future__ import annotations

from app.errors import UserError
from app.i18n import N_
from app.presenters.base import run_now
from app.presenters.devices import DevicesPresenter, RollPrinter
from app.views.devices_dialog import DevicesDialog
from tests.gui.fakes_desk import FakeDevices


def dialog(qtbot, door: FakeDevices) -> DevicesDialog:
    made = DevicesDialog(DevicesPresenter(run_now, door))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.address.hasFocus)
    return made


def test_what_was_chosen_before_is_shown_and_another_kept(qtbot):
    door = FakeDevices()
    door.printer = RollPrinter("escpos://till:9100", 58, "raster", drawer=True)
    door.signs = "usb"
    made = dialog(qtbot, door)
    assert made.entered() == RollPrinter("till:9100", 58, "raster", drawer=True)
    made.address.setText(" other ")
    made.text.set_key("gbk")
    made.reader.setText("reader:10000")
    assert made.pad.text() == "usb"
    made.pad.setText("pad:10001")
    made.commit.click()
    assert door.printer == RollPrinter("other", 58, "gbk", drawer=True)
    assert (door.at, door.signs) == ("reader:10000", "pad:10001")
    assert not made.isVisible()


def test_a_test_is_printed_and_what_is_wrong_is_told(qtbot):
    door = FakeDevices()
    made = dialog(qtbot, door)
    made.try_out.click()
    assert made.fields["address"].error() == "This is needed"
    made.address.setText("off")
    made.try_out.click()
    assert "does not answer" in made.banner.accessibleName()
    made.address.setText("till")
    made.try_out.click()
    assert [each.address for each in door.tried] == ["till"]
    assert "Can you read" in made.banner.accessibleName()
    made.reject()


def test_an_address_that_is_none_is_told_beside_it(qtbot):
    class Refusing(FakeDevices):
        def keep(self, printer: RollPrinter, reader: str, pad: str) -> RollPrinter:
            raise UserError("printer_unknown", N_("This is no address."), field="address")

    made = dialog(qtbot, Refusing())
    made.address.setText("?")
    made.commit.click()
    assert made.fields["address"].error() == "This is no address."
    made.reject()
