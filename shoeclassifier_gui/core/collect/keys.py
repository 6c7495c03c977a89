"""The user's key of Naver, kept where the operating system keeps passwords."""

from shoeclassifier_gui.core.collect.naver import NaverKey
from shoeclassifier_gui.core.collect.refusals import CollectError

_SERVICE = "Shoe Classifier: Naver image search"
_ID, _SECRET = "client id", "client secret"


def load_naver_key() -> NaverKey | None:
    """The kept key; None when there is none.

    Raises:
        CollectError: This machine has no place for passwords, or it is locked.
    """
    # It looks for the system's stores when it is imported, which takes a tenth of a second.
    import keyring
    from keyring.errors import KeyringError

    try:
        client_id = keyring.get_password(_SERVICE, _ID)
        secret = keyring.get_password(_SERVICE, _SECRET)
    except KeyringError as error:
        raise _no_keyring() from error
    return NaverKey(client_id, secret) if client_id and secret else None


def keep_naver_key(key: NaverKey) -> None:
    """Keeps a key in place of the one before.

    Raises:
        CollectError: This machine has no place for passwords, or it is locked.
    """
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, _ID, key.client_id)
        keyring.set_password(_SERVICE, _SECRET, key.client_secret)
    except KeyringError as error:
        raise _no_keyring() from error


def _no_keyring() -> CollectError:
    return CollectError(
        "This computer has no open store for passwords, so the key cannot be kept.",
        "Open the system's keyring (on Linux GNOME Keyring or KWallet), or use the key just once.",
    )
