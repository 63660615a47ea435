"""What is put on a tab of what DynamoDB says that calls have taken."""

from legwork.adapters.metering import meter
from legwork.domain.effect import Key, Put
from legwork.domain.spent import Spent, Tab
from tests.conformance.aws import Aws
from tests.conformance.places import on_moto

pytestmark = on_moto


def test_a_client_has_one_tab_however_often_it_is_given_one(aws: Aws) -> None:
    database, first, last = aws.database(), Tab(), Tab()
    meter(aws.dynamodb, first)
    meter(aws.dynamodb, last)
    database.tasks.write(Put(Key("P", "1"), {"a": 1}))
    database.tasks.get(Key("P", "1"))

    assert last.due(Spent()) == Spent(reads=1, writes=1)
    assert first.due(Spent()) == database.tab.due(Spent()) == Spent()
