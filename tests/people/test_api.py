"""Organizations and contacts: who they are, how they may be reached, what hangs on them."""

from tests.factories.story import out, patched, read, refused, walked
from tests.factories.world import (
    make_application,
    make_contact,
    make_interview,
    make_organization,
)

ADDRESSES = [
    {"channel": "phone", "value": "+441132345678", "given_by_them": True, "do_not_contact": False},
    {
        "channel": "email",
        "value": "p@home.example",
        "given_by_them": False,
        "do_not_contact": False,
    },
    {
        "channel": "email",
        "value": "p@mecca.example",
        "given_by_them": True,
        "do_not_contact": False,
    },
]


# Organizations


def test_an_organization_needs_a_name_only(api):
    answer = api.post("/organizations", {"name": "  Mecca Customer Services "})
    made = answer.json()
    assert answer.headers["Location"] == f"/api/v1/organizations/{made['id']}"
    assert read(api, f"/organizations/{made['id']}") == made
    assert (made["name"], made["role"]) == ("Mecca Customer Services", "employer")
    assert (made["zone"], made["region"], made["do_not_contact"]) == (None, None, False)


def test_an_organization_is_changed_and_cleared(api):
    made = make_organization(
        api,
        website="https://mecca.example",
        zone="Europe/London",
        region="GB-SCT",
        industry="hotels_catering",
    )
    path = f"/organizations/{made['id']}"
    changed = patched(api, path, website=None, zone=None, region=None, industry=None, role="agency")
    assert [changed[name] for name in ("website", "zone", "region", "industry")] == [None] * 4
    assert changed["role"] == "agency"
    for change in (
        {"name": None},
        {"name": " "},
        {"role": "friend"},
        {"zone": "Europe/Atlantis"},
        {"region": "Scotland"},
        {"website": "mecca.example"},
        {"do_not_contact": None},
    ):
        refused(api.patch(path, change, if_match="*"), 422, "validation-failed")
    assert read(api, path) == changed


def test_a_name_is_known_however_it_is_written(api):
    first = make_application(api, organization_name="Mecca Customer Services")
    second = make_application(api, organization_name=" mecca  CUSTOMER services ")
    assert second["organization"] == first["organization"]
    patched(api, f"/organizations/{first['organization']['id']}", name="Mecca plc")
    third = make_application(api, organization_name="MECCA PLC")
    assert third["organization"]["id"] == first["organization"]["id"]


def test_an_organization_somebody_applied_to_stays(api):
    employer = make_organization(api)
    agency = make_organization(api, name="Second Chance Staffing", role="agency")
    application = make_application(api, organization_id=employer["id"], agency_id=agency["id"])
    for held in (employer, agency):
        answer = api.delete(f"/organizations/{held['id']}", if_match="*")
        refused(answer, 409, "still-in-use")
    assert len(api.items("/organizations", params={"q": "second chance"})) == 1  # found as before
    api.delete(f"/applications/{application['id']}", if_match="*")
    for held in (employer, agency):
        assert api.delete(f"/organizations/{held['id']}", if_match="*").status_code == 204
    assert api.items("/organizations") == []


def test_people_outlive_their_organization(api):
    employer = make_organization(api)
    contact = make_contact(api, organization_id=employer["id"])
    assert contact["organization_name"] == "Mecca Customer Services"
    api.delete(f"/organizations/{employer['id']}", if_match="*")
    left = read(api, f"/contacts/{contact['id']}")
    assert (left["organization_id"], left["organization_name"]) == (None, None)


def test_a_new_name_finds_its_applications(api):
    application = make_application(api, notes="Ask for Dilys")
    path = f"/organizations/{application['organization']['id']}"
    patched(api, path, name="Gala Halls")

    def found(q):
        return [item["title"] for item in api.items("/applications", params={"q": q})]

    assert found("gala dilys") == ["Bingo caller"]
    assert found("mecca") == []
    assert [item["name"] for item in api.items("/organizations", params={"q": "gal"})] == [
        "Gala Halls"
    ]
    assert api.items("/organizations", params={"q": "mecca"}) == []


# Contacts


def test_addresses_keep_their_order_and_what_may_be_done_with_them(api):
    contact = make_contact(api, addresses=ADDRESSES, preferred_channel="phone")
    assert contact["addresses"] == ADDRESSES
    assert contact["preferred_channel"] == "phone"
    path = f"/contacts/{contact['id']}"
    assert patched(api, path, job_title="Head of Operations")["addresses"] == ADDRESSES
    assert patched(api, path, addresses=ADDRESSES[::-1])["addresses"] == ADDRESSES[::-1]
    assert patched(api, path, addresses=[])["addresses"] == []


def test_an_address_is_taken_as_given_unless_said_otherwise(api):
    contact = make_contact(api, addresses=[{"channel": "post", "value": "12 Wellington Street"}])
    (address,) = contact["addresses"]
    assert (address["given_by_them"], address["do_not_contact"]) == (True, False)


def test_an_address_of_no_use_is_refused(api):
    for address in (
        {"channel": "in_person", "value": "The lobby, at five"},  # HS-05: not a channel
        {"channel": "email", "value": ""},
        {"channel": "email"},
        {"channel": "email", "value": "p@mecca.example", "given_by_them": None},
    ):
        answer = api.post("/contacts", {"name": "Priya Nair", "addresses": [address]})
        refused(answer, 422, "validation-failed")
    assert api.items("/contacts") == []


