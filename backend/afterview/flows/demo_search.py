"""The demo world: the search itself, four months and two dozen applications long.

Working days count from today, and `demo_shapes` says what the fields mean.
"""

from afterview.flows.demo_shapes import Candidacy, Fields, Move


def _pay(least: int, most: int, unit: str = "year") -> Fields:
    """Pounds; the API counts pence."""
    return {
        "currency": "GBP",
        "min_minor": least * 100,
        "max_minor": most * 100,
        "unit": unit,
    }


LIVE: tuple[Candidacy, ...] = (
    Candidacy(
        "mecca_caller",
        "mecca",
        {
            "title": "Bingo caller",
            "url": "https://mecca.example/jobs/42",
            "identifier": "MCS-42",
            "description": "Call the numbers, answer the telephone, keep two hundred people "
            "calm. Own computer and teabags required.",
            "employment_type": "full_time",
            "job_location": "Leeds",
            "job_location_type": "on_site",
            "base_salary": _pay(25_000, 27_000),
            "source": "careers_page",
            "tags": ["bus 36", "people", "evenings"],
            "desirability": 9,
            "notes": "The one I would do on a wet Monday. Fifteen minutes on the bus.\n"
            "Teabag clause: computer and tea come to about £600 in the first year. Priya "
            "will ask; she did not know either.",
        },
        (
            Move((-44, "21:10"), "draft", "Seen on the side of the 36."),
            Move((-42, "08:50"), "submitted", "One page, no bingo puns. Two, at most."),
            Move((-38, "10:00"), "reviewing", "Automatic letter, human signature."),
            Move((-36, "11:40"), "screening", "Kit rang: twenty easy minutes."),
            Move((-33, "10:10"), "first_interview", "Priya and Tom, in the hall itself."),
            Move((-14, "12:15"), "second_interview", "They rang: a trial evening, with numbers."),
        ),
        posted=-47,
    ),
    Candidacy(
        "jackpot_cheer",
        "jackpot",
        {
            "title": "Head of Customer Cheer",
            "url": "https://jackpotjoy.example/careers/cheer",
            "identifier": "JJ-0117",
            "description": "Tell winners they have won and everybody else that they have not, "
            "in a way that both ring back.",
            "employment_type": "full_time",
            "job_location": "Bradford, two days a week",
            "job_location_type": "hybrid",
            "base_salary": _pay(27_000, 29_000),
            "source": "referral",
            "tags": ["referral", "people", "bonus"],
            "desirability": 8,
            "notes": "Written offer: the letter came the day after Bea rang.\n"
            "£28,000, bonus up to 5 % (it paid half of that last year), pension 5 %, "
            "33 days' leave with bank holidays, two days a week in the office, 50 minutes "
            "each way. Teabags provided, three kinds.\n"
            "Subject to references and right to work, so nothing is certain yet. They would "
            "like an answer within ten working days, and said so nicely.",
        },
        (
            Move((-52, "20:40"), "draft", "Jo knows somebody who knows Bea."),
            Move((-50, "09:05"), "submitted", "Jo's name in the first line, as agreed."),
            Move((-38, "14:20"), "screening", "Bea, on the telephone, laughing."),
            Move((-24, "09:40"), "final_interview", "One round, they say: first and last."),
            Move((-6, "11:05"), "offered", "Bea rang. Letter to follow; it did."),
        ),
        posted=-56,
    ),
    Candidacy(
        "reptiles_coordinator",
        "reptiles",
        {
            "title": "Volunteer coordinator",
            "url": "https://reptiles-in-need.example/work-with-us",
            "employment_type": "full_time",
            "job_location": "Nether Dithering",
            "job_location_type": "on_site",
            "base_salary": _pay(24_800, 25_600),
            "source": "network",
            "tags": ["animals", "people", "tetanus"],
            "desirability": 7,
            "notes": "I once promised this lot £20 for every interview I fluffed. They never "
            "asked for it. Good sign.",
        },
        (
            Move((-19, "13:00"), "submitted", "Benedict mentioned they were looking."),
            Move((-11, "16:20"), "screening", "Hetty rang from inside an enclosure."),
            Move((-6, "13:25"), "first_interview", "With a trustee. Closed shoes advised."),
        ),
        posted=-24,
        closes=3,
    ),
    Candidacy(
        "tea_taster",
        "tea",
        {
            "title": "Tea taster's assistant",
            "url": "https://secondsteep.example/jobs/taster",
            "employment_type": "full_time",
            "job_location": "Hull",
            "job_location_type": "hybrid",
            "base_salary": _pay(25_500, 26_500),
            "source": "job_board",
            "tags": ["tea included", "paperwork"],
            "desirability": 6,
            "notes": "The taster tastes; the assistant writes down what he says and keeps a "
            "straight face.",
        },
        (
            Move((-17, "22:05"), "draft"),
            Move((-15, "10:30"), "submitted"),
            Move((-9, "09:20"), "reviewing", "Letter smelt faintly of bergamot."),
            Move((-3, "15:40"), "first_interview", "Camilla herself, on video."),
        ),
        posted=-20,
        closes=1,
    ),
    Candidacy(
        "biscuit_inspector",
        "dunkworth",
        {
            "title": "Biscuit quality inspector",
            "url": "https://dunkworth.example/vacancies/snap-3",
            "identifier": "SNAP-3",
            "employment_type": "full_time",
            "job_location": "Wakefield",
            "job_location_type": "on_site",
            "base_salary": _pay(26_000, 28_000),
            "source": "job_board",
            "tags": ["tea included", "earplugs"],
            "desirability": 7,
            "notes": "They pay in money; the biscuits are extra. Read that twice in the advert.",
        },
        (
            Move((-31, "08:40"), "submitted"),
            Move((-25, "11:00"), "reviewing"),
            Move((-16, "10:50"), "first_interview", "Gwen. Bring good hearing."),
        ),
        posted=-35,
    ),
    Candidacy(
        "umbrella_keeper",
        "museum",
        {
            "title": "Assistant keeper of umbrellas",
            "url": "https://lostumbrellas.example/join/keeper",
            "employment_type": "full_time",
            "job_location": "York",
            "job_location_type": "on_site",
            "base_salary": _pay(24_900, 25_900),
            "source": "careers_page",
            "tags": ["museum", "dry indoors, mostly"],
            "desirability": 8,
            "notes": "The panel sits once a year, so this is the first and the final interview.",
        },
        (
            Move((-40, "09:15"), "submitted"),
            Move((-28, "14:00"), "reviewing", "Card with a picture of the collection."),
            Move((-13, "12:10"), "screening", "Wendy asked only about rain."),
            Move((-4, "11:15"), "final_interview", "The panel, all at once."),
        ),
        posted=-43,
    ),
    Candidacy(
        "hospital_porter",
        "hospital",
        {
            "title": "Porter",
            "url": "https://st-ambivalents.example/jobs/portering",
            "identifier": "PORT-889",
            "employment_type": "full_time",
            "job_location": "Leeds",
            "job_location_type": "on_site",
            "base_salary": _pay(13, 14, "hour"),
            "source": "fair",
            "tags": ["nights", "steps"],
            "desirability": 5,
            "notes": "A real job with real shoes. Checks are running: two referees and a payslip.",
        },
        (
            Move((-55, "17:30"), "submitted", "Form filled in at the fair, on a gurney."),
            Move((-39, "13:45"), "screening", "Open day. Found the way out; so in."),
            Move((-7, "11:10"), "background_check", "They will write to Ada and Benedict."),
        ),
    ),
    Candidacy(
        "council_queue",
        "council",
        {
            "title": "Assistant deputy queue officer",
            "url": "https://littledithering.example/jobs/q-2",
            "identifier": "Q/2/b",
            "employment_type": "full_time",
            "job_location": "Little Dithering",
            "job_location_type": "on_site",
            "base_salary": _pay(24_900, 26_400),
            "source": "careers_page",
            "tags": ["paperwork", "pension"],
            "desirability": 4,
            "notes": "Frozen until the new financial year, which begins when it begins.",
        },
        (
            Move((-60, "09:00"), "submitted", "In triplicate."),
            Move((-43, "16:45"), "screening", "Norman asked whether I mind waiting."),
            Move((-29, "10:20"), "on_hold", "All posts frozen. Norman sent his regrets, signed."),
        ),
    ),
    Candidacy(
        "night_watch",
        "hoarding",
        {
            "title": "Night watch, building site",
            "description": "Nights, Monday to Saturday. Bring own torch. Dog an advantage.",
            "employment_type": "temporary",
            "job_location": "Ring road, behind the tile shop",
            "job_location_type": "on_site",
            "base_salary": _pay(15_000, 15_000),
            "source": "network",
            "tags": ["nights", "fallback", "flags"],
            "desirability": 2,
            "fallback": True,
            "notes": "The shelf, not the dream. The flags, all of them:\n"
            "- alone, and at night\n"
            "- the site was robbed twice this spring; the last man met them\n"
            "- £15,000 for 37.5 hours is £7.69 an hour, which is below the minimum wage. Len "
            "says “call it twenty”. Not without paper.\n"
            "- no contract so far, and cash was mentioned\n"
            "No fee asked, that much is true. Could start in five days. Only with a lawful "
            "wage, in writing, a second person and a working telephone; otherwise it stays up "
            "here and gathers dust.",
        },
        (
            Move((-21, "19:40"), "draft", "Heard of it at the quiz."),
            Move((-20, "17:30"), "submitted", "By telephone. There is no other way."),
            Move((-16, "18:00"), "screening", "Met Len at the gate. Asked for paper."),
        ),
    ),
    Candidacy(
        "ferry_purser",
        "ferry",
        {
            "title": "Purser, slow route",
            "url": "https://slowferry.example/crew/purser",
            "employment_type": "full_time",
            "job_location": "Hull",
            "job_location_type": "on_site",
            "base_salary": _pay(26_500, 27_500),
            "source": "careers_page",
            "tags": ["sea", "people"],
            "desirability": 6,
            "notes": "Not the deckhand job again: indoors this time, with a cash box.",
        },
        (
            Move((-13, "08:30"), "submitted"),
            Move((-5, "16:10"), "screening", "Call from the bridge, wind and all."),
        ),
        posted=-16,
        closes=8,
    ),
    Candidacy(
        "llama_guide",
        "llamas",
        {
            "title": "Trekking guide (llamas)",
            "url": "https://llamas.example/humans-wanted",
            "employment_type": "per_diem",
            "job_location": "The Dales",
            "job_location_type": "on_site",
            "base_salary": _pay(110, 130, "day"),
            "source": "job_board",
            "tags": ["animals", "outdoors"],
            "desirability": 5,
        },
        (
            Move((-23, "12:00"), "submitted", "Photograph with llama enclosed, as requested."),
            Move((-14, "15:50"), "reviewing", "They liked the llama's expression."),
        ),
    ),
    Candidacy(
        "tea_warehouse",
        "tea",
        {
            "title": "Warehouse operative (Earl Grey)",
            "employment_type": "temporary",
            "job_location": "Hull",
            "job_location_type": "on_site",
            "base_salary": _pay(13, 13, "hour"),
            "source": "agency",
            "tags": ["tea included", "agency"],
            "desirability": 3,
            "notes": "Gary knows I am also talking to Camilla. He will not mention it; I asked.",
        },
        (
            Move((-10, "12:40"), "submitted", "Gary rang at lunch."),
            Move((-4, "12:35"), "reviewing", "Gary rang at lunch, again."),
        ),
        agency="second_chance",
    ),
    Candidacy(
        "academy_bursar",
        "academy",
        {
            "title": "Bursar's assistant",
            "url": "https://trumpets.example/staff/bursary",
            "employment_type": "part_time",
            "job_location": "Harrogate",
            "job_location_type": "hybrid",
            "base_salary": _pay(1_150, 1_250, "month"),
            "source": "job_board",
            "tags": ["paperwork", "earplugs"],
            "desirability": 4,
        },
        (Move((-6, "10:15"), "submitted"),),
        posted=-9,
        closes=10,
    ),
    Candidacy(
        "crisps_analyst",
        "crisps",
        {
            "title": "Crunch data analyst",
            "employment_type": "contractor",
            "job_location_type": "telecommute",
            "base_salary": _pay(600, 650, "week"),
            "source": "agency",
            "tags": ["agency", "remote", "crisps"],
            "desirability": 5,
            "notes": "From home, so no car and no clause about one. Imogen checked.",
        },
        (Move((-3, "09:55"), "submitted", "Through Imogen, with a cover note."),),
        agency="square_peg",
    ),
    Candidacy(
        "museum_cataloguer",
        "museum",
        {
            "title": "Weekend cataloguer",
            "url": "https://lostumbrellas.example/join/weekends",
            "employment_type": "part_time",
            "job_location": "York",
            "job_location_type": "on_site",
            "base_salary": _pay(13, 14, "hour"),
            "source": "careers_page",
            "tags": ["museum", "weekends"],
            "desirability": 4,
            "notes": "Folding ones only. Saturdays.",
        },
        (Move((-8, "20:20"), "submitted"),),
    ),
    Candidacy(
        "library_night",
        "library",
        {
            "title": "Night librarian",
            "url": "https://uppermumbling.example/jobs/owl",
            "employment_type": "part_time",
            "job_location": "Upper Mumbling",
            "job_location_type": "on_site",
            "base_salary": _pay(14, 15, "hour"),
            "source": "network",
            "tags": ["nights", "quiet"],
            "desirability": 7,
            "notes": "There is a form. There is a form about the form.",
        },
        (Move((-2, "20:25"), "draft", "Found it while looking for somewhere warm."),),
        posted=-4,
        closes=5,
    ),
    Candidacy(
        "duck_support",
        "lucky_duck",
        {
            "title": "Remote support agent, rubber ducks",
            "url": "https://luckyduck.example/careers/eu-support",
            "employment_type": "full_time",
            "job_location_type": "telecommute",
            "base_salary": {
                "currency": "USD",
                "min_minor": 3_800_000,
                "max_minor": 4_200_000,
                "unit": "year",
            },
            "source": "recruiter_outreach",
            "tags": ["remote", "evenings"],
            "desirability": 5,
            "notes": "They wrote first. Dollars, and a New York clock: two in the afternoon "
            "is their breakfast.",
        },
        (Move((-5, "19:45"), "draft"),),
        closes=7,
    ),
)

