"""Names of one's own for the API, the links in mails and the console."""

from dataclasses import replace

import pytest

from infra.pages import callbacks as after_sign_in
from infra.stages import STAGES, Names
from tests.infra.reading import Reading, written

ARN = "arn:aws:acm:us-east-1:123456789012:certificate/"
NAMES = Names(
    api="api.example.org",
    programs="programs.example.org",
    api_certificate=f"{ARN}api",
    console="legwork.example.org",
    console_certificate=f"{ARN}console",
)


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """The template of a stage with names."""
    from tests.infra.synthesis import Synthesis

    stage = replace(STAGES["prod"], names=NAMES)
    [template] = Synthesis(tmp_path_factory.mktemp("named"), [stage], operated=False).services()
    return Reading(template)


def test_both_doors_have_their_names_and_the_certificate(named: Reading) -> None:
    names = named.of_type("AWS::ApiGatewayV2::DomainName")

    assert {name["DomainName"] for name in names.values()} == {NAMES.api, NAMES.programs}
    for name in names.values():
        [configuration] = name["DomainNameConfigurations"]
        assert configuration["CertificateArn"] == NAMES.api_certificate
        assert configuration["SecurityPolicy"] == "TLS_1_2"
    mapped = {
        names[written(mapping["DomainName"])]["DomainName"]: written(mapping["ApiId"])
        for mapping in named.of_type("AWS::ApiGatewayV2::ApiMapping").values()
    }
    assert mapped[NAMES.api].startswith("Http")
    assert mapped[NAMES.programs].startswith("Programs")


def test_links_in_mails_bear_it(named: Reading) -> None:
    assert named.environment("deliver")["API_URL"] == f"https://{NAMES.api}"
    assert named.template["Outputs"]["ApiUrl"]["Value"] == f"https://{NAMES.api}"


def test_the_console_has_its_name_and_people_come_back_to_it(named: Reading) -> None:
    config = named.only("AWS::CloudFront::Distribution")["DistributionConfig"]

    assert config["Aliases"] == [NAMES.console]
    assert config["ViewerCertificate"]["AcmCertificateArn"] == NAMES.console_certificate
    assert config["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    callbacks = {
        address
        for client in named.of_type("AWS::Cognito::UserPoolClient").values()
        for address in client.get("CallbackURLs", ())
    }
    assert {*after_sign_in(f"https://{NAMES.console}")} <= callbacks


def test_whoever_has_the_domain_is_told_what_to_point_the_names_at(named: Reading) -> None:
    outputs = named.template["Outputs"]

    assert {"ApiNameTarget", "ProgramsNameTarget", "ConsoleNameTarget"} <= outputs.keys()


def test_without_names_there_is_nothing_of_them(prod: Reading) -> None:
    assert prod.of_type("AWS::ApiGatewayV2::DomainName") == {}
    assert "ApiNameTarget" not in prod.template["Outputs"]
