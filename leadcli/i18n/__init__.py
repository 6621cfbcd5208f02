"""The sentences people read, in Chinese and English; machine output never passes through here."""

from leadcli.i18n.message import FIELD, Message, Text, params_of
from leadcli.i18n.words import LANGUAGES, Words

__all__ = ["FIELD", "LANGUAGES", "Message", "Text", "Words", "params_of"]
