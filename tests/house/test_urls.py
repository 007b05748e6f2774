"""Every address has a policy in this table, and answers by it."""

import re

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from collaboration.live import routes
from council import keys, readiness

# page: everybody reads it. thing: everybody asks, an unknown key is 404. own: needs an account. form: needs an account,
# reads by GET and writes by POST. post: needs an account and writes, so GET is refused. entrance, detour: the account pages, which answer nobody
# or lead on. own thing: like a thing, but for an account. letter: whoever holds the link may read and write by it, so
# too the way to the login of the city, by its name.
# The form of petitions is an entrance, too: everybody reads it and writes by it.
# The open-data interface needs no token: it writes nothing, and refuses in its own words.
READ_ONLY = ("oparl-bodies", "oparl-list", "oparl-object", "oparl-system", "oparl-unknown")
POLICY = {
    "account": "own",
    "account-open": "form",
    "own-data": "form",
    "own-data-erase": "form",
    "account-erase": "form",
    "residents": "form",
    "resident": "own thing",
    "resident-sign-out": "form",
    "resident-erase": "form",
    "account-sign-out": "form",
    "account-withdraw": "post",
    "account-invitation": "letter",
    "mfa_index": "own",
    "mfa_authenticate": "detour",
    "mfa_reauthenticate": "own",
    "mfa_activate_totp": "own",
    "mfa_deactivate_totp": "own",
    "mfa_view_recovery_codes": "own",
    "mfa_generate_recovery_codes": "own",
    "mfa_download_recovery_codes": "own",
    "mfa_list_webauthn": "own",
    "mfa_add_webauthn": "own",
    "mfa_reauthenticate_webauthn": "own",
    "mfa_remove_webauthn": "own",
    "mfa_edit_webauthn": "own",
    "mfa_login_webauthn": "detour",
    "usersessions_list": "own",
    "account_change_password": "own",
    "account_confirm_email": "entrance",
    "account_confirm_login_code": "detour",
    "account_email": "own",
    "account_email_verification_sent": "entrance",
    "account_inactive": "entrance",
    "account_login": "entrance",
    "openid_connect_login": "letter",
    "openid_connect_callback": "letter",
    "account_logout": "detour",
    "account_reauthenticate": "own",
    "account_reset_password": "entrance",
    "account_reset_password_done": "entrance",
    "account_reset_password_from_key": "entrance",
    "account_reset_password_from_key_done": "entrance",
    "account_set_password": "own",
    "account_signup": "entrance",
    "agenda-adopt": "post",
    "agenda-adoption": "own thing",
    "agenda-decide": "post",
    "amendment": "own thing",
    "amendment-admit": "post",
    "amendment-agree": "post",
    "amendment-autosave": "post",
    "amendment-carry-over": "post",
    "amendment-decline": "post",
    "amendment-edit": "form",
    "amendment-hand-back": "post",
    "amendment-invite": "form",
    "amendment-join": "post",
    "amendment-keep-private": "post",
    "amendment-leave": "post",
    "amendment-new": "form",
    "amendment-preview": "own thing",
    "amendment-receipt": "own thing",
    "amendment-receipt-pdf": "own thing",
    "amendment-receipt-print": "own thing",
    "amendment-receipt-text": "own thing",
    "amendment-refuse": "form",
    "amendment-return": "form",
    "amendment-settle": "post",
    "amendment-show-to-faction": "post",
    "amendment-submit": "form",
    "amendment-take-over": "form",
    "amendment-uninvite": "post",
    "amendment-withdraw": "form",
    "amendments": "thing",
    "amendments-debate": "post",
    "amendments-ranks": "post",
    "amendments-reopen": "post",
    "amendments-synopsis": "thing",
    "amendments-synopsis-pdf": "thing",
    "amendments-text": "thing",
    "amendments-undo": "post",
    "amendments-vote": "form",
    "attendance-arrive": "post",
    "attendance-arrive-all": "post",
    "attendance-leave": "post",
    "attendance-quorum": "post",
    "attendance-substitute": "post",
    "attendance-take-back": "post",
    "bodies-csv": "page",
    "body-answers": "thing",
    "body-resolutions": "thing",
    "catalogue": "page",
    "bodies": "page",
    "body-edit": "form",
    "body-new": "form",
    "body-representation": "form",
    "body-representation-revoke": "post",
    "body-seat-new": "form",
    "body-seats-end": "form",
    "body-strike": "form",
    "membership-edit": "form",
    "membership-end": "form",
    "membership-strike": "form",
    "body": "thing",
    "by-reference": "thing",
    "consultation": "form",
    "consultation-move": "post",
    "consultation-remove": "post",
    "consultation-restore": "post",
    "consultation-waive": "form",
    "consultation-early": "form",
    "channel": "form",
    "ballot-correct": "form",
    "body-seats": "thing",
    "election": "thing",
    "election-cancel": "post",
    "election-count": "post",
    "election-lot": "post",
    "election-new": "form",
    "election-object": "post",
    "election-strike": "post",
    "en-bloc": "form",
    "item-close-elected": "post",
    "item-majority": "post",
    "item-separate": "post",
    "procedural-correct": "post",
    "roll-call": "thing",
    "roll-call-cancel": "post",
    "roll-call-close": "post",
    "roll-call-correct": "form",
    "roll-call-correct-own": "post",
    "roll-call-enter": "post",
    "roll-call-enter-rest": "post",
    "roll-call-open": "form",
    "roll-call-vote": "post",
    "vote-minuted": "post",
    "compare": "page",
    "conflict-take-back": "post",
    "declaration-withdraw": "post",
    "desk": "own",
    "district": "thing",
    "district-answers": "thing",
    "district-resolutions": "thing",
    "districts-csv": "page",
    "districts-map": "page",
    "district-calendar": "thing",
    "district-meetings": "thing",
    "district-papers": "thing",
    "district-proposal-admit": "post",
    "district-proposal-autosave": "post",
    "district-proposal-edit": "form",
    "district-proposal-new": "form",
    "district-proposal-place": "form",
    "district-proposal-preview": "own thing",
    "district-proposal-read-out": "post",
    "district-proposal-receipt": "own thing",
    "district-proposal-receipt-pdf": "own thing",
    "district-proposal-receipt-print": "own thing",
    "district-proposal-receipt-text": "own thing",
    "district-proposal-submit": "form",
    "district-proposal-withdraw": "form",
    "districts": "page",
    "file": "thing",
    "file-download": "thing",
    "file-publications": "own",
    "file-publication": "own thing",
    "file-publication-copy": "own thing",
    "file-publication-drop": "post",
    "file-publication-picture": "own thing",
    "file-publication-propose": "post",
    "file-publication-release": "post",
    "file-publish": "post",
    "file-original": "thing",
    "file-view": "thing",
    "folder": "own thing",
    "folder-account": "own",
    "folder-file": "own thing",
    "folder-package": "own thing",
    "folder-sync": "post",
    "folder-texts": "own thing",
    "folders": "page",
    "healthz": "page",
    "hearing-begin": "form",
    "hearing-statement": "form",
    "open-data": "page",
    "open-texts": "probe",
    "overview": "page",
    "papers-csv": "page",
    "papers-map": "page",
    "people-csv": "page",
    "memberships-csv": "page",
    "person-answers": "thing",
    "person-calendar": "thing",
    "person-meetings": "thing",
    "person-resolutions": "thing",
    "promises-csv": "page",
    "resolutions-csv": "page",
    "robots": "page",
    "sitemap": "page",
    "sitemap-part": "thing",
    "town-answers": "page",
    "town-resolutions": "page",
    "home": "page",
    "import": "own thing",
    "import-accept": "post",
    "import-ask": "post",
    "import-go-on": "post",
    "import-new": "form",
    "import-remark": "form",
    "import-remark-reopen": "post",
    "import-ruling-take-back": "post",
    "import-source": "form",
    "import-stop": "post",
    "import-text": "form",
    "import-text-take": "post",
    "imports": "form",
    "inquiries": "page",
    "inquiries-lapsing": "form",
    "inquiries-csv": "page",
    "inquiries-pdf": "page",
    "inquiry-admit": "post",
    "inquiry-answer": "form",
    "inquiry-answer-oral": "form",
    "inquiry-assess": "form",
    "inquiry-close": "post",
    "inquiry-dispute": "post",
    "inquiry-edit": "form",
    "inquiry-extend": "form",
    "inquiry-follow-up": "form",
    "inquiry-follow-up-answer": "form",
    "inquiry-judge": "post",
    "inquiry-new": "form",
    "inquiry-passages": "form",
    "inquiry-promise": "form",
    "inquiry-refer": "form",
    "inquiry-reply": "form",
    "inquiry-request": "form",
    "inquiry-resubmit": "post",
    "inquiry-statistics": "page",
    "inquiry-statistics-csv": "page",
    "inquiry-submit": "post",
    "invitation-proof": "own thing",
    "invitation-proof-pdf": "own thing",
    "invitation-receipts": "post",
    "invitation-repeat": "post",
    "item": "form",
    "item-add": "form",
    "item-bar": "post",
    "item-call": "post",
    "item-confirm": "post",
    "item-close": "form",
    "item-close-to-public": "post",
    "item-conflict": "form",
    "item-district": "post",
    "item-districts": "form",
    "item-move": "post",
    "item-open-to-public": "form",
    "item-put-back": "post",
    "item-readmit": "post",
    "item-remove": "post",
    "item-reopen": "post",
    "item-restore": "post",
    "leading-hand-over": "post",
    "leading-take-back": "post",
    "leading-take-up": "post",
    "measure-take": "post",
    "measure-take-back": "post",
    "meeting": "thing",
    "meeting-agenda": "own thing",
    "meeting-agenda-pdf": "thing",
    "meeting-agenda-sent": "thing",
    "meeting-announce": "form",
    "meeting-announcement": "thing",
    "meeting-announcement-pdf": "thing",
    "meeting-attendance": "own thing",
    "meeting-cancel": "form",
    "meeting-close": "form",
    "meeting-conflicts": "form",
    "meeting-declarations": "form",
    "meeting-edit": "form",
    "meeting-interrupt": "post",
    "meeting-invitation": "form",
    "meeting-invitation-pdf": "thing",
    "meeting-leading": "own thing",
    "meeting-live": "thing",
    "meeting-minutes": "thing",
    "meeting-note-edit": "form",
    "meeting-note-new": "form",
    "meeting-note-withdraw": "post",
    "meeting-notes": "thing",
    "meeting-plan": "form",
    "meeting-replay": "thing",
    "meeting-poll": "thing",
    "meeting-poll-own": "own thing",
    "meeting-projector": "thing",
    "meeting-promise": "form",
    "meeting-proposals": "own thing",
    "meeting-proposals-take": "post",
    "meeting-proposals-take-back": "post",
    "meeting-resume": "post",
    "meeting-start": "post",
    "meeting-tools": "own thing",
    "meetings": "page",
    "meetings-csv": "page",
    "meetings-month": "page",
    "motion": "own thing",
    "minutes": "thing",
    "minutes-autosave": "post",
    "minutes-correct": "post",
    "minutes-decide": "form",
    "minutes-draft": "post",
    "minutes-edit": "form",
    "minutes-finish": "post",
    "minutes-object": "form",
    "minutes-pdf": "thing",
    "minutes-review": "post",
    "minutes-send": "form",
    "minutes-sign": "form",
    "minutes-signatories": "form",
    "minutes-take-back": "post",
    "minutes-version": "thing",
    "motion-admit": "post",
    "motion-agree": "post",
    "motion-autosave": "post",
    "motion-decline": "post",
    "motion-edit": "form",
    "motion-invite": "form",
    "motion-join": "post",
    "motion-keep-private": "post",
    "motion-leave": "post",
    "motion-lift-block": "form",
    "motion-new": "form",
    "motion-preview": "own thing",
    "motion-receipt": "own thing",
    "motion-receipt-pdf": "own thing",
    "motion-receipt-print": "own thing",
    "motion-receipt-text": "own thing",
    "motion-refer": "post",
    "motion-refuse": "form",
    "motion-return": "form",
    "motion-show-to-faction": "post",
    "motion-submit": "form",
    "motion-uninvite": "post",
    "motion-withdraw": "form",
    "motion-write-alone": "post",
    "motion-write-together": "post",
    "body-calendar": "thing",
    "body-meetings": "thing",
    "body-papers": "thing",
    "person-papers": "thing",
    "search-papers": "page",
    "town-calendar": "page",
    "town-meetings": "page",
    "town-papers": "page",
    "follow": "post",
    "follow-search": "post",
    "following": "own",
    "following-pause": "post",
    "following-resume": "post",
    "following-rhythm": "post",
    "following-stop": "post",
    "following-stop-by-mail": "signed",
    "news": "page",
    "news-feed": "page",
    "news-read": "post",
    "news-unread": "post",
    "paper-news": "thing",
    "file-note-new": "form",
    "note": "thing",
    "note-api": "thing",
    "note-edit": "form",
    "note-lift": "form",
    "complaint": "form",
    "flag": "thing",
    "flag-new": "entrance",
    "moderation": "own thing",
    "moderation-complain": "form",
    "moderation-decide": "form",
    "moderation-log": "own",
    "moderation-queue": "own",
    "netiquette": "page",
    "retention": "page",
    "note-moderation": "own thing",
    "note-reply": "form",
    "placement": "form",
    "placement-confirm": "post",
    "placement-drop": "post",
    "placements": "own",
    "note-share": "form",
    "note-unshare": "post",
    "note-use": "form",
    "note-new": "form",
    "note-withdraw": "form",
    "notes-api": "page",
    "notice-autosave": "post",
    "notice-edit": "form",
    "notice-new": "form",
    "notice-preview": "own thing",
    "notice-submit": "form",
    "notice-withdraw": "form",
    "panel-report": "own thing",
    "panel-report-adopt": "form",
    "panel-report-collect": "post",
    "panel-report-edit": "form",
    "panel-report-hand-over": "form",
    "panel-report-moderate": "post",
    "panel-report-new": "form",
    "panel-report-present": "form",
    "objection-court": "form",
    "objection-new": "form",
    "objection-vote-again": "post",
    "paper": "thing",
    "paper-admit": "post",
    "paper-judge": "form",
    "paper-implement": "post",
    "paper-pdf": "thing",
    "paper-publish": "post",
    "paper-district": "post",
    "paper-districts": "form",
    "paper-place": "form",
    "paper-refer": "form",
    "paper-return": "form",
    "paper-revise": "form",
    "paper-summary": "form",
    "paper-upload": "form",
    "paper-way": "form",
    "paper-way-typical": "form",
    "oparl": "page",
    "oparl-bodies": "page",
    "oparl-list": "thing",
    "oparl-object": "thing",
    "oparl-system": "page",
    "oparl-unknown": "thing",
    "papers": "page",
    "people": "page",
    "person": "thing",
    "person-edit": "form",
    "person-new": "form",
    "person-seat-new": "form",
    "person-strike": "form",
    "procedural": "thing",
    "procedural-decide": "post",
    "procedural-new": "form",
    "procedural-shut": "post",
    "procedural-withdraw": "post",
    "programme": "thing",
    "programme-edit": "form",
    "programme-lay-out": "form",
    "programme-link": "post",
    "programme-links": "form",
    "programme-point": "form",
    "programme-point-hang": "post",
    "programme-point-state": "post",
    "programme-point-take-down": "post",
    "programmes": "page",
    "petition": "own thing",
    "petition-acknowledge": "post",
    "petition-admit": "post",
    "petition-decide": "form",
    "petition-inform": "form",
    "petition-new": "entrance",
    "petition-receipt": "thing",
    "petition-refer": "form",
    "petition-refuse": "form",
    "petition-release": "form",
    "petition-request": "post",
    "petition-statement": "form",
    "petition-take-back": "post",
    "petition-withdraw": "form",
    "petitions": "page",
    "promise": "thing",
    "promise-edit": "form",
    "promise-fulfil": "form",
    "promise-reopen": "post",
    "promise-take-up": "post",
    "promise-withdraw": "form",
    "promises": "page",
    "proposal-admit": "post",
    "proposal-autosave": "post",
    "proposal-decide": "form",
    "proposal-edit": "form",
    "proposal-file-anew": "form",
    "proposal-hand-in": "form",
    "proposal-new": "form",
    "proposal-object": "form",
    "proposal-present": "post",
    "proposal-preview": "own thing",
    "proposal-receipt": "own thing",
    "proposal-receipt-pdf": "own thing",
    "proposal-receipt-print": "own thing",
    "proposal-receipt-text": "own thing",
    "proposal-sign": "post",
    "proposal-submit": "form",
    "proposal-take-back": "post",
    "proposal-withdraw": "form",
    "question": "own thing",
    "question-admit": "post",
    "question-answer": "form",
    "question-answer-oral": "form",
    "question-ask-further": "form",
    "question-call": "post",
    "question-drop": "post",
    "question-edit": "form",
    "question-new": "form",
    "question-owe": "post",
    "question-put-back": "post",
    "question-refuse": "form",
    "question-return": "form",
    "question-submit": "form",
    "question-time": "page",
    "question-time-meeting": "thing",
    "question-withdraw": "post",
    "metrics": "page",
    "readings": "own thing",
    "readyz": "probe",
    "recommendation-answer": "form",
    "recommendation-edit": "form",
    "recommendation-implement": "form",
    "recommendation-new": "form",
    "recommendation-reconsider": "post",
    "recommendation-remove": "post",
    "record": "form",
    "release-confirm": "form",
    "release-drop": "post",
    "release-propose": "form",
    "releases": "page",
    "resolution": "thing",
    "resolution-correct": "form",
    "resolution-new": "form",
    "resolution-pdf": "thing",
    "resolutions": "page",
    "rule": "thing",
    "rule-enact": "form",
    "rules": "page",
    "search": "page",
    "search-suggest": "page",
    "speakers": "own thing",
    "speakers-close": "post",
    "speakers-end": "post",
    "speakers-reopen": "post",
    "speakers-total": "post",
    "speech-add": "post",
    "speech-ask": "post",
    "speech-call": "post",
    "speech-finish": "post",
    "speech-go-on": "post",
    "speech-move": "post",
    "speech-pause": "post",
    "speech-take-back": "post",
    "speech-withdraw": "post",
    "synonyms": "page",
    "synonyms-revise": "form",
    "term-edit": "form",
    "term-new": "form",
    "terms": "page",
    "task": "thing",
    "task-edit": "form",
    "task-new": "form",
    "task-reopen": "post",
    "task-report": "form",
    "service-worker": "page",
    "tasks": "page",
    "tasks-csv": "page",
    "web-manifest": "page",
}
SOCKETS = {"ws/drafts/<str:key>/", "ws/meetings/<str:key>/", "ws/papers/<str:key>/"}
WITHOUT_KEY = {
    "own-data",
    "own-data-erase",
    "residents",
    "news-read",
    "news-unread",
    "body-new",
    "district-proposal-new",
    "folder-sync",
    "import-new",
    "import-text",
    "import-text-take",
    "imports",
    "inquiries-lapsing",
    "inquiry-new",
    "meeting-plan",
    "motion-new",
    "panel-report-new",
    "person-new",
    "notice-new",
    "proposal-new",
    "question-new",
    "synonyms-revise",
    "record",
    "term-new",
}
ODD_KEYS = ["x" * 3000, "ä ö", "..", "%", "0", "' OR 1=1 --", "\x00"]


