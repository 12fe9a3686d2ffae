"""What is owed meets what is said after it, and goes through whoever does the talking."""

from tests.factories.story import patched, read, refused, utc


def test_nothing_said_before_the_interview_meets_what_is_owed_after_it(api, plan, thanks):
    application = plan["interview"]["application"]["id"]
    early = utc("2026-06-01 09:00")
    touch = {"application_id": application, "direction": "outbound", "channel": "email"}
    logged = api.made("/touchpoints", touch | {"purpose": "thank_you", "at": early})
    assert logged["follow_up_id"] is None
    assert read(api, thanks)["status"] == "planned"
    refused(api.post(f"{thanks}/delivery", {"at": early}), 422, "sent-before-interview-ended")


def test_an_agency_that_comes_in_takes_over_what_is_unwritten(api, plan, thanks):
    refused(api.patch(thanks, {"channel": "via_agency"}, if_match="*"), 422, "no-agency")
    agency = api.made("/organizations", {"name": "Hays", "role": "agency"})
    application = f"/applications/{plan['interview']['application']['id']}"
    patched(api, application, agency_id=agency["id"])
    assert read(api, thanks)["channel"] == "via_agency"
    patched(api, f"/organizations/{agency['id']}", do_not_contact=True)
    query = {"planned_at": utc("2026-06-02 12:30"), "planned_channel": "via_agency"}
    found = read(api, f"{application}/pressure", **query, planned_purpose="thank_you")
    assert [stop["id"] for stop in found["planned"]["stops"]] == ["HS-01"]
    patched(api, application, direct_contact_permitted=True)
    assert read(api, thanks)["channel"] == "email"
