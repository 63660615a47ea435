from tests.infra.reading import Reading, written

ALARM = "AWS::CloudWatch::Alarm"


def test_each_queue_of_the_dead_raises_an_alarm(prod: Reading) -> None:
    watched = {
        written(dimension["Value"]).split(".")[0]
        for alarm in prod.of_type(ALARM).values()
        if alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
        for dimension in alarm["Dimensions"]
    }

    dead = {name for name in prod.of_type("AWS::SQS::Queue") if "Dead" in name}
    assert watched == dead


def test_late_announcements_raise_an_alarm(prod: Reading) -> None:
    (alarm,) = (
        alarm for alarm in prod.of_type(ALARM).values() if alarm["MetricName"] == "IteratorAge"
    )

    assert alarm["Threshold"] == 5 * 60 * 1_000
    assert [written(dimension["Value"]) for dimension in alarm["Dimensions"]] == [
        prod.function_id("announce")
    ]


def test_every_alarm_tells_the_operators(prod: Reading) -> None:
    operators = prod.logical_id("AWS::SNS::Topic", "Operators")

    for name, alarm in prod.of_type(ALARM).items():
        assert alarm["AlarmActions"] == [{"Ref": operators}], name
