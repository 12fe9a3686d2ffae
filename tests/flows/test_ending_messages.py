"""What an ending owes the employer: to whom, through what, in whose days."""

from datetime import timedelta

from tests.factories.story import out, patched, read, utc, written
from tests.factories.world import make_contact, make_interview, make_organization

TUESDAY = "2026-06-02 11:15"
PRIYA = {"name": "Priya Nair", "email": "priya.nair@mecca.example"}
TOM = {"name": "Tom Reed", "email": "tom.reed@mecca.example"}
THANKS, CHECK, CLOSING = "thank_you", "status_check", "closing_note"
NEW_YORK = {"zone": "America/New_York", "region": "US"}


def owed(plan, *purposes):
    return [found for found in plan["follow_ups"] if found["purpose"] in purposes]


def mornings(plan):
    """When the check-ins and the closing note are suggested, in London."""
    return [found["suggested_at"] for found in owed(plan, CHECK, CLOSING)]


# When


THANKED = {  # Tuesday and Friday
    "2026-06-02 11:15": "2026-06-02 12:15",
    "2026-06-02 17:30": "2026-06-03 09:00",
    "2026-06-05 17:30": "2026-06-05 18:30",
    "2026-06-05 19:30": "2026-06-08 09:00",
}


def test_thanks_go_at_the_kindest_moment_of_a_day(api, clock):
    """FU-02."""
    suggested = {}
    for ended in THANKED:
        (thanks,) = owed(out(api, clock, ended), THANKS)
        suggested[ended] = thanks["suggested_at"]
        assert thanks["not_before"] == written(clock() + timedelta(hours=1))
        assert thanks["stale_at"] == written(clock() + timedelta(days=3))
        late = ended == "2026-06-05 19:30"
        a_day_on = written(clock() + timedelta(hours=24))
        assert thanks["due_at"] == (thanks["suggested_at"] if late else a_day_on)
        assert thanks["note"].startswith("Outside the 24 hours") is late
    assert suggested == {ended: utc(wall) for ended, wall in THANKED.items()}


CADENCES = {  # by the promised day: two check-ins and the closing note
    None: ("2026-06-09", "2026-06-18", "2026-07-02"),
    "2026-06-12": ("2026-06-16", "2026-06-25", "2026-07-09"),
    "2026-06-01": ("2026-06-09", "2026-06-18", "2026-07-02"),  # long past: no promise
}


def test_check_ins_wait_for_the_promise_or_a_week(api, clock):
    """FU-03, and FU-04 for the day from which silence is late."""
    plans = {promise: out(api, clock, TUESDAY, decision_by=promise) for promise in CADENCES}
    assert {promise: mornings(plan) for promise, plan in plans.items()} == {
        promise: [utc(f"{day} 09:00") for day in days] for promise, days in CADENCES.items()
    }
    for promise, plan in plans.items():
        assert [(found["purpose"], found["sequence"]) for found in plan["follow_ups"]] == [
            (THANKS, 1),
            (CHECK, 1),
            (CHECK, 2),
            (CLOSING, 1),
        ]
        expected = promise if promise == "2026-06-12" else "2026-06-16"
        assert (plan["decision_by"], plan["expected_reply_on"]) == (promise, expected)


def test_a_check_in_is_late_on_the_next_business_day(api, clock):
    plan = out(api, clock, TUESDAY, decision_by="2026-06-10")  # a Wednesday; so Friday
    (first, *_) = owed(plan, CHECK)
    assert first["not_before"] == first["suggested_at"] == utc("2026-06-12 09:00")
    assert (first["due_at"], first["stale_at"]) == (utc("2026-06-15 09:00"), None)


ANSWERS = {
    ("government", "US", "2026-09-08"): "2026-10-06",  # 20 business days
    ("restaurants", "US", "2026-09-08"): "2026-09-15",  # 5
    ("supermarkets", "US", "2026-09-08"): "2026-09-15",  # 5
    ("public_sector", "GB", "2026-06-02"): "2026-06-18",  # 12
    ("hotels_catering", "GB-SCT", "2026-06-02"): "2026-06-12",  # 8
    ("space tourism", "GB", "2026-06-02"): "2026-06-16",  # 10
    (None, "FR", "2026-06-02"): "2026-06-16",  # 10
}