def flattened(patterns, prefix=""):
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield route, pattern
        else:
            yield from flattened(pattern.url_patterns, route)


ADDRESSES = {pattern.name: (route, pattern) for route, pattern in flattened(get_resolver().url_patterns)}


def address(name, *, key=None):
    """An address of this name with random keys, or with the given one."""
    route, pattern = ADDRESSES[name]
    given = {"number": 1, "reference": "101.20.99999", "name": "no.such.rule", "uidb36": "1", "key": "abc-def"}
    names = pattern.pattern.regex.groupindex or re.findall(r"<(?:\w+:)?(\w+)>", route)
    counted = {"number", *re.findall(r"<int:(\w+)>", route)}
    wanted = {word: given[word] if word in given and word != "key" else keys.new() for word in names}
    wanted |= dict.fromkeys(counted & set(names), 1)
    wanted |= {word: "abc" for word in wanted if name.startswith("account_")}
    wanted |= {word: key for word in wanted if key is not None and word not in counted}
    return reverse(name, kwargs={word: wanted[word] for word in all_names(route)})


def all_names(route):
    return re.findall(r"<(?:\w+:)?(\w+)>", route.replace("(?P<", "<"))


def of(*policies):
    return [name for name, policy in POLICY.items() if policy in policies]


def statuses(client, names, method="get", **more):
    return {name: getattr(client, method)(address(name), **more).status_code for name in names}


