"""What kind of answer a mail is, when an absent person is back, what sounds like a no or a yes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.mail.outcomes import looks_like_offer, looks_like_rejection
from afterview.mail.quoting import excerpt, unquoted
from afterview.mail.returning import returns_on
from afterview.mail.rules import MessageKind, kind_of

SENT = date(2026, 6, 2)  # a Tuesday
SUBSTANTIVE, AUTOMATIC, AWAY, BOUNCE = (
    MessageKind.SUBSTANTIVE,
    MessageKind.AUTOMATIC,
    MessageKind.OUT_OF_OFFICE,
    MessageKind.BOUNCE,
)
PRIYA, NOBODY = "priya.nair@mecca.example", "noreply@mecca.example"
REPLIED = {"auto-submitted": "auto-replied"}

CORPUS = [
    # Somebody's own words
    (SUBSTANTIVE, {}, PRIYA, "Re: Thank you", "Thanks Sam, it was lovely to meet you. Priya"),
    (SUBSTANTIVE, {}, PRIYA, "Re: Tuesday", "We hope to decide by Friday. Bear with us!"),
    (SUBSTANTIVE, {}, PRIYA, "Next steps", "Would you be free for a second chat on Thursday?"),
    (SUBSTANTIVE, {}, PRIYA, "Re: Role", "Unfortunately you were not selected. Best, Priya"),
    (SUBSTANTIVE, {}, PRIYA, "Good news", "We are delighted to offer you the position of caller."),
    (SUBSTANTIVE, {"auto-submitted": "no"}, PRIYA, "Re: Tuesday", "Yes, please send it over."),
    (
        SUBSTANTIVE,
        {},
        PRIYA,
        "Re: Status",
        "Sorry for the slow reply, I was out of the office last week. We decide tomorrow.",
    ),
    (
        SUBSTANTIVE,
        {},
        PRIYA,
        "Re: Tuesday",
        "I'm on holiday from Friday, so could you call me on Thursday instead?",
    ),
    (
        SUBSTANTIVE,
        {},
        PRIYA,
        "Your application",
        "Thank you for applying. I would like to invite you to an interview on Monday.",
    ),
    (
        SUBSTANTIVE,
        {"x-auto-response-suppress": "DR, RN, NRN"},
        PRIYA,
        "Re: Tuesday",
        "Happy to help. Let me know what suits.",
    ),
    (SUBSTANTIVE, {}, PRIYA, "AW: Bewerbung", "Passt Ihnen der Donnerstag um 10 Uhr?"),
    (SUBSTANTIVE, {}, PRIYA, "Re: Entretien", "Seriez-vous disponible jeudi matin ?"),
    (
        SUBSTANTIVE,
        {},
        PRIYA,
        "Re: Your note",
        "Got it, thanks.\n\nOn Mon, 1 Jun 2026, Sam wrote:\n> Thank you for your mail, I am away.",
    ),
    (SUBSTANTIVE, {}, "", "", ""),
    (SUBSTANTIVE, {"precedence": "first-class"}, PRIYA, "Hello", "Ring me when you can."),
    # Machines, by their headers
    (AUTOMATIC, {"auto-submitted": "auto-generated"}, PRIYA, "Application", "We have it."),
    (AUTOMATIC, {"auto-submitted": "auto-replied; owner=x"}, PRIYA, "Re: Hi", "Thank you!"),
    (AUTOMATIC, {"precedence": "bulk"}, PRIYA, "News", "Our opening hours have changed."),
    (AUTOMATIC, {"precedence": "auto_reply"}, PRIYA, "Re: Hi", "We will answer soon."),
    (AUTOMATIC, {"x-autoreply": "yes"}, PRIYA, "Re: Hi", "We will answer soon."),
    (AUTOMATIC, {"x-autorespond": "ticket"}, PRIYA, "Ticket 12", "A ticket was opened."),
    (AUTOMATIC, {"x-auto-response-suppress": "All"}, PRIYA, "Survey", "How was it?"),
    (AUTOMATIC, {"list-id": "<jobs.mecca.example>"}, PRIYA, "New jobs", "Five new roles."),
    (AUTOMATIC, {"list-unsubscribe": "<mailto:u@x.example>"}, PRIYA, "Digest", "This week…"),
    (AUTOMATIC, {"return-path": "<>"}, PRIYA, "Received", "It is here."),
    # Machines, by their words
    (AUTOMATIC, {}, NOBODY, "Your application", "Somebody will look at it."),
    (AUTOMATIC, {}, "do-not-reply@jobs.example", "Update", "Your profile was viewed."),
    (AUTOMATIC, {}, PRIYA, "Bingo caller", "We have received your application, and will be back."),
    (AUTOMATIC, {}, PRIYA, "Thank you for applying", "Our team will review it in two weeks."),
    (AUTOMATIC, {}, PRIYA, "Automatic reply: Tuesday", "We aim to answer within two days."),
    (AUTOMATIC, {}, PRIYA, "Application received", "It is safely with us."),
    (AUTOMATIC, {}, PRIYA, "Hello", "This is an automated message. Please do not reply."),
    (AUTOMATIC, {}, PRIYA, "Eingangsbestätigung", "Ihre Bewerbung ist bei uns eingegangen."),
    (AUTOMATIC, {}, PRIYA, "Candidature", "Nous avons bien reçu votre candidature."),
    # Nobody there
    (AWAY, REPLIED, PRIYA, "Re: Tuesday", "I am on leave until Monday 15 June."),
    (AWAY, REPLIED, PRIYA, "Out of office: Tuesday", "Back soon."),
    (AWAY, {"x-auto-response-suppress": "All"}, PRIYA, "Automatic reply", "I'm on holiday."),
    (AWAY, {"precedence": "bulk"}, PRIYA, "Re: Tuesday", "I'm away until 12/06/2026."),
    (AWAY, {}, PRIYA, "Automatic reply: Tuesday", "I am currently out of the office."),
    (
        AWAY,
        {},
        PRIYA,
        "",
        "Thank you for your email. I am out of the office until 15 June, with limited access.",
    ),
    (
        AWAY,
        {},
        PRIYA,
        "Abwesenheitsnotiz",
        "Ich bin bis 15.06.2026 nicht im Büro. In dringenden Fällen hilft Frau Brandt.",
    ),
    (AWAY, {}, PRIYA, "Réponse automatique", "Je suis absente jusqu'au 12 juin."),
    (AWAY, REPLIED, PRIYA, "OOO", "Merci pour votre message, je suis en congés."),
    # Mail that came back
    (BOUNCE, {"x-failed-recipients": "p@x.example"}, "mailer-daemon@x.example", "Oh", "No such."),
    (BOUNCE, {}, "mailer-daemon@x.example", "Undelivered Mail Returned to Sender", "550 unknown"),
    (BOUNCE, {"return-path": "<>"}, "", "Mail delivery failed: returning", "No such mailbox"),
    (BOUNCE, {}, "postmaster@x.example", "Unzustellbar: Dienstag", "Adresse unbekannt"),
    (AUTOMATIC, REPLIED, "mailer-daemon@x.example", "Delivery delayed", "We keep trying."),
]


@pytest.mark.parametrize(("kind", "headers", "sender", "subject", "text"), CORPUS)
def test_the_kind_of_a_mail(kind, headers, sender, subject, text):
    verdict = kind_of(headers, from_email=sender, subject=subject, text=text, sent_on=SENT)
    assert verdict.kind is kind, verdict.why
    assert verdict.why


def test_a_delivery_report_is_a_bounce_and_a_receipt_is_not():
    def kind(report, subject="Report"):
        content_type = f"multipart/report; report-type={report}; boundary=x"
        return kind_of({}, content_type=content_type, subject=subject, text="", sent_on=SENT).kind

    assert kind("delivery-status") is BOUNCE
    assert kind("disposition-notification") is AUTOMATIC
    assert kind("delivery-status", "Delayed: Tuesday") is AUTOMATIC


def test_an_absence_says_when_it_ends():
    said = {"auto-submitted": "auto-replied"}
    text = "I am on leave, back on 12/06/2026."
    here = kind_of(said, subject="", text=text, sent_on=SENT)
    there = kind_of(said, subject="", text=text, sent_on=SENT, day_first=False)
    assert (here.returns_on, there.returns_on) == (date(2026, 6, 12), date(2026, 12, 6))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("back on Monday 15 June", "2026-06-15"),
        ("I will be back in the office on Monday, June 15th, 2026.", "2026-06-15"),
        ("returning 2026-06-15", "2026-06-15"),
        ("I return on the 15th of June", "2026-06-15"),
        ("out until 12/06/2026", "2026-06-12"),
        ("out until 6/15/2026", "2026-06-15"),
        ("I will be back 15.6.26", "2026-06-15"),
        ("away until 1 March", "2027-03-01"),
        ("back on Monday", "2026-06-08"),
        ("back on Tuesday", "2026-06-09"),
        ("I'm back tomorrow", "2026-06-03"),
        ("on leave through Friday 5 June", "2026-06-06"),
        ("on leave from 1 June to 12 June", "2026-06-13"),
        ("Ich bin ab dem 15.06. wieder im Büro", "2026-06-15"),
        ("bis einschließlich 12. Juni im Urlaub", "2026-06-13"),
        ("bis 15. Juni abwesend", "2026-06-15"),
        ("de retour le lundi 15 juin 2026", "2026-06-15"),
        ("absente jusqu'au 12 juin", "2026-06-13"),
        ("away from 1 June until 12 June, back on 15 June", "2026-06-15"),
        ("out until 1 May 2026", None),
        ("back on 31/31/2026", None),
        ("until 30 February", None),
        ("back in 2031-01-01", None),
        ("I will get back to you", None),
        ("", None),
    ],
)
def test_the_day_somebody_is_back(text, day):
    found = returns_on(text, SENT, day_first=True)
    assert (found and found.isoformat()) == day


REFUSALS = [
    "We regret to inform you that the position has gone to somebody else.",
    "Unfortunately, your application has not been successful on this occasion.",
    "We will not be moving forward with your application.",
    "We have decided to proceed with other candidates.",
    "After careful thought we have decided not to progress your application.",
    "The position has now been filled.",
    "On this occasion you were not selected.",
    "We are unable to offer you the role.",
    "We won\N{RIGHT SINGLE QUOTATION MARK}t be taking your application further.",
    "Leider müssen wir Ihnen eine Absage erteilen.",
    "Wir haben uns für einen anderen Bewerber entschieden.",
    "Votre candidature n'a pas été retenue.",
    "We have decided\nto move forward with another candidate.",
]
OFFERS = [
    "We are delighted to offer you the position of bingo caller.",
    "I'm pleased to extend an offer.",
    "We would like to offer you the job!",
    "Please find attached your contract of employment.",
    "We'd love to make you an offer.",
    "Wir freuen uns sehr, Ihnen die Stelle anbieten zu können.",
    "Nous sommes heureux de vous proposer le poste.",
]
NEITHER = [
    "",
    "Thank you for your note. We decide on Friday.",
    "Unfortunately I am away on Tuesday; could we talk on Wednesday?",
    "We are pleased to offer you an interview on Monday.",
    "I would like to offer you a slot at ten.",
    "If we decide to offer you the job, would you be able to start in July?",
    "We hope to make you an offer next week.",
    "Before we would like to offer you the role we need two references.",
    "The position has not been filled yet.",
    "Leider bin ich am Dienstag nicht da.",
    "We offer a generous package. Tell us whether we should move forward.",
    "Fine.\n\n> We are delighted to offer you the position",
    "On Tue, 2 Jun 2026, Sam wrote:\n> We regret to inform you",
]


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_is_heard_and_is_no_offer(text):
    assert looks_like_rejection("Your application", text)
    assert looks_like_offer("Your application", text) is None


@pytest.mark.parametrize("text", OFFERS)
def test_an_offer_is_heard_and_is_no_refusal(text):
    assert looks_like_offer("Good news", text)
    assert looks_like_rejection("Good news", text) is None


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_neither_is_taken_for_neither(text):
    assert looks_like_rejection("Re: Tuesday", text) is None
    assert looks_like_offer("Re: Tuesday", text) is None


def test_the_words_that_made_it_think_so_are_given():
    text = "Dear Sam, thank you. We have decided to proceed with other candidates. Priya"
    found = looks_like_rejection("", text)
    assert found == "We have decided to proceed with other candidates"


@pytest.mark.parametrize(
    "below",
    [
        "On Tue, 2 Jun 2026 at 10:00, Sam Okafor <sam@example.org> wrote:\n> Hello",
        "On Tue, 2 Jun 2026 at 10:00, Sam Okafor\n<sam@example.org> wrote:\n> Hello",
        "-----Original Message-----\nFrom: Sam",
        "Am 02.06.2026 um 10:00 schrieb Sam Okafor:\n> Hallo",
        "Le mar. 2 juin 2026 à 10:00, Sam a écrit :\n> Bonjour",
        "From: Sam Okafor\nSent: Tuesday\nTo: Priya\nSubject: Thanks\n\nHello",
        "-- \nPriya Nair\nHead of Customer Operations",
        "________________________________\nFrom: Sam",
        "> only quoted\n> lines",
    ],
)
def test_what_is_quoted_or_signed_is_left_out(below):
    assert unquoted(f"Yes, that works.\n\n{below}") == "Yes, that works."


def test_an_excerpt_ends_at_a_word_and_is_never_empty_for_nothing():
    assert excerpt("word " * 200).endswith("word …")
    assert len(excerpt("word " * 200)) <= 402
    assert excerpt("> all of it quoted") == "> all of it quoted"


WORDS = st.one_of(
    st.text(max_size=400),
    st.lists(
        st.sampled_from(
            [
                "back",
                "until",
                "on",
                "12/06/2026",
                "out of office",
                "unfortunately",
                "offer you the",
                "position",
                "\n",
                " ",
                "wrote:",
                ">",
                "31.31.",
                "Monday",
                "i am",
                "29 February",
                "9999",
            ]
        ),
        max_size=60,
    ).map(" ".join),
)
NAMES = ["auto-submitted", "precedence", "return-path", "x-auto-response-suppress", "list-id"]


@given(
    subject=WORDS,
    text=WORDS,
    sender=st.text(max_size=60),
    headers=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40)),
    day_first=st.booleans(),
    sent_on=st.dates(date(1970, 1, 1), date(2200, 1, 1)),
)
def test_any_text_has_a_kind(subject, text, sender, headers, day_first, sent_on):
    verdict = kind_of(
        headers,
        from_email=sender,
        subject=subject,
        text=text,
        sent_on=sent_on,
        day_first=day_first,
    )
    assert verdict.kind in MessageKind
    assert verdict.returns_on is None or verdict.kind is AWAY
    looks_like_offer(subject, text)
    looks_like_rejection(subject, text)
    excerpt(text)
