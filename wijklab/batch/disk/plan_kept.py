"""What a study can find, planned beside its other questions: worked out again only where something of it changed."""

from __future__ import annotations

from typing import Final

from wijklab.batch.disk.inputs import digest_of, key_of
from wijklab.batch.disk.ledger import Record, is_whole, keep_record, read_record
from wijklab.batch.disk.made_with import made_with
from wijklab.batch.disk.owned import owned
from wijklab.batch.planning import write_plan
from wijklab.contract.study import Study, StudyPlace
from wijklab.sources.input_files import fingerprint

POWER: Final = "power"
"""What its page, its facts and its record are called after."""


def keep_plan(study: Study, place: StudyPlace, links: tuple[str, ...]) -> None:
    """See to it that the page `power.html`, its tables and its facts are there, with links to these pages.

    Before a story is told, for it may cite them; and again where other pages were made than were expected.
    OutputError where they cannot be written.
    """
    parts = {
        place.file.name: fingerprint(place.file),
        "pages": digest_of(dict.fromkeys(links)),
        **made_with(),
    }
    record = read_record(place.outputs, POWER)
    if record is not None and record.key == key_of(parts) and is_whole(record, place.outputs):
        return
    write_plan(study, place, links)
    made = {file.relative_to(place.outputs).as_posix(): fingerprint(file) for file in owned(place.outputs, POWER)}
    keep_record(place.outputs, Record(POWER, key_of(parts), parts, made, links, 0.0))