@pytest.fixture
def nobody(db):
    return Client()


@pytest.fixture
def clerk(cast):
    client = Client()
    client.force_login(cast.clerk)
    return client


# Completeness


def test_every_address_has_a_name_and_a_policy():
    rows = list(flattened(get_resolver().url_patterns))

    assert [route for route, pattern in rows if not pattern.name] == []
    assert sorted(pattern.name for _, pattern in rows) == sorted(POLICY)


def test_every_socket_has_a_policy():
    assert {str(route.pattern) for route in routes.sockets} == SOCKETS


def test_login_is_waived_for_the_public_pages_alone():
    waived = {
        name for name, (_, pattern) in ADDRESSES.items() if getattr(pattern.callback, "login_required", True) is False
    }

    assert waived == set(of("page", "thing", "probe", "entrance", "detour", "signed", "letter"))


# Nobody


def test_pages_answer_nobody(nobody):
    assert statuses(nobody, of("page")) == dict.fromkeys(of("page"), 200)
    assert statuses(nobody, of("page"), "head") == dict.fromkeys(of("page"), 200)


def test_probe_answers_nobody_by_how_the_server_is(nobody):
    assert nobody.get(address("readyz")).status_code == (503 if readiness.problems() else 200)


def test_things_with_an_unknown_key_are_not_found_by_nobody(nobody):
    assert statuses(nobody, of("thing")) == dict.fromkeys(of("thing"), 404)
    assert statuses(nobody, of("thing"), "head") == dict.fromkeys(of("thing"), 404)