def test_some_industries_answer_later(api, clock):
    """FU-04."""
    expected = {}
    for industry, region, day in ANSWERS:
        employer = {"industry": industry, "region": region}
        plan = out(api, clock, f"{day} 11:15", organization=employer)
        expected[industry, region, day] = plan["expected_reply_on"]
    assert expected == ANSWERS


def test_the_posting_can_say_the_industry_too(api, clock):
    plan = out(api, clock, TUESDAY, application={"industry": "public_sector"})
    assert plan["expected_reply_on"] == "2026-06-18"


# Whose days


def test_an_employer_keeps_its_own_hours_and_holidays(api, clock):
    """Half past five in New York, the day before Thanksgiving; the candidate is in London."""
    plan = out(api, clock, "2026-11-25 17:30", organization=NEW_YORK)
    (thanks,) = owed(plan, THANKS)
    assert thanks["suggested_at"] == utc("2026-11-25 18:30", "America/New_York")
    first_check = owed(plan, CHECK)[0]
    assert first_check["suggested_at"] == utc("2026-12-03 09:00", "America/New_York")
    assert plan["search_action"]["due_at"] == utc("2026-11-26 17:00")  # London works on


def test_the_employers_day_decides_which_day_it_was(api, clock):
    """Tuesday evening in Los Angeles is Wednesday in London."""
    west = {"zone": "America/Los_Angeles", "region": "US"}
    plan = out(api, clock, "2026-09-08 18:30", organization=west)
    assert plan["expected_reply_on"] == "2026-09-22"  # ten business days after Tuesday 8th
    assert mornings(plan)[0] == utc("2026-09-15 09:00", "America/Los_Angeles")


def test_scotland_and_england_rest_on_different_mondays(api, clock):
    """Five business days from Thursday 27 August; the 31st is a holiday in England."""
    days = {"GB": "2026-09-04", "GB-SCT": "2026-09-03", None: "2026-09-04"}
    for region, check_in in days.items():
        plan = out(api, clock, "2026-08-27 11:15", organization={"region": region})
        assert mornings(plan)[0] == utc(f"{check_in} 09:00")


def test_nine_o_clock_is_nine_o_clock_after_the_clocks_have_changed(api, clock):
    """Summer time ends on 25 October 2026."""
    plan = out(api, clock, "2026-10-20 11:15")
    assert mornings(plan)[0] == "2026-10-27T09:00:00Z"
    assert owed(plan, THANKS)[0]["suggested_at"] == "2026-10-20T11:15:00Z"  # 12:15 in summer


def test_an_employer_without_a_zone_is_where_the_interview_is(api, clock):
    """Munich keeps Corpus Christi, on Thursday 4 June."""
    employer, interview = {"zone": None, "region": "DE-BY"}, {"zone": "Europe/Berlin"}
    plan = out(api, clock, TUESDAY, organization=employer, interview=interview)
    assert mornings(plan)[0] == utc("2026-06-10 09:00", "Europe/Berlin")


# To whom


def test_each_interviewer_is_owed_thanks_of_their_own(api, clock):
    """Also those without an address: there is somebody to ask for it."""
    people = [TOM, {"name": "Ada Brandt"}, PRIYA]
    plan = out(api, clock, TUESDAY, interview={"interviewers": people})
    thanks = owed(plan, THANKS)
    assert [(found["sequence"], found["contact"]["name"]) for found in thanks] == [
        (1, "Tom Reed"),
        (2, "Ada Brandt"),
        (3, "Priya Nair"),
    ]
    assert [found["contact"]["email"] for found in thanks] == [TOM["email"], None, PRIYA["email"]]
    assert {found["contact"]["name"] for found in owed(plan, CHECK, CLOSING)} == {"Tom Reed"}
    moments = [found["suggested_at"] for found in plan["follow_ups"]]
    assert moments == sorted(moments)


def test_an_interview_with_nobody_known_is_owed_one_thank_you(api, clock):
    plan = out(api, clock, TUESDAY, interview={"interviewers": []})
    assert [found["contact"] for found in plan["follow_ups"]] == [None] * 4


def test_the_contact_person_may_be_one_of_the_interviewers(api, clock):
    seats = {"interviewers": [PRIYA, TOM]}
    plan = out(api, clock, TUESDAY, interview=seats, contact_person="tom  REED")
    assert plan["contact_person"]["email"] == TOM["email"]
    assert {found["contact"]["name"] for found in owed(plan, CHECK, CLOSING)} == {"Tom Reed"}
    assert len(api.items("/contacts")) == 2


