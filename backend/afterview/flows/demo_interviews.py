"""The demo world: five interviews held, three to come."""

from afterview.flows.demo_shapes import Conversation, Ending, FollowUpStep

HELD: tuple[Conversation, ...] = (
    Conversation(
        "umlaut",
        "umlaut_support",
        (-61, "15:20"),
        (-58, "10:00"),
        ("jorg", "astrid"),
        {"format": "technical", "link": "https://meet.example/umlaut-58"},
        Ending(
            after_minutes=54,
            said={
                "minutes_to_spare": 60,
                "follow_up_permission": "yes",
                "contact_person": "Astrid Öberg",
                "next_stage": "A second call, with the team",
                "tension": 8,
                "travel_mode": "walk",
            },
            questions=(
                (
                    "A customer says “it is broken”. What do you ask first?",
                    "What were you doing, and what did you hope to see?",
                    "And if they shout?",
                ),
                (
                    "Join these two tables for me.",
                    "Joined them. Then joined one of them to itself.",
                    "Why the second join?",
                ),
                ("Why us?", "Because somebody there answers the telephone.", ""),
            ),
            captured={
                "names": "Jörg (team), Astrid (people). Somebody called Ulf decides.",
                "facts": "Eleven people, four countries, one cat on every call.",
                "promises_theirs": "An answer within eight working days.",
                "promises_mine": "The name of that book about queues.",
                "next_step": "A second call, with the team",
                "mood": 5,
                "gut_probability": 55,
            },
            tension_after=5,
            decision_by=-50,
            skipped={"connect": "Jo was in a meeting; rang her at six"},
            messages=(
                FollowUpStep((-58, "15:30"), "thank_you", 1),
                FollowUpStep((-58, "15:40"), "thank_you", 2),
            ),
            answered=((-49, "12:00"), "They said no, kindly: nothing left to ask"),
            tasks_done=(-57, "16:10"),
            debrief=(
                (-57, "09:30"),
                {
                    "aim": "To show that I can be calm and exact at the same time.",
                    "what_happened": "Calm, yes. Exact until the second table.",
                    "went_well": [
                        "Asked before answering; Jörg wrote it down",
                        "Said “I do not know” once, and the sky stayed up",
                    ],
                    "changes": [
                        {
                            "change": "Think aloud before typing",
                            "cue": "somebody hands me a keyboard",
                            "action": "say the plan in one sentence, then start",
                        },
                        {
                            "change": "Practise joins, ten minutes a day",
                            "cue": "the kettle is on",
                            "action": "do one exercise before it boils",
                        },
                    ],
                    "outside_control": "They had a colleague of Ulf's in the next slot.",
                    "second_source": "Astrid: “warm, quick to own a mistake, needs more SQL”.",
                },
            ),
        ),
    ),
    Conversation(
        "mecca_first",
        "mecca_caller",
        (-33, "10:20"),
        (-30, "14:00"),
        ("priya", "tom"),
        {
            "format": "in_person",
            "location": "Mecca Hall, 12 Wellington Street, Leeds, third floor",
            "preparation": "If they hand me anything with keys, say the plan first, then start.",
        },
        Ending(
            after_minutes=63,
            said={
                "minutes_to_spare": 90,
                "follow_up_permission": "yes",
                "contact_person": "Priya Nair",
                "preferred_channel": "email",
                "next_stage": "A trial evening",
                "tension": 7,
                "travel_mode": "public_transport",
            },
            questions=(
                (
                    "Tell me about a time you kept a room of two hundred people calm.",
                    "The fire drill on finals night: out in four minutes, singing.",
                    "Who decided to evacuate?",
                ),
                (
                    "What would you say instead of “two fat ladies”?",
                    "“Eighty-eight: garden gate, wide open.” Priya nodded.",
                    "",
                ),
                (
                    "Somebody calls a false line. What now?",
                    "Check it aloud, thank them, carry on. Nobody is a fool for hoping.",
                    "And if they call a second?",
                ),
                ("What would you ask us?", "Who pays for the computer? They looked it up.", ""),
            ),
            captured={
                "names": "Priya, Tom; Kit waved from the box office.",
                "facts": "Two shifts, the late one ends before the last 36.",
                "promises_theirs": "Word within eight working days; an answer about teabags.",
                "promises_mine": "Ada's number, once she has said yes again.",
                "next_step": "A trial evening",
                "mood": 8,
                "gut_probability": 65,
            },
            tension_after=3,
            decision_by=-22,
            messages=(
                FollowUpStep((-30, "17:45"), "thank_you", 1),
                FollowUpStep((-29, "09:20"), "thank_you", 2),
                FollowUpStep((-20, "09:40"), "status_check", 1),
            ),
            answered=((-14, "12:20"), "They rang: second round"),
            tasks_done=(-29, "11:00"),
            debrief=(
                (-29, "08:45"),
                {
                    "aim": "To sound like somebody you would trust with your last number.",
                    "what_happened": "Laughed in the right places, and so did they.",
                    "went_well": [
                        "The fire drill story landed",
                        "Asked about the computer without blinking",
                    ],
                    "changes": [
                        {
                            "change": "Answer first, then explain",
                            "cue": "they ask why I left the box office",
                            "action": "say one sentence, then stop",
                        }
                    ],
                    "outside_control": "The hall was being hoovered until half past.",
                },
            ),
        ),
    ),
    Conversation(
        "jackpot",
        "jackpot_cheer",
        (-24, "09:50"),
        (-18, "11:00"),
        ("leonora", "sunil"),
        {
            "format": "panel",
            "location": "Jackpot Joy, The Old Mint, Bradford",
            "preparation": "One sentence about the box office, then stop.",
        },
        Ending(
            after_minutes=78,
            said={
                "minutes_to_spare": 30,
                "follow_up_permission": "yes",
                "preferred_channel": "email",
                "next_stage": "A decision",
                "tension": 6,
                "travel_mode": "public_transport",
            },
            questions=(
                (
                    "Tell somebody they have won nothing, so that they ring again.",
                    "Thanked them for playing, told them the odds, wished them a good tea.",
                    "The real odds?",
                ),
                (
                    "When did you last disappoint somebody well?",
                    "Closed the box office with forty in the queue, and walked down it.",
                    "What did the last one say?",
                ),
            ),
            captured={
                "names": "Leonora chairs, Sunil delivers. Bea brought the tea herself.",
                "facts": "Bonus up to 5 %; it paid half of that last year, says Sunil.",
                "promises_theirs": "A decision within ten working days.",
                "promises_mine": "",
                "next_step": "A decision",
                "mood": 7,
                "gut_probability": 50,
            },
            tension_after=4,
            decision_by=-8,
            skipped={"move": "It rained sideways"},
            messages=(
                FollowUpStep(
                    (-18, "16:30"),
                    "thank_you",
                    1,
                    "Her address was found, not given; Bea is passing my thanks on",
                ),
                FollowUpStep((-18, "16:45"), "thank_you", 2),
            ),
            answered=((-6, "11:10"), "They rang first: it is an offer"),
            tasks_done=(-17, "15:20"),
            debrief=(
                (-17, "10:00"),
                {
                    "aim": "To be honest about odds and still be good company.",
                    "what_happened": "Gave the real figure. A pause, then Leonora smiled.",
                    "went_well": [
                        "One sentence about the box office, then silence",
                        "Gave the true odds when asked twice",
                    ],
                    "changes": [
                        {
                            "change": "Ask about the team before the money",
                            "cue": "they say “any questions?”",
                            "action": "start with “who would I sit next to?”",
                        }
                    ],
                },
            ),
        ),
    ),
    Conversation(
        "dunkworth",
        "biscuit_inspector",
        (-16, "11:00"),
        (-12, "09:30"),
        ("gwen",),
        {"format": "work_sample", "location": "Dunkworth Works, Gate 3, Wakefield"},
        Ending(
            after_minutes=71,
            said={
                "minutes_to_spare": 60,
                "follow_up_permission": "yes",
                "contact_person": "Gwen Crumb",
                "next_stage": "She will let me know",
                "tension": 9,
                "travel_mode": "public_transport",
            },
            questions=(
                (
                    "What did you hear?",
                    "“Thursday's batch, a touch soft.” It was Wednesday's. Close.",
                    "How sure are you, out of ten?",
                ),
                (
                    "Would you stop the line for one bad biscuit?",
                    "For one, no. For one that everybody saw me see, yes.",
                    "",
                ),
            ),
            captured={
                "names": "Gwen; a Mr Dunk was mentioned, in the past tense.",
                "facts": "Four on, four off. Ear protection is compulsory, then forbidden.",
                "promises_theirs": "None. “I'll let you know” is not a date.",
                "promises_mine": "",
                "next_step": "She will let me know",
                "mood": 6,
                "gut_probability": 40,
            },
            tension_after=4,
            skipped={"water": "They had tea, at eleven kinds of strength"},
            messages=(
                FollowUpStep((-12, "14:45"), "thank_you", 1),
                FollowUpStep((-7, "09:15"), "status_check", 1),
            ),
            tasks_done=(-11, "14:00"),
        ),
    ),
    Conversation(
        "reptiles",
        "reptiles_coordinator",
        (-6, "13:30"),
        (-1, "13:30"),
        ("hetty", "monk"),
        {
            "format": "in_person",
            "location": "The Vivarium, Cold Lane, Nether Dithering",
            "preparation": "Closed shoes. Start with “who would I sit next to?”, then look first.",
        },
        Ending(
            after_minutes=57,
            said={
                "minutes_to_spare": 60,
                "follow_up_permission": "yes",
                "contact_person": "Hetty Vane",
                "preferred_channel": "email",
                "next_stage": "A Saturday with the volunteers",
                "tension": 7,
                "travel_mode": "public_transport",
            },
            questions=(
                (
                    "How would you keep forty volunteers who are bitten for nothing?",
                    "Cake, a rota that is true, and thanks by name.",
                    "In that order?",
                ),
                (
                    "Have you ever been let down by a tortoise?",
                    "Not yet; and I gave it time.",
                    "",
                ),
                (
                    "What is the hardest thing about animals?",
                    "Their people. Hetty laughed, so did the iguana.",
                    "",
                ),
            ),
            captured={
                "names": "Hetty, Dr Monk, Sheila (the iguana).",
                "facts": "Sixty-one geckos, forty volunteers, one kettle.",
                "promises_theirs": "An answer within seven working days.",
                "promises_mine": "The rota from the food bank, as an example.",
                "next_step": "A Saturday with the volunteers",
                "mood": 8,
                "gut_probability": 60,
            },
            tension_after=3,
            decision_by=6,
            messages=(FollowUpStep((-1, "18:50"), "thank_you", 1),),
        ),
    ),
)