@pytest.mark.parametrize("method", ["get", "post", "head", "put", "delete", "patch", "options"])
def test_what_needs_an_account_sends_nobody_to_the_sign_in_and_back(nobody, method):
    names = of("own", "own thing", "form", "post")
    sent = {}
    for name in names:
        path = address(name)
        response = getattr(nobody, method)(path)
        sent[name] = (response.status_code, response.get("Location", "").replace(path, "PATH"))

    assert sent == dict.fromkeys(names, (302, f"{reverse('account_login')}?next=PATH"))


def test_entrances_of_the_account_pages_answer_nobody(nobody):
    assert statuses(nobody, of("entrance")) == dict.fromkeys(of("entrance"), 200)


def test_detours_of_the_account_pages_lead_nobody_elsewhere(nobody):
    assert statuses(nobody, of("detour")) == dict.fromkeys(of("detour"), 302)


def test_public_pages_are_only_read(nobody):
    names = [name for name in of("page", "thing") if not name.endswith("-api") and name != "notes-api"]

    for method in ("post", "put", "patch", "delete"):
        assert statuses(nobody, names, method) == dict.fromkeys(names, 405)


def test_nobody_writes_through_the_notes_api(nobody):
    body = {"data": "{}", "content_type": "application/ld+json"}

    assert nobody.post(address("notes-api"), **body).status_code == 401
    assert {nobody.generic(method, address("note-api")).status_code for method in ("PUT", "DELETE")} == {404}


