"""Calls about the profile of an account: what its mails say of who writes."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response

from legwork.api.answers import UNCHANGED, answers
from legwork.api.editing import database_of, records_of
from legwork.api.etag import IfMatch, IfNoneMatch, etag_of, tags_in
from legwork.api.http import Calls, reply_cached, reply_tagged
from legwork.trade.mail.contracts.profile import ProfileRequest, ProfileView
from legwork.trade.mail.usecases.correct_profile import correct_profile, read_profile

calls = Calls()


@calls.get(
    "/v1/account/profile",
    operation_id="get_profile",
    tags=["Mail"],
    responses=answers({200: ProfileView, 304: UNCHANGED}),
)
def read(if_none_match: IfNoneMatch = None) -> Response[ProfileView]:
    """Read what mails say of the account; for owners. Empty until somebody has said it."""
    caller = calls.caller
    found = read_profile(caller=caller, records=records_of(calls))
    return reply_cached(ProfileView.of(found.profile), if_none_match)


@calls.put(
    "/v1/account/profile",
    operation_id="replace_profile",
    tags=["Mail"],
    responses=answers({200: ProfileView}, 412, 413, 428),
)
def replace(body: ProfileRequest, if_match: IfMatch = None) -> Response[ProfileView]:
    """Say anew what mails say of the account; for owners. What is left out is empty."""
    caller = calls.caller
    after = correct_profile(
        body.said(whole=True),
        tags_in(if_match),
        tag_of=lambda found: etag_of(ProfileView.of(found.profile)),
        caller=caller,
        database=database_of(calls),
        records=records_of(calls),
    )
    return reply_tagged(ProfileView.of(after.profile))
