"""The addresses that the invented customers send mail from."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boto3 import Session
    from mypy_boto3_sesv2 import SESV2Client

ADDRESSES: Final = {
    "parkside": "classes@parkside.example",
    "riverside": "office@riverside.example",
}


def make(
    session: "Session",
    endpoint_url: str,
    table: str,
    addresses: "Mapping[str, str]" = ADDRESSES,
) -> None:
    """Verify one address a customer, and make it the one that mail is sent from.

    On AWS, operators do the same: they prove the address to SES, and write it down for the account.

    Args:
        session: To talk to the emulator with.
        endpoint_url: Of the emulator.
        table: Name of the records table.
        addresses: By account.
    """
    mail = session.client("sesv2", endpoint_url=endpoint_url)
    records = session.client("dynamodb", endpoint_url=endpoint_url)
    for account, address in addresses.items():
        if address not in _verified(mail):
            mail.create_email_identity(EmailIdentity=address)
        for partition in (f"SENDER#{address}", "SENDER_DEFAULT"):
            item = {"pk": f"ACCOUNT#{account}#{partition}", "sk": "SENDER", "email": address}
            records.put_item(
                TableName=table, Item={name: {"S": value} for name, value in item.items()}
            )


def _verified(mail: "SESV2Client") -> set[str]:
    return {one["IdentityName"] for one in mail.list_email_identities()["EmailIdentities"]}
