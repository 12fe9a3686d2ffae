"""The demo world: who is in it. Everybody and everything here is invented.

Numbers are from the range that is set aside for drama; every domain ends in `.example`.
"""

from collections.abc import Mapping

from afterview.flows.demo_shapes import Fields, Person, ToDo


def _mail(value: str, **more: bool) -> Fields:
    return {"channel": "email", "value": value, **more}


def _phone(value: str, **more: bool) -> Fields:
    return {"channel": "phone", "value": value, **more}


ORGANIZATIONS: Mapping[str, Fields] = {
    "mecca": {
        "name": "Mecca Customer Services",
        "website": "https://mecca.example",
        "industry": "hotels_catering",
        "notes": "Forty bingo halls and one telephone line. You would be the line.\n"
        "The advert says “own computer, own teabags”. Ask about both.",
    },
    "jackpot": {
        "name": "Jackpot Joy",
        "website": "https://jackpotjoy.example",
        "industry": "entertainment",
        "notes": "A company called Jackpot Joy, run by people who are neither lucky nor sad "
        "about it. Nice, in fact.",
    },
    "reptiles": {
        "name": "Reptiles in Need",
        "website": "https://reptiles-in-need.example",
        "industry": "charity",
        "notes": "Rehomes geckos, mostly. Everybody there has been bitten; nobody complains.",
    },
    "tea": {
        "name": "Second Steep Tea",
        "website": "https://secondsteep.example",
        "industry": "retail",
        "notes": "Believes in using a bag twice. Provides them, which puts it ahead of Mecca.",
    },
    "dunkworth": {
        "name": "Dunkworth Biscuits",
        "website": "https://dunkworth.example",
        "industry": "manufacturing",
        "notes": "Has a laboratory for snap and another for silence.",
    },
    "museum": {
        "name": "Museum of Lost Umbrellas",
        "website": "https://lostumbrellas.example",
        "industry": "education",
        "notes": "Eleven thousand umbrellas, one roof, and that leaks.",
    },
    "hospital": {
        "name": "St Ambivalent's Hospital",
        "website": "https://st-ambivalents.example",
        "industry": "health",
        "notes": "Took everybody from the open day who could find the way out.",
    },
    "council": {
        "name": "Little Dithering Borough Council",
        "website": "https://littledithering.example",
        "industry": "government",
        "notes": "Answers everything, in the order in which it arrived in the building.",
    },
    "hoarding": {
        "name": "Hoarding & Sons, Builders",
        "industry": "private_security",
        "notes": "No website. No sons either, as it turns out.",
    },
    "ferry": {
        "name": "The Slow Ferry Company",
        "website": "https://slowferry.example",
        "industry": "transport",
        "notes": "Twice a day, tide and captain permitting.",
    },
    "umlaut": {
        "name": "Umlaut Software",
        "website": "https://umlaut.example",
        "industry": "information_technology",
        "notes": "Kind people, very quick with a no. That is a service, too.",
    },
    "llamas": {
        "name": "Llamas at Large",
        "website": "https://llamas.example",
        "industry": "tourism",
        "notes": "Trekking. The llamas lead; the guide explains.",
    },
    "academy": {
        "name": "Academy for Reluctant Trumpeters",
        "website": "https://trumpets.example",
        "industry": "education",
        "notes": "Open-plan, regrettably.",
    },
    "crisps": {
        "name": "Ready Salted Holdings",
        "website": "https://readysalted.example",
        "industry": "supermarkets",
        "notes": "Two jobs in four months. Read the clause about the car before the third.",
    },
    "bank": {
        "name": "Third National Bank of Somewhere Else",
        "website": "https://thirdnational.example",
        "industry": "banking",
        "notes": "Quiet as a vault. Nothing personal: it happens to more than half of us.",
    },
    "library": {
        "name": "Upper Mumbling Library",
        "website": "https://uppermumbling.example",
        "industry": "public_sector",
        "notes": "Open two nights a week for people who cannot sleep.",
    },
    "lucky_duck": {
        "name": "Lucky Duck Supplies, Inc.",
        "website": "https://luckyduck.example",
        "zone": "America/New_York",
        "region": "US",
        "industry": "retail",
        "notes": "Rubber ducks for casinos. Their mornings are our afternoons.",
    },
    "laundrette": {
        "name": "Spin Cycle Laundrettes",
        "website": "https://spincycle.example",
        "industry": "retail",
        "do_not_contact": True,
        "notes": "Said no, and asked for no more letters. Fair enough: not a word from here on.",
    },
    "second_chance": {
        "name": "Second Chance Staffing",
        "role": "agency",
        "website": "https://secondchance.example",
        "notes": "Gary. Means well, rings at lunch.",
    },
    "square_peg": {
        "name": "Square Peg Recruitment",
        "role": "agency",
        "website": "https://squarepeg.example",
        "notes": "Sends only jobs that fit, which is to say two so far.",
    },
}