AHEAD: tuple[Conversation, ...] = (
    Conversation(
        "mecca_trial",
        "mecca_caller",
        (-9, "12:00"),
        (1, "18:30"),
        ("priya", "tom"),
        {
            "format": "work_sample",
            "duration_minutes": 90,
            "location": "Mecca Hall, 12 Wellington Street, Leeds, main floor",
            "preparation": "A trial evening: twenty numbers, a real room.\n"
            "- If they ask why I left the box office: one sentence, then stop.\n"
            "- Eighty-eight is a garden gate.\n"
            "- Ask again about the teabags. Smile.\n"
            "The last 36 leaves at five to eleven.",
        },
    ),
    Conversation(
        "tea",
        "tea_taster",
        (-3, "15:50"),
        (3, "14:00"),
        ("camilla",),
        {
            "format": "video_live",
            "duration_minutes": 45,
            "link": "https://meet.example/second-steep",
            "preparation": "Have a cup in view. A used bag beside it, as a sign of respect.",
        },
    ),
    Conversation(
        "museum",
        "umbrella_keeper",
        (-4, "11:20"),
        (6, "11:00"),
        ("archie", "wendy"),
        {
            "format": "panel",
            "duration_minutes": 75,
            "location": "Museum of Lost Umbrellas, York, by the dripping stairs",
            "preparation": "Read the chapter on ducks' heads. Bring no umbrella: they keep it.",
        },
    ),
)

INTERVIEWS = HELD + AHEAD
