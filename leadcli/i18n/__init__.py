"""The sentences people read, in Chinese and English; machine output never passes through here."""

from leadcli.i18n.message import Message, Text
from leadcli.i18n.words import LANGUAGES, Words

__all__ = ["LANGUAGES", "Message", "Text", "Words"]
