"""Documents from files and standard input: plain text, HTML, PDF, DOCX."""

from spindetect.readers.single import read_document

__all__ = ["read_document"]