@pytest.mark.parametrize("key", ODD_KEYS)
def test_odd_keys_are_not_found(nobody, key):
    answers = {}
    for name in of("thing"):
        path = address(name).replace(re.findall(r"[a-z2-7]{26}|101\.20\.99999|no\.such\.rule", address(name))[0], "KEY")
        path = re.sub(r"[a-z2-7]{26}|101\.20\.99999|no\.such\.rule", "KEY", path)
        answers[name] = nobody.get(path.replace("KEY", key), follow=False).status_code

    assert answers == dict.fromkeys(answers, 404)


# Somebody who may


def test_addresses_that_write_refuse_to_be_read(clerk):
    assert statuses(clerk, of("post")) == dict.fromkeys(of("post"), 405)
    assert statuses(clerk, of("post"), "head") == dict.fromkeys(of("post"), 405)


def test_things_with_an_unknown_key_are_not_found_by_the_office_either(clerk):
    things = [name for name in of("thing", "own thing", "form") if name not in WITHOUT_KEY]

    assert statuses(clerk, things) == dict.fromkeys(things, 404)


def test_writing_to_something_unknown_is_not_found(clerk):
    things = [name for name in of("post", "form") if name not in WITHOUT_KEY]

    assert statuses(clerk, things, "post") == dict.fromkeys(things, 404)


