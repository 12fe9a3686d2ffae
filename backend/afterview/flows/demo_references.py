"""Who vouches in the demo world, who was rung, and who is still owed a tenner."""

from afterview.flows.demo_shapes import Debt, Named, Rung, Voucher

VOUCHERS: tuple[Voucher, ...] = (
    Voucher(
        "ada",
        (-85, "10:00"),
        (-85, "10:05"),
        {
            "relationship": "line_manager",
            "worked_together": [
                {"employer": "Alhambra Playhouse", "from_year": 2019, "to_year": 2025}
            ],
            "competencies": ["customer service", "calm under pressure", "cash handling"],
            "best_hours": "Any time after ten; she is retired and likes to be asked",
            "notes": "Knows the fire drill story, and tells it better.",
        },
    ),
    Voucher(
        "ben",
        (-80, "18:30"),
        (-79, "19:10"),
        {
            "relationship": "client",
            "worked_together": [
                {"employer": "Thursday food bank", "from_year": 2023, "to_year": None}
            ],
            "competencies": ["volunteers", "rota planning", "customer service"],
            "best_hours": "Not on Thursdays",
            "notes": "Wants a week's notice, and the advert.",
        },
    ),
    Voucher(
        "dilys",
        (-84, "17:00"),
        (-78, "09:00"),
        {
            "relationship": "senior_manager",
            "worked_together": [
                {"employer": "Hotel Splendide", "from_year": 2015, "to_year": 2018}
            ],
            "competencies": ["nights", "calm under pressure"],
            "best_hours": "By letter; never by day",
            "notes": "Answers in green ink.",
        },
    ),
)
RECALLED: dict[str, int] = {"ada": -9, "ben": -8}
"""Working day on which they said what they remember."""
WANTED: dict[str, tuple[str, ...]] = {
    "jackpot_cheer": ("customer service", "calm under pressure"),
    "hospital_porter": ("nights", "calm under pressure"),
}
"""What these employers ask two references for."""
NAMED: tuple[Named, ...] = (
    Named(
        "ada",
        "hospital_porter",
        (-9, "17:00"),
        (-7, "11:30"),
        ("Took the whole stalls out in the fire drill, in the rain, singing",),
    ),
    Named(
        "ben",
        "hospital_porter",
        (-9, "17:10"),
        (-7, "11:30"),
        ("Two years of Thursdays, and never once late",),
        (1, "10:00"),
        (3, "16:00"),
    ),
    Named(
        "ada",
        "jackpot_cheer",
        (-5, "16:00"),
        (-4, "09:00"),
        (
            "Told 400 people that the show was off, and most of them thanked us",
            "Never let a till be a penny out without saying so",
        ),
        (1, "10:00"),
        (1, "16:00"),
        (-4, "18:20"),
    ),
)
RUNG: tuple[Rung, ...] = (
    Rung(
        "ada",
        "hospital_porter",
        (-4, "10:10"),
        {"channel": "phone", "caller": "St Ambivalent's, personnel", "result": "went_well"},
        (-3, "11:00"),
    ),
)
DEBTS: tuple[Debt, ...] = (
    Debt(
        "dilys",
        (-85, "12:00"),
        3,
        {
            "direction": "i_owe",
            "kind": "money",
            "reason": "Lent me a tenner for the night bus",
            "amount": {"amount_minor": 1_000, "currency": "GBP"},
        },
    ),
    Debt(
        "jo",
        (-50, "21:00"),
        None,
        {
            "direction": "they_owe",
            "kind": "favour",
            "reason": "A round, since the quiz on rivers",
        },
    ),
)