PEOPLE: tuple[Person, ...] = (
    Person(
        "ada",
        (-86, "18:20"),
        {
            "name": "Ada Brandt",
            "role": "referee",
            "job_title": "Box office manager, retired last spring",
            "addresses": [
                _mail("ada.brandt@mail.example"),
                _phone("+44 1632 960114"),
                {"channel": "sms", "value": "+44 7700 900114"},
            ],
            "preferred_channel": "phone",
            "notes": "Said yes on the spot, then asked for what. Knows the fire drill story; "
            "she was the one with the whistle.",
        },
    ),
    Person(
        "ben",
        (-86, "18:30"),
        {
            "name": "Benedict Okonkwo",
            "role": "referee",
            "job_title": "Runs the Thursday food bank",
            "addresses": [
                _mail("b.okonkwo@foodbank.example"),
                {"channel": "linkedin_message", "value": "https://linked.example/in/b-okonkwo"},
            ],
            "preferred_channel": "email",
            "notes": "Two years of Thursdays. Wants a week's notice, and the job advert.",
        },
    ),
    Person(
        "dilys",
        (-85, "11:00"),
        {
            "name": "Dilys Pugh",
            "role": "referee",
            "job_title": "Night manager, Hotel Splendide",
            "addresses": [
                {"channel": "post", "value": "Staff entrance, Hotel Splendide, Sea View"},
                _phone("+44 1632 960158", do_not_contact=True),
            ],
            "preferred_channel": "post",
            "notes": "Asleep by day, so never ring. Letters are answered in green ink.",
        },
    ),
    Person(
        "jo",
        (-85, "20:15"),
        {
            "name": "Jo Lindqvist",
            "role": "ally",
            "job_title": "Friend; quiz team captain",
            "addresses": [
                _phone("+44 7700 900131"),
                _mail("jo@lindqvist.example"),
            ],
            "preferred_channel": "phone",
            "notes": "Starts with what went well. The Jackpot Joy tip was hers.",
        },
    ),
    Person(
        "maureen",
        (-85, "20:20"),
        {
            "name": "Maureen Tuttle",
            "role": "ally",
            "job_title": "Aunt",
            "addresses": [
                _phone("+44 1632 960177"),
                {"channel": "post", "value": "4 Sea View, Little Dithering"},
            ],
            "notes": "Will ask how it went before it has happened.",
        },
    ),
    Person(
        "gary",
        (-64, "12:35"),
        {
            "name": "Gary Plumb",
            "role": "agency_consultant",
            "job_title": "Senior consultant, warehouses and wards",
            "addresses": [
                _mail("gary@secondchance.example"),
                _phone("+44 1632 960120"),
                {"channel": "sms", "value": "+44 7700 900120"},
            ],
            "preferred_channel": "phone",
            "notes": "Everything with Second Chance goes through him, including thanks.",
        },
        "second_chance",
    ),
    Person(
        "imogen",
        (-48, "09:50"),
        {
            "name": "Imogen Wedge",
            "role": "agency_consultant",
            "job_title": "Partner",
            "addresses": [
                _mail("imogen@squarepeg.example"),
                {"channel": "linkedin_message", "value": "https://linked.example/in/wedge"},
            ],
            "preferred_channel": "email",
            "notes": "Reads the CV before ringing. Keep her.",
        },
        "square_peg",
    ),
    Person(
        "jorg",
        (-61, "15:00"),
        {
            "name": "Jörg Übelacker",
            "role": "interviewer",
            "job_title": "Team lead, second line",
            "addresses": [_mail("joerg@umlaut.example")],
            "notes": "The dots matter. So does listening.",
        },
        "umlaut",
    ),
    Person(
        "astrid",
        (-61, "15:05"),
        {
            "name": "Astrid Öberg",
            "role": "hr",
            "job_title": "People team",
            "addresses": [_mail("people@umlaut.example"), _phone("+44 1632 960133")],
            "notes": "Wrote the kindest no of the year, with two reasons in it.",
        },
        "umlaut",
    ),
    Person(
        "norman",
        (-43, "16:40"),
        {
            "name": "Norman Fawcett",
            "role": "hr",
            "job_title": "Resourcing Officer (Interim, since 2009)",
            "addresses": [
                _mail("resourcing@littledithering.example"),
                {"channel": "post", "value": "Room 4b, The Old Corn Exchange, Little Dithering"},
            ],
            "preferred_channel": "post",
            "notes": "Asked for the form in black ink. It is black now.",
        },
        "council",
    ),
    Person(
        "kit",
        (-36, "11:30"),
        {
            "name": "Kit Marlow",
            "role": "coordinator",
            "job_title": "Talent coordinator",
            "addresses": [
                _mail("kit.marlow@mecca.example"),
                _phone("+44 1632 960141"),
                {"channel": "sms", "value": "+44 7700 900141"},
            ],
            "preferred_channel": "email",
            "notes": "Sends calendar invitations with the right time zone. Rare.",
        },
        "mecca",
    ),
    Person(
        "priya",
        (-33, "10:00"),
        {
            "name": "Priya Nair",
            "role": "hiring_manager",
            "job_title": "Head of Customer Operations",
            "addresses": [_mail("priya.nair@mecca.example"), _phone("+44 1632 960142")],
            "preferred_channel": "email",
            "notes": "Called numbers herself for six years. Asks what you would say instead of "
            "“two fat ladies”. Have an answer.",
        },
        "mecca",
    ),
    Person(
        "tom",
        (-33, "10:05"),
        {
            "name": "Tom Reed",
            "role": "interviewer",
            "job_title": "Floor manager",
            "addresses": [_mail("tom.reed@mecca.example")],
            "notes": "Quiet for forty minutes, then asks the only question that counts.",
        },
        "mecca",
    ),
    Person(
        "bea",
        (-38, "14:10"),
        {
            "name": "Bea Hartley",
            "role": "recruiter",
            "job_title": "Talent partner",
            "addresses": [
                _mail("bea@jackpotjoy.example"),
                {"channel": "linkedin_message", "value": "https://linked.example/in/bea-h"},
            ],
            "preferred_channel": "linkedin_message",
            "notes": "Replies within the hour, with exclamation marks she means.",
        },
        "jackpot",
    ),
    Person(
        "leonora",
        (-24, "09:30"),
        {
            "name": "Leonora Chance",
            "role": "hiring_manager",
            "job_title": "Director of Delight",
            "addresses": [_mail("l.chance@jackpotjoy.example", given_by_them=False)],
            "notes": "The address was on their staff page, not given to me: not to be used.",
        },
        "jackpot",
    ),
    Person(
        "sunil",
        (-24, "09:35"),
        {
            "name": "Sunil Rao",
            "role": "interviewer",
            "job_title": "Prize logistics",
            "addresses": [_mail("sunil.rao@jackpotjoy.example"), _phone("+44 1632 960165")],
            "notes": "Once delivered a speedboat to a third floor.",
        },
        "jackpot",
    ),
    Person(
        "len",
        (-20, "17:20"),
        {
            "name": "Len Hoarding",
            "role": "hiring_manager",
            "job_title": "Proprietor",
            "addresses": [_phone("+44 1632 960199")],
            "preferred_channel": "phone",
            "notes": "“We'll sort the paperwork later.” We will sort it first.",
        },
        "hoarding",
    ),
    Person(
        "gwen",
        (-16, "10:45"),
        {
            "name": "Gwen Crumb",
            "role": "hiring_manager",
            "job_title": "Head of Snap",
            "addresses": [_mail("gwen.crumb@dunkworth.example"), _phone("+44 1632 960150")],
            "notes": "Breaks a biscuit by your ear and asks what you heard.",
        },
        "dunkworth",
    ),
    Person(
        "hetty",
        (-6, "13:15"),
        {
            "name": "Hetty Vane",
            "role": "hiring_manager",
            "job_title": "Director and chief feeder",
            "addresses": [_mail("hetty@reptiles-in-need.example"), _phone("+44 1632 960181")],
            "notes": "Interviews with an iguana on her shoulder. Talk to her, not to it.",
        },
        "reptiles",
    ),
    Person(
        "monk",
        (-6, "13:20"),
        {
            "name": "Dr Basil Monk",
            "role": "interviewer",
            "job_title": "Trustee",
            "addresses": [
                _mail("b.monk@reptiles-in-need.example"),
                {"channel": "post", "value": "The Vivarium, Cold Lane, Nether Dithering"},
            ],
            "preferred_channel": "email",
            "notes": "Asked whether I had “ever been let down by a tortoise”. I have now.",
        },
        "reptiles",
    ),
    Person(
        "camilla",
        (-3, "15:30"),
        {
            "name": "Camilla Steep",
            "role": "hiring_manager",
            "job_title": "Owner, fourth generation",
            "addresses": [_mail("camilla@secondsteep.example")],
            "notes": "Says “cup” the way others say “quarter”.",
        },
        "tea",
    ),
    Person(
        "wendy",
        (-13, "12:05"),
        {
            "name": "Wendy Post",
            "role": "coordinator",
            "job_title": "Clerk to the trustees",
            "addresses": [_mail("clerk@lostumbrellas.example"), _phone("+44 1632 960187")],
            "notes": "Opened the call with “lovely weather for it”. It was pouring.",
        },
        "museum",
    ),
    Person(
        "archie",
        (-4, "11:10"),
        {
            "name": "Archie Ferrule",
            "role": "interviewer",
            "job_title": "Keeper of Handles",
            "addresses": [_mail("handles@lostumbrellas.example")],
            "notes": "Wrote the standard work on ducks' heads.",
        },
        "museum",
    ),
)