def test_new_addresses_are_a_new_version(api):
    """The clock stands still; another screen must notice all the same."""
    contact = make_contact(api)
    path = f"/contacts/{contact['id']}"
    seen = api.get(path)
    assert api.patch(path, {"addresses": []}, if_match=seen).status_code == 200
    refused(api.patch(path, {"addresses": ADDRESSES}, if_match=seen), 412, "stale")


def test_the_first_usable_mail_address_is_offered(api, clock):
    """HS-01 and HS-06: not the one that was found somewhere, nor one they have closed."""
    contact = make_contact(api, addresses=ADDRESSES)
    seat = {"interviewers": [{"contact_id": contact["id"]}]}
    plan = out(api, clock, "2026-06-02 11:15", interview=seat)

    def offered():
        (interviewer,) = read(api, f"/interviews/{plan['interview']['id']}")["interviewers"]
        messages = api.items("/follow-ups")
        assert {found["contact"]["email"] for found in messages} == {interviewer["email"]}
        return interviewer["email"]

    assert offered() == "p@mecca.example"
    closed = [*ADDRESSES[:2], ADDRESSES[2] | {"do_not_contact": True}]
    patched(api, f"/contacts/{contact['id']}", addresses=closed)
    assert offered() is None


def test_interviews_outlive_their_interviewers(api):
    application = make_application(api)
    interview = make_interview(api, application["id"])
    (seat,) = interview["interviewers"]
    assert api.delete(f"/contacts/{seat['contact_id']}", if_match="*").status_code == 204
    left = read(api, f"/interviews/{interview['id']}")
    assert (left["interviewers"], left["starts_at"]) == ([], interview["starts_at"])
    assert api.items("/contacts", params={"q": "priya"}) == []


def test_a_contact_belongs_to_ones_own_organization(api, other):
    theirs = make_organization(other)
    mine = make_contact(api)
    body = {"organization_id": theirs["id"]}
    refused(api.post("/contacts", {"name": "x"} | body), 404, "not-found")
    refused(api.patch(f"/contacts/{mine['id']}", body, if_match="*"), 404, "not-found")
    refused(other.get(f"/contacts/{mine['id']}"), 404, "not-found")


def test_a_contact_is_changed_and_cleared(api):
    employer = make_organization(api)
    contact = make_contact(api, organization_id=employer["id"], job_title="Head of Operations")
    path = f"/contacts/{contact['id']}"
    changed = patched(
        api, path, organization_id=None, job_title=None, role="referee", notes="Kind."
    )
    assert (changed["organization_name"], changed["job_title"]) == (None, None)
    assert (changed["role"], changed["notes"]) == ("referee", "Kind.")
    for change in ({"name": None}, {"role": "foe"}, {"addresses": None}, {"notes": None}):
        refused(api.patch(path, change, if_match="*"), 422, "validation-failed")


# Lists


def test_lists_are_filtered_and_walked_in_every_order(api):
    employer = make_organization(api, name="Mecca")
    for name in ("Tom Reed", "Ada Brandt", "Priya Nair", "Dilys Pugh"):
        role = "referee" if name.startswith("Ada") else "interviewer"
        make_contact(api, name=name, role=role, organization_id=employer["id"], addresses=[])
    make_contact(api, name="Zed", addresses=[], notes="Met at the Palace")
    names = {
        sort: "".join(item["name"][0] for item in walked(api, "/contacts", sort=sort, limit=2))
        for sort in ("name", "-name", "updated_at", "-updated_at")
    }
    assert names == {
        "name": "ADPTZ",
        "-name": "ZTPDA",
        "updated_at": "TAPDZ",
        "-updated_at": "ZDPAT",
    }
    assert len(api.items("/contacts", params={"organization_id": employer["id"]})) == 4
    assert len(api.items("/contacts", params={"role": ["referee", "ally"]})) == 1
    assert [item["name"] for item in api.items("/contacts", params={"q": "palace"})] == ["Zed"]
    refused(api.get("/contacts", params={"email": "x"}), 422, "unknown-parameter")


def test_agencies_are_told_from_employers(api):
    make_application(api, agency_name="Second Chance Staffing")
    agencies = api.items("/organizations", params={"role": "agency"})
    assert [item["name"] for item in agencies] == ["Second Chance Staffing"]


def test_what_is_nobodys_business_is_not_written_down_of_a_contact(api):
    """As of a reference (RF-07); notes that stay as they are are not asked about again."""
    told = "She was diagnosed with cancer last year."
    document = refused(
        api.post("/contacts", {"name": "Dilys Pugh", "notes": told}), 422, "special-category"
    )
    assert document["errors"][0]["pointer"] == "/notes"
    assert api.items("/contacts") == []
    made = make_contact(api, notes="Runs the rota")
    path = f"/contacts/{made['id']}"
    refused(api.patch(path, {"notes": told}, if_match="*"), 422, "special-category")
    assert patched(api, path, notes="Runs the rota", job_title="Head")["notes"] == "Runs the rota"
