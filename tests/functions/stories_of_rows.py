"""Calls about rows, one after the other, whose answers tell one DynamoDB from another."""

from typing import Any, Final

TABLE, FLAT = "quick", "flat"
EVERY: Final = {
    "text": {"S": 'quotes ", an ü and a "B": that is none'},
    "empty": {"S": ""},
    "number": {"N": "1.50"},
    "large": {"N": "12345678901234567890123456789012345678"},
    "texts": {"SS": ["b", "a"]},
    "numbers": {"NS": ["2", "10.0"]},
    "true": {"BOOL": True},
    "false": {"BOOL": False},
    "nothing": {"NULL": True},
    "map": {"M": {"S": {"S": "of a kind's name"}, "below": {"M": {"N": {"N": "-0"}}}}},
    "list": {"L": [{"L": []}, {"M": {}}, {"SS": ["x"]}, {"NULL": True}]},
}
BINARY: Final = {
    "bytes": {"B": b"\x00\xff"},
    "several": {"BS": [b"one", b"\xfe"]},
    "in": {"M": {"it": {"L": [{"B": b"two"}]}}},
}
TOTAL: Final = {"ReturnConsumedCapacity": "TOTAL"}
FOUND: Final = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}

Call = tuple[str, dict[str, Any]]


def key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def row(pk: str, sk: str, **others: Any) -> dict[str, Any]:
    return {**key(pk, sk), **others}


def put(pk: str, sk: str, **others: Any) -> Call:
    return "put_item", {"TableName": TABLE, "Item": row(pk, sk, **others)}


def get(pk: str, sk: str, **arguments: Any) -> Call:
    return "get_item", {"TableName": TABLE, "Key": key(pk, sk), **arguments}


def delete(pk: str, sk: str, **arguments: Any) -> Call:
    return "delete_item", {"TableName": TABLE, "Key": key(pk, sk), **arguments}


def update(pk: str, sk: str, expression: str, /, **arguments: Any) -> Call:
    values = {name[1:]: arguments.pop(name) for name in list(arguments) if name.startswith("_")}
    if values:
        arguments["ExpressionAttributeValues"] = {f":{name}": of for name, of in values.items()}
    return "update_item", {
        "TableName": TABLE,
        "Key": key(pk, sk),
        "UpdateExpression": expression,
        **arguments,
    }


def query(pk: str, **arguments: Any) -> Call:
    values = {":pk": {"S": pk}, **arguments.pop("ExpressionAttributeValues", {})}
    asked = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": values}
    return "query", {"TableName": TABLE, **asked, **arguments}


def scan(**arguments: Any) -> Call:
    return "scan", {"TableName": TABLE, **arguments}


def transact(*actions: Call, **arguments: Any) -> Call:
    """A transaction of these writes."""
    kinds = {"put_item": "Put", "update_item": "Update", "delete_item": "Delete"}
    items = [{kinds.get(name, "ConditionCheck"): asked} for name, asked in actions]
    return "transact_write_items", {"TransactItems": items, **arguments}


def where(call: Call, condition: str, /, **arguments: Any) -> Call:
    """The same write under a condition."""
    name, asked = call
    return name, {**asked, "ConditionExpression": condition, **arguments}


def check(pk: str, sk: str, condition: str, /, **arguments: Any) -> Call:
    return where(("check", {"TableName": TABLE, "Key": key(pk, sk)}), condition, **arguments)


def batch_get(*keys: dict[str, Any], **arguments: Any) -> Call:
    return "batch_get_item", {"RequestItems": {TABLE: {"Keys": list(keys)}}, **arguments}


def batch_write(*requests: dict[str, Any], **arguments: Any) -> Call:
    return "batch_write_item", {"RequestItems": {TABLE: list(requests)}, **arguments}


def transact_get(*keys: dict[str, Any], **arguments: Any) -> Call:
    items = [{"Get": {"TableName": TABLE, "Key": one}} for one in keys]
    return "transact_get_items", {"TransactItems": items, **arguments}


def numbered(count: int) -> list[dict[str, Any]]:
    """Requests to put so many rows, every other of them in the index."""
    return [
        {
            "PutRequest": {
                "Item": row(
                    "N", f"{at:03}", n={"N": str(at)}, **({"by": {"S": "I"}} if at % 2 else {})
                )
            }
        }
        for at in range(count)
    ]