# Forged requests


@pytest.mark.parametrize("signed_in", [True, False])
def test_nothing_is_written_without_the_token_against_forgery(cast, signed_in):
    client = Client(enforce_csrf_checks=True)
    if signed_in:
        client.force_login(cast.clerk)

    answers, names = {}, [name for name, policy in POLICY.items() if policy != "signed" and name not in READ_ONLY]
    for name in names:
        response = client.post(address(name))
        templates = [template.name for template in response.templates]
        answers[name] = (response.status_code, templates[0] if templates else "")

    assert answers == dict.fromkeys(names, (403, "403_csrf.html"))


def test_signed_address_needs_no_token_but_its_signature(nobody):
    client = Client(enforce_csrf_checks=True)

    for method in ("get", "head", "post"):
        assert statuses(client, of("signed"), method) == dict.fromkeys(of("signed"), 404)


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_letter_that_was_never_written_is_not_found(nobody, method):
    assert statuses(nobody, of("letter"), method) == dict.fromkeys(of("letter"), 404)


def test_token_lets_the_same_request_through(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.clerk)
    client.get(reverse("record"))
    token = client.cookies["csrftoken"].value

    response = client.post(address("paper-publish"), {"csrfmiddlewaretoken": token})

    assert response.status_code == 404


# Headers of every answer