def test_a_new_contact_person_is_written_down_once(api, clock):
    first = out(api, clock, TUESDAY, contact_person="Dilys Pugh")
    second = make_interview(
        api, first["interview"]["application"]["id"], starts_at=utc("2026-06-02 11:30")
    )
    clock.advance(timedelta(hours=1))
    body = {"ended_at": written(clock()), "contact_person": "dilys pugh"}
    plan = api.made(f"/interviews/{second['id']}/ending", body)
    assert plan["contact_person"] == first["contact_person"]
    dilys = read(api, f"/contacts/{plan['contact_person']['id']}")
    assert (dilys["name"], dilys["role"]) == ("Dilys Pugh", "recruiter")
    assert dilys["organization_name"] == "Mecca Customer Services"


def test_an_address_that_must_not_be_used_is_not_offered(api, clock):
    """HS-01, HS-06: found elsewhere, or closed by its owner."""
    addresses = [
        {"channel": "email", "value": "p@home.example", "given_by_them": False},
        {"channel": "email", "value": "p@old.example", "do_not_contact": True},
        {"channel": "phone", "value": "+441132345678"},
        {"channel": "email", "value": "p@work.example"},
    ]
    priya = make_contact(api, addresses=addresses)
    closed = make_contact(api, name="Tom Reed", addresses=addresses[:3])
    people = [{"contact_id": priya["id"]}, {"contact_id": closed["id"]}]
    plan = out(api, clock, TUESDAY, interview={"interviewers": people})
    offered = [found["contact"]["email"] for found in owed(plan, THANKS)]
    assert offered == ["p@work.example", None]


# Through what, and whether at all


def test_an_agency_passes_everything_on(api, clock):
    """HS-08: the client is not written to directly, whatever was said."""
    agency = {"agency_name": "Second Chance Staffing"}
    plan = out(api, clock, TUESDAY, application=agency, preferred_channel="phone")
    assert {found["channel"] for found in plan["follow_ups"]} == {"via_agency"}


def test_they_are_written_to_as_they_prefer(api, clock):
    for said, channel in (("phone", "phone"), (None, "email")):
        plan = out(api, clock, TUESDAY, preferred_channel=said)
        assert {found["channel"] for found in plan["follow_ups"]} == {channel}
        assert plan["preferred_channel"] == said


def test_who_asked_not_to_be_contacted_is_owed_nothing(api, clock):
    """HS-01. The rest of the plan stands."""
    plan = out(api, clock, TUESDAY, organization={"do_not_contact": True})
    assert {found["status"] for found in plan["follow_ups"]} == {"lapsed"}
    assert {found["lapsed_cause"] for found in plan["follow_ups"]} == {"stopped"}
    assert plan["notes"] == ["Mecca Customer Services asked not to be contacted."]
    assert plan["expected_reply_on"] == "2026-06-16"
    assert plan["search_action"] and plan["wind_down"]["steps"] and plan["debrief"]


def test_who_asked_not_to_be_chased_is_thanked_only(api, clock):
    plan = out(api, clock, TUESDAY, follow_up_permission="no")
    owed = [found["purpose"] for found in plan["follow_ups"] if found["status"] == "planned"]
    assert owed == [THANKS]
    assert plan["notes"] == ["They asked not to be chased: thanks only, no check-ins."]


def test_what_was_said_is_kept_as_it_was_said(api, clock):
    said = {
        "follow_up_permission": "yes",
        "next_stage": "A trial evening",
        "travel_mode": "public_transport",
        "drives_within_hours": 7.5,
        "tension": 8,
    }
    plan = out(api, clock, TUESDAY, **said)
    assert (plan["follow_up_permission"], plan["next_stage"]) == ("yes", "A trial evening")
    wind_down = plan["wind_down"]
    assert wind_down["travel_mode"] == "public_transport"
    assert (wind_down["drives_within_hours"], wind_down["tension_before"]) == (7.5, 8)
    interview = plan["interview"]
    assert (interview["status"], interview["ended_at"]) == ("complete", utc(TUESDAY))


def test_working_hours_move_the_last_call(api, clock):
    """Sam's day ends at 16:00: thanks after 14:00 wait for the morning."""
    patched(api, "/me", day_starts_at="08:00", day_ends_at="16:00")
    make_organization(api, name="Somebody else")
    (thanks,) = owed(out(api, clock, "2026-06-02 13:30"), THANKS)
    assert thanks["suggested_at"] == utc("2026-06-03 09:00")