ONE, HALF = {"N": "1"}, {"N": "0.5"}
THERE: Final = "attribute_exists(pk)"
NOT_THERE: Final = "attribute_not_exists(pk)"
STORIES: Final[dict[str, list[Call]]] = {
    "values": [
        put("A", "1", **EVERY),
        get("A", "1"),
        get("A", "1", ConsistentRead=True, **TOTAL),
        get("A", "2", **TOTAL),
        get(
            "A",
            "1",
            ProjectionExpression="#t, #m.below",
            ExpressionAttributeNames={"#t": "texts", "#m": "map"},
        ),
        query("A", **TOTAL),
        scan(**TOTAL),
        batch_get(key("A", "1"), key("A", "2"), **TOTAL),
        transact_get(key("A", "1"), key("A", "2"), **TOTAL),
        put("A", "2", text={"S": "null"}, **TOTAL),
        transact(put("A", "3", **EVERY), **TOTAL),
        get("A", "3"),
        delete("A", "1", ReturnValues="ALL_OLD", **TOTAL),
        delete("A", "1", ReturnValues="ALL_OLD"),
    ],
    "binaries": [
        put("A", "1", **BINARY, **EVERY),
        get("A", "1"),
        update("A", "1", "SET n = :n", _n=ONE, ReturnValues="ALL_NEW"),
        update("A", "1", "SET b = :b", _b={"B": b"\x01"}, ReturnValues="ALL_OLD"),
        query("A"),
        scan(),
        batch_get(key("A", "1")),
        transact_get(key("A", "1")),
        where(put("A", "1"), NOT_THERE, **FOUND),
        where(delete("A", "1"), NOT_THERE, **FOUND),
        where(
            delete("A", "1"),
            "size(several) = :n AND NOT contains(several, :b)",
            ExpressionAttributeValues={":n": {"N": "4"}, ":b": {"B": b"one"}},
        ),
        query("A", FilterExpression="b = :b", ExpressionAttributeValues={":b": {"B": b"\x01"}}),
        delete("A", "1", ReturnValues="ALL_OLD"),
        put("A", "1", much={"B": b"x" * 310_000}),
        batch_write({"PutRequest": {"Item": row("A", "2", **BINARY)}}),
        get("A", "2"),
    ],
    "updates": [
        update("A", "1", "SET n = :n, t = :t", _n=ONE, _t={"S": "x"}, **TOTAL),
        update("A", "1", "SET n = n + :n", _n=HALF, ReturnValues="UPDATED_NEW"),
        update("A", "1", "SET n = n - :n", _n=HALF, ReturnValues="UPDATED_OLD"),
        update("A", "1", "ADD n :n, s :s", _n=ONE, _s={"SS": ["a"]}, ReturnValues="ALL_NEW"),
        update("A", "1", "ADD s :s", _s={"SS": ["a"]}, ReturnValues="ALL_OLD"),
        update("A", "1", "DELETE s :s", _s={"SS": ["a"]}, ReturnValues="ALL_NEW"),
        update("A", "1", "SET m = :m", _m=EVERY["map"]),
        update("A", "1", "SET m.below.a = :l REMOVE t", _l=EVERY["list"], ReturnValues="ALL_NEW"),
        update("A", "1", "SET m.below.a[0] = :n, k = if_not_exists(k, :n)", _n=ONE),
        update("A", "1", "SET m.below.a[0] = :n, k = if_not_exists(k, :n)", _n=HALF),
        update("A", "1", "SET l = list_append(:l, :l)", _l={"L": [ONE]}, ReturnValues="ALL_NEW"),
        update("A", "1", "SET #n = :n", _n=ONE, ExpressionAttributeNames={"#n": "a.b"}),
        update(
            "A", "1", "REMOVE #n", ExpressionAttributeNames={"#n": "a.b"}, ReturnValues="ALL_OLD"
        ),
        update("A", "1", "SET absent.a = :n", _n=ONE),
        update("A", "1", "SET absent = gone", ReturnValues="ALL_NEW"),
        update("A", "1", "SET n = :n, n = :n", _n=ONE),
        update("A", "1", "SET pk = :n", _n={"S": "x"}),
        update("A", "1", "SET n = :other", _n=ONE),
        update("A", "1", "SET n ="),
        update("A", "2", "REMOVE a", ReturnValues="ALL_NEW"),
        update("A", "3", "ADD t :n", _n=ONE),
        get("A", "1"),
        get("A", "3"),
    ],
    "conditions": [
        where(put("A", "1", **EVERY), THERE, **FOUND),
        where(put("A", "1", **EVERY), NOT_THERE),
        where(put("A", "1"), NOT_THERE),
        where(put("A", "1"), NOT_THERE, **FOUND),
        where(delete("A", "1"), NOT_THERE, **FOUND),
        where(update("A", "1", "SET n = :n", _n=ONE), NOT_THERE, **FOUND),
        where(update("A", "2", "SET n = :n", _n=ONE), THERE, **FOUND),
        where(delete("A", "2"), THERE, **FOUND),
        where(
            update("A", "1", "SET #n = :n", _n=ONE, _v={"N": "1.5"}),
            "#n = :v AND (attribute_type(#m.below, :t) OR size(texts) > :n)",
            ExpressionAttributeNames={"#n": "number", "#m": "map"},
            ExpressionAttributeValues={":n": ONE, ":v": {"N": "1.5"}, ":t": {"S": "M"}},
        ),
        where(
            delete("A", "1"), "contains(texts, :a)", ExpressionAttributeValues={":a": {"S": "a"}}
        ),
        where(delete("A", "1"), "n IN (:a)", ExpressionAttributeValues={":a": ONE}),
        where(delete("A", "1"), "n = :b", ExpressionAttributeValues={":a": ONE}),
        where(delete("A", "1"), "n ="),
        get("A", "1"),
    ],
    "many": [
        batch_write(*numbered(12), **TOTAL),
        batch_write({"DeleteRequest": {"Key": key("N", "003")}}, *numbered(1), **TOTAL),
        batch_write(
            {"DeleteRequest": {"Key": key("N", "003")}}, {"DeleteRequest": {"Key": key("N", "003")}}
        ),
        batch_get(*(key("N", f"{at:03}") for at in (5, 3, 11, 2)), **TOTAL),
        batch_get(key("N", "001"), key("N", "001")),
        query("N", Limit=5, **TOTAL),
        query("N", Limit=5, ExclusiveStartKey=key("N", "005"), **TOTAL),
        query("N", Limit=5, ScanIndexForward=False, ConsistentRead=True),
        query("N", Select="COUNT", **TOTAL),
        query("N", ProjectionExpression="n, sk"),
        query("N", FilterExpression="n > :n", ExpressionAttributeValues={":n": {"N": "8"}}),
        query(
            "N",
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues={":sk": {"S": "01"}},
        ),
        query(
            "N",
            KeyConditionExpression="pk = :pk AND sk BETWEEN :a AND :b",
            ExpressionAttributeValues={":a": {"S": "002"}, ":b": {"S": "005"}},
        ),
        query("I", IndexName="index", KeyConditionExpression="by = :pk", Limit=2, **TOTAL),
        query("I", IndexName="index", KeyConditionExpression="by = :pk", ScanIndexForward=False),
        query("I", IndexName="none", KeyConditionExpression="by = :pk"),
        query("nobody", **TOTAL),
        scan(Limit=4, **TOTAL),
        scan(IndexName="index", Limit=3),
        scan(Segment=0, TotalSegments=2, ProjectionExpression="sk"),
        scan(FilterExpression="n < :n", ExpressionAttributeValues={":n": {"N": "3"}}),
        transact_get(*(key("N", f"{at:03}") for at in (1, 40, 2)), **TOTAL),
        transact_get(*(key("N", f"{at:03}") for at in range(30))),
    ],
    "transactions": [
        put("A", "1", **EVERY),
        put("A", "2", n=ONE),
        transact(
            put("B", "1"),
            update("A", "1", "SET n = :n", _n=ONE),
            delete("A", "2"),
            check("A", "3", NOT_THERE),
            **TOTAL,
        ),
        transact(
            put("B", "1", n=ONE),
            update("A", "2", "ADD n :n", _n=ONE),
            check("A", "3", NOT_THERE),
            where(delete("A", "1"), NOT_THERE, **FOUND),
        ),
        get("A", "1"),
        scan(),
        transact(
            where(put("B", "1", n=ONE), NOT_THERE, **FOUND),
            update("A", "1", "SET #m.fresh = :n", _n=ONE, ExpressionAttributeNames={"#m": "map"}),
            update("A", "4", "SET n = :n", _n=ONE),
            delete("A", "2"),
            put("C", "1"),
        ),
        scan(),
        transact(
            update("A", "1", "ADD texts :t", _t={"SS": ["c"]}),
            update("A", "9", "SET a.b = :n", _n=ONE),
        ),
        scan(),
        transact(update("A", "1", "SET n = :n", _n=HALF), delete("A", "1")),
        scan(),
        transact(update("A", "1", "SET n = :n", _n=HALF), update("B", "1", "ADD pk :n", _n=HALF)),
        transact(update("A", "1", "SET n = :n", _n=HALF), put("", "1")),
        transact(
            update("A", "1", "SET n = :n", _n=HALF),
            ("put_item", {"TableName": TABLE, "Item": {"pk": {"S": "A"}}}),
        ),
        transact(
            update("A", "1", "SET n = :n", _n=HALF),
            ("put_item", {"TableName": "none", "Item": key("A", "1")}),
        ),
        transact(*(put("D", f"{at:03}") for at in range(101))),
        transact(*(put("D", f"{at:03}") for at in range(30))),
        transact(
            *(put("E", f"{at:03}") for at in range(30)),
            where(delete("D", "001"), NOT_THERE),
        ),
        scan(),
        transact(
            ("put_item", {"TableName": FLAT, "Item": {"pk": {"S": "x"}, "n": ONE}}),
            update("A", "1", "SET n = :n", _n=HALF),
        ),
        transact(
            (
                "update_item",
                {
                    "TableName": FLAT,
                    "Key": {"pk": {"S": "x"}},
                    "UpdateExpression": "ADD n :n",
                    "ExpressionAttributeValues": {":n": ONE},
                },
            ),
            where(update("A", "1", "SET n = :n", _n=ONE), NOT_THERE),
        ),
        ("scan", {"TableName": FLAT}),
        scan(),
    ],
    "mistakes": [
        ("get_item", {"TableName": "none", "Key": key("A", "1")}),
        (
            "query",
            {
                "TableName": "none",
                "KeyConditionExpression": "pk = :p",
                "ExpressionAttributeValues": {":p": ONE},
            },
        ),
        ("scan", {"TableName": "none"}),
        ("batch_write_item", {"RequestItems": {"none": numbered(1)}}),
        ("get_item", {"TableName": TABLE, "Key": {"pk": {"S": "A"}}}),
        ("get_item", {"TableName": TABLE, "Key": {"pk": {"S": "A"}, "other": {"S": "A"}}}),
        ("put_item", {"TableName": TABLE, "Item": {"pk": {"S": "A"}}}),
        ("put_item", {"TableName": TABLE, "Item": {"pk": ONE, "sk": ONE}}),
        put("", "1"),
        put("A", "1", by={"S": ""}),
        put("A", "1", by={"NULL": True}),
        put("A", "1", n={"N": "many"}),
        put("A", "1", n={"N": "1E+126"}),
        put("A", "1", s={"SS": []}),
        put("A" * 2_049, "1"),
        put("A", "1" * 1_025),
        put("A", "1", much={"S": "x" * 410_000}),
        put("A", "1", much={"S": "x" * 404_000}),
        update("A", "1", "SET more = :m", _m={"S": "x" * 9_000}),
        delete("A", "1", ReturnValues="ALL_NEW"),
        get("A", "1", ReturnConsumedCapacity="SOME"),
        get("A", "1", ReturnConsumedCapacity="INDEXES"),
        get("A", "1", ExpressionAttributeNames={"#a": "b"}),
        get("A", "1", ReturnConsumedCapacity=None),
        query("A", KeyConditionExpression="sk = :pk"),
        query("A", KeyConditionExpression="pk > :pk"),
        query("A", FilterExpression="n ="),
        scan(Segment=2, TotalSegments=2),
        transact(update("A", "1", "SET n = :other", _n=ONE)),
        transact(),
        ("describe_table", {"TableName": "none"}),
    ],
}
