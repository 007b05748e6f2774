"""What is to be fetched of the files of a source, and whether the source says something new of their bytes."""

import hashlib

from motions.importing.oparl import records
from motions.importing.oparl.records import Origin
from motions.models import FileDownload


def wanted(record: records.File, *, pk: int) -> FileDownload:
    """A download, not saved, for the file with this primary key."""
    url = record.download_url or record.access_url
    other = record.access_url if record.access_url != url else ""
    size = record.size if record.size is not None and 0 <= record.size < 2**62 else None
    return FileDownload(
        file_id=pk,
        url=url[:1000],
        other_url=other[:1000],
        sha512=record.sha512[:128],
        sha1=record.sha1[:40],
        size=size,
        asked=_print(record),
    )


def record_of(download: FileDownload) -> records.File:
    """The download as the sources know files."""
    return records.File(
        origin=Origin(download.file.origin or ""),
        download_url=download.url,
        access_url=download.other_url,
        mime_type=download.file.mime_type,
        sha512=download.sha512,
        sha1=download.sha1,
        size=download.size,
    )


def _print(record: records.File) -> str:
    """All that is said of the bytes; without any checksum the moment of the last change must do."""
    said = [record.download_url, record.access_url, record.sha512, record.sha1, str(record.size)]
    if not record.sha512 and not record.sha1:
        said.append(str(record.modified_at))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
