"""How an amount of data is written."""

from PySide6.QtCore import QCoreApplication, QLocale


def size_text(size: int) -> str:
    """Bytes as whole megabytes, or as gigabytes with one decimal; something is at least 1 MB."""
    if size >= 999_500_000:
        gigabytes = QLocale().toString(size / 1e9, "f", 1)
        return QCoreApplication.translate("sizes", "{count} GB").format(count=gigabytes)
    megabytes = QLocale().toString(max(int(size > 0), round(size / 1e6)))
    return QCoreApplication.translate("sizes", "{count} MB").format(count=megabytes)