TO_DOS: tuple[ToDo, ...] = (
    ToDo(
        (-63, "19:00"),
        "Learn the ukulele for Umlaut",
        due=(-59, "18:00"),
        application="umlaut_support",
        skipped=((-60, "09:15"), "Read the advert again: they want UI, not ukulele"),
    ),
    ToDo(
        (-29, "09:10"),
        "Ask Mecca who pays for the computer, and the teabags",
        due=(-28, "12:00"),
        application="mecca_caller",
        notes="About £600 in the first year, if it is me.",
        done=(-28, "10:30"),
    ),
    ToDo(
        (-9, "10:00"),
        "Ask the council whether “frozen” comes with a thaw date",
        due=(2, "12:00"),
        application="council_queue",
    ),
    ToDo(
        (-7, "11:20"),
        "Find the payslip that proves I existed in March",
        due=(0, "16:00"),
        application="hospital_porter",
        notes="For the checks. Try the drawer with the batteries.",
    ),
    ToDo(
        (-5, "12:40"),
        "Answer Jackpot Joy, in writing",
        due=(4, "12:00"),
        application="jackpot_cheer",
        notes="Ask first whether Mecca can say anything before then. Honestly, and once.",
    ),
    ToDo(
        (-4, "18:15"),
        "Write to Dilys: does she remember me kindly?",
        due=(2, "17:00"),
        notes="By post. Second-class is fine; she is in no hurry and neither is the museum.",
    ),
    ToDo(
        (-2, "20:30"),
        "Fill in the library's form, and the form about the form",
        due=(5, "17:00"),
        application="library_night",
    ),
    ToDo(
        (-2, "20:45"),
        "Iron the good shirt",
        due=(0, "20:00"),
        interview="mecca_trial",
    ),
    ToDo((-5, "21:05"), "Cake for Jo: the Jackpot Joy tip was hers", application="jackpot_cheer"),
)