CLOSED: tuple[Candidacy, ...] = (
    Candidacy(
        "mecca_telephone",
        "mecca",
        {
            "title": "Telephone voice (recorded)",
            "url": "https://mecca.example/jobs/17",
            "employment_type": "contractor",
            "base_salary": _pay(300, 300, "day"),
            "source": "job_board",
            "tags": ["voice"],
            "desirability": 3,
            "notes": "“Press one for joy.” Did eleven takes in the wardrobe.",
        },
        (
            Move((-84, "20:00"), "submitted"),
            Move((-80, "09:30"), "reviewing"),
            Move((-74, "14:15"), "rejected", "Voice too cheerful for the complaints line."),
        ),
    ),
    Candidacy(
        "laundrette_host",
        "laundrette",
        {
            "title": "Host, late laundrette",
            "employment_type": "part_time",
            "job_location": "Leeds",
            "job_location_type": "on_site",
            "base_salary": _pay(12, 13, "hour"),
            "source": "other",
            "tags": ["nights", "warm"],
            "desirability": 4,
        },
        (
            Move((-82, "18:30"), "submitted", "Card in the window; wrote on the back of it."),
            Move((-77, "11:00"), "screening"),
            Move((-68, "10:05"), "rejected", "Gone to somebody's cousin. No more letters, please."),
        ),
    ),
    Candidacy(
        "bank_greeter",
        "bank",
        {
            "title": "Vault greeter",
            "url": "https://thirdnational.example/careers/vg",
            "employment_type": "full_time",
            "job_location": "Somewhere Else",
            "job_location_type": "on_site",
            "base_salary": _pay(27_000, 30_000),
            "source": "job_board",
            "tags": ["suit"],
            "desirability": 6,
            "notes": "Two polite letters, then no more: whoever is in the vault likes it there.",
        },
        (
            Move((-79, "09:10"), "submitted"),
            Move((-72, "16:00"), "reviewing", "“We shall be in touch.”"),
            Move((-34, "09:00"), "ghosted", "They were not. Filed without a grudge."),
        ),
    ),
    Candidacy(
        "umlaut_support",
        "umlaut",
        {
            "title": "Support engineer, second line",
            "url": "https://umlaut.example/jobs/support-2",
            "employment_type": "full_time",
            "job_location_type": "telecommute",
            "base_salary": _pay(31_000, 34_000),
            "source": "careers_page",
            "tags": ["remote", "software"],
            "desirability": 7,
            "notes": "A stretch, and a good one. Astrid wrote two reasons; both were true.",
        },
        (
            Move((-70, "10:00"), "submitted"),
            Move((-64, "13:30"), "screening", "Small test; smaller typo."),
            Move((-61, "15:10"), "first_interview"),
            Move((-49, "11:50"), "rejected", "Somebody with more SQL. Come back in a year."),
        ),
    ),
    Candidacy(
        "council_clerk",
        "council",
        {
            "title": "Under-clerk (minutes)",
            "identifier": "M/1",
            "employment_type": "full_time",
            "job_location": "Little Dithering",
            "base_salary": _pay(24_800, 25_200),
            "source": "careers_page",
            "tags": ["paperwork"],
            "desirability": 3,
        },
        (
            Move((-66, "09:00"), "submitted"),
            Move((-51, "15:00"), "cancelled", "The post has been merged with itself."),
        ),
    ),
    Candidacy(
        "ferry_deckhand",
        "ferry",
        {
            "title": "Deckhand, winter weekends",
            "employment_type": "part_time",
            "job_location": "Hull",
            "job_location_type": "on_site",
            "base_salary": _pay(90, 95, "day"),
            "source": "fair",
            "tags": ["sea", "weekends"],
            "desirability": 4,
            "notes": "Said no the same day, with thanks. They kept the number, hence the purser.",
        },
        (
            Move((-62, "15:20"), "submitted"),
            Move((-57, "08:20"), "screening"),
            Move((-47, "17:00"), "offered", "On the quay, by handshake."),
            Move((-45, "09:45"), "declined", "Sick on the trial crossing. At anchor."),
        ),
    ),
    Candidacy(
        "crisps_sales",
        "crisps",
        {
            "title": "Field sales, crisps",
            "employment_type": "full_time",
            "job_location": "Everywhere",
            "job_location_type": "on_site",
            "base_salary": _pay(24_900, 24_900),
            "source": "agency",
            "tags": ["agency", "crisps", "car"],
            "desirability": 5,
            "notes": "Own car, own computer, own teabags: what was left came to less than the "
            "laundrette.",
        },
        (
            Move((-46, "10:10"), "submitted"),
            Move((-41, "14:30"), "screening"),
            Move((-37, "09:20"), "withdrawn", "Did the sum. Told Imogen; she had done it too."),
        ),
        agency="square_peg",
    ),
)

APPLICATIONS = LIVE + CLOSED