def test_answers_to_persons_are_kept_out_of_caches(clerk):
    names = of("page", "own")
    kept = {name: clerk.get(address(name)).get("Cache-Control", "") for name in names}

    assert {name: value for name, value in kept.items() if "no-store" not in value} == {}


def test_public_answers_set_no_cookie(nobody):
    answers = {name: dict(nobody.get(address(name)).cookies) for name in of("page", "thing")}

    assert answers == {name: {} for name in answers}


def test_every_answer_carries_the_policy_against_foreign_content(nobody):
    names = of("page", "thing", "probe", "own", "entrance")

    missing = {
        name
        for name in names
        if "default-src 'none'" not in (nobody.get(address(name)).get("Content-Security-Policy") or "")
    }

    assert missing == set()


def test_every_answer_says_what_no_page_may_do(nobody, clerk):
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    answers = [
        client.get(path) for client in (nobody, clerk) for path in ("/", "/papers/unknown/", "/healthz", "/desk/")
    ]

    assert [{name: answer.get(name) for name in wanted} for answer in answers] == [wanted] * len(answers)
    assert all("camera=()" in answer["Permissions-Policy"] for answer in answers)


def test_what_is_no_page_frames_nothing_and_is_framed_by_nothing(nobody):
    answer = nobody.get("/static/app.css")
    answer.close()

    assert answer["Content-Security-Policy"] == "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def test_signing_out_tells_the_browser_to_forget(clerk):
    assert "Clear-Site-Data" not in clerk.get("/desk/")
    assert clerk.post("/accounts/logout/")["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in clerk.get("/")


# Sockets


def talk(path, *, origin):
    """Everything a socket says to a page that knocks and then waits."""
    from council.asgi import application

    async def ask():
        line = ApplicationCommunicator(
            application,
            {
                "type": "websocket",
                "path": path,
                "query_string": b"",
                "headers": [(b"origin", origin), (b"host", b"localhost")],
                "subprotocols": [],
            },
        )
        await line.send_input({"type": "websocket.connect"})
        said = [await line.receive_output(timeout=30)]
        while said[-1]["type"] != "websocket.close":
            said.append(await line.receive_output(timeout=30))
        await line.send_input({"type": "websocket.disconnect", "code": 1000})
        await line.wait(timeout=30)
        return said

    return [(one["type"], one.get("text") or one.get("code")) for one in async_to_sync(ask)()]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("route", sorted(SOCKETS))
def test_socket_of_an_unknown_thing_says_that_it_is_gone_and_ends(route):
    path = "/" + route.replace("<str:key>", keys.new())

    assert talk(path, origin=b"http://localhost") == [
        ("websocket.accept", None),
        ("websocket.send", '{"gone": true}'),
        ("websocket.close", 4404),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("route", sorted(SOCKETS))
def test_socket_refuses_pages_of_other_hosts(route):
    path = "/" + route.replace("<str:key>", keys.new())

    assert [kind for kind, _ in talk(path, origin=b"https://evil.example")] == ["websocket.close"]
