"""Brief, don't script: what a briefing may not ask for, and what only sounds like it (RF-02)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.core.findings import Level
from afterview.references.script_lint import MOST_WORDS, lint, special_category

GUILTY = {
    "untrue": [
        "Please say I was the manager, although I wasn't.",
        "Could you tell them I led the team, even though I did not?",
        "Tell them I managed ten people (it was really three).",
        "Please say it was two years, though it was only one.",
        "You could confirm that we worked together until May, but we didn't.",
        "I was not the manager, but please lie for me.",
        "Please lie about the dates.",
        "A white lie would help.",
        "Feel free to exaggerate.",
        "Don't be afraid to exaggerate a little.",
        "Please don't forget to embellish the part about the arcade.",
        "It helps if you stretch the truth a bit.",
        "Could you stretch our dates a little?",
        "Please change my title to Head of Bingo.",
        "Would you backdate the start to March?",
        "Please make something up about the rota.",
        "You might invent an award or two.",
        "Please round up the years.",
        "Please round my time there up.",
        "Just add a few more months to what we had.",
        "Make me sound more senior than I was.",
        "Make it sound like a promotion.",
        "We should get our stories straight.",
        "Please stick to my story.",
        "Just play along.",
        "Could you cover for me on the dates?",
        "Say it even if it's not strictly true.",
        "Tell them 2019 instead of 2021.",
        "Please say I was a manager rather than an assistant.",
        "Tell them I resigned, not that I was fired.",
        "Please confirm that I worked there full-time, not part-time.",
        "Say I finished the degree, although I never did.",
        "Please say I ran the floor,\nalthough I didn\u2019t.",
        "Tell them I was on the team until December even though I'd gone in August.",
        "Please confirm my title as Senior Developer (I know it was Developer).",
        "Could you vouch that I supervised three people? I didn't really, but they want it.",
        "Could you say you were my supervisor? You weren't, but nobody will check.",
        "Please tell them you supervised me directly (you didn't, I know).",
        "I need you to say I reported to you, which technically isn't the case.",
        "In reality it was March, so please go with June.",
        "We never worked together, but say we did.",
        "Tell them I was there three years, not two.",
        "Please say that I left because of redundancy and not because of the warning.",
        "Please claim that I have a degree.",
        "Nobody will find out that the dates are wrong.",
        "Say we were colleagues at Acme, they can't verify it.",
        "Bump my job title up to manager, please.",
        "Please inflate my sales numbers a bit.",
        "It's only a small lie.",
        "Be economical with the truth.",
        "Please be creative about the gap.",
        "Please stretch it a little on the German.",
        "Talk up my German; they won't test it.",
        "I told them I was team lead, so please back that up even if it was Ken.",
    ],
    "hidden": [
        "Don't tell them I was dismissed.",
        "Please don\u2019t tell them that I was let go.",
        "Please don't mention the warning.",
        "I'd prefer it if you didn't bring up the complaint.",
        "It would be better not to say why I left.",
        "Please keep quiet about the missing cash.",
        "Keep quiet about Leeds.",
        "Not a word about the tribunal.",
        "Say nothing about my probation.",
        "Please leave out the gap in 2021.",
        "Please leave the disciplinary out.",
        "Skip the part where I was suspended.",
        "Gloss over the last months.",
        "Please play down the mistake with the till.",
        "Could you cover up the accident?",
        "You can hide the fact that we are related.",
        "Please don't let on that we are friends.",
        "Don't say that you're my cousin.",
        "If they ask about the warning, say no.",
        "If they ask about a disciplinary, say there was none.",
        "If anyone asks why I left, say you don't know.",
        "Should it come up, change the subject.",
        "Dodge any questions about the audit.",
        "Please deny that I was ever late.",
        "They don't need to know about the row with Ken.",
        "Nobody needs to know what really happened.",
        "What they don't know won't hurt them.",
        "Please avoid mentioning my mistakes.",
        "Keep the incident between us and keep it from them.",
        "Never mention that you only met me twice, that we never worked together.",
        "Please don't mention my illness or the warning that came after it.",
        "Pls dont mention that i got sacked",
        "Please be vague about why I left.",
        "Please keep the dates fuzzy.",
        "I'd be grateful if you'd keep my sacking to yourself.",
        "Should my absence come up, please deny all knowledge.",
        "It'd be best if the sacking didn't come up.",
        "Please make sure the police thing stays between us.",
        "Avoid the topic of my lateness.",
        "Please don't let them know that I was on probation.",
        "Don't tell her we're married.",
        "Don't be too honest about my timekeeping.",
        "I'd appreciate it if the written warning stayed off the table.",
        "Would you mind not raising the cash discrepancy?",
        "You don't need to tell them that I was suspended.",
        "Please withhold the bit about the complaint.",
        "They mustn't learn about the tribunal.",
        "If asked for weaknesses, say I have none.",
    ],
    "pretence": [
        "Please pretend that we worked together.",
        "Pretend to be my manager.",
        "Could you pose as my old boss?",
        "Act as if we had shared an office.",
        "Act as my former manager, just this once.",
        "Would you play the part of my supervisor?",
        "Could you play my boss?",
        "Make out that I was senior to Ken.",
        "Let them think you managed me.",
        "Just say you were my manager.",
        "If they ask, say you were my line manager.",
        "You were my boss, if anyone asks.",
        "As far as they know, you ran the arcade.",
        "For the purposes of this call, you are the owner.",
        "Please use a different name on the phone.",
        "Would you be my manager for the call?",
        "Don't hesitate to pretend you don't know Ken.",
        "Could you sign the letter I have attached as if you wrote it?",
        "For this call my title was Manager.",
        "I've told them you're my ex-boss, so act accordingly.",
        "You're down as my supervisor; please answer as one.",
    ],
    "scripted": [
        "Please read this out when they ring.",
        "Read the text below to them.",
        "Please read the following aloud.",
        "Use it word for word.",
        "Please quote me verbatim.",
        "It would be good to learn it by heart.",
        "Please memorise these answers.",
        "Please use these exact words.",
        "Say exactly this when she asks about strengths.",
        "Please answer exactly as I wrote it.",
        'If they ask about weaknesses, say: "She works too hard and cares too much."',
        "When they ask, answer \u201cNever once was he late\u201d and leave it there.",
        "Tell them 'she was the heart of the floor'.",
        "Stick to the script.",
        "Here is your script for the call.",
        "Your lines: calm, reliable, honest.",
        "Your answer should be that I was calm.",
        "The right answer is three years.",
        "Don't change a word of this.",
        "Please don't improvise.",
        "Copy this text into the form.",
        "Repeat after me: reliable.",
        "Please just say what I've written below.",
        "Read this from the page when they call.",
        "When asked, recite the paragraph below.",
        "It's important that you say exactly the same as I did.",
        "I've written out your answers so you just need to read them.",
        "Please send them this letter under your name.",
    ],
    "payment": [
        "I'll pay you for it.",
        "I will buy you a pint.",
        "I'd send you a bottle of wine.",
        "I'll give you \u00a350 when it is done.",
        "I can get you a gift voucher.",
        "There is a bottle in it for you.",
        "I'll make it worth your while.",
        "Dinner is on me.",
        "I'll owe you a pint.",
        "Name your price.",
        "In return for saying that, I'll lend you the car.",
        "I would like to reward you.",
        "I'll pay back the tenner once you have spoken to them.",
        "\u00a350 if you say yes.",
        "As a thank-you gift I thought of chocolates.",
        "You would get a share of my first pay.",
        "I\u2019ll treat you to dinner.",
        "There's fifty quid in it.",
        "Happy to pay for your time.",
        "I will take you out for dinner as a thank-you.",
        "There's a case of beer coming your way.",
        "Lunch on me if they hire me.",
        "There's a reward for you if I get the job.",
        "I will get you tickets for the match if you talk to them.",
    ],
}
WARNED = {
    "left-out": [
        "Please don't mention Leeds.",
        "Don't bring up the pier.",
        "Please leave out the ballroom.",
        "Please keep this between us.",
        "Could you steer clear of the summer of 2023?",
    ],
    "dictated": [
        "It would help if you said we worked side by side for four years.",
        "Say I left voluntarily.",
        "Please tell them that I led the stocktake.",
    ],
    "superlatives": [
        "I was the best, an outstanding caller and an exceptional colleague.",
        "Brilliant, fantastic and second to none.",
        "You might say I was the most talented, the hardest-working and perfect for the job.",
    ],
    "special-category": [
        "She covered while I was off sick.",
        "It was the summer I was pregnant.",
        "He is gay and out at work.",
    ],
}
LETTER = """\
Dear Dilys,

Thank you for being willing to speak for me. Priya Nair may ring you on Tuesday 2 June between \
14:00 and 16:00 about the job of bingo caller at Leeds Arcades.

The job asks for rota planning and calm under pressure.

You may remember, and could draw on, if it is how you saw it:
- Kept the arcade open on the night the power went
- Wrote the rota for twelve people

For accuracy: Leeds Arcades, 2023 to 2025; I was floor assistant.

They may ask about this, and you can tell them freely: I left the rota job after a reorganisation.

Please say it in your own words, and only what you think is true.

I have attached what they have from me.

Kind regards
Sam
"""
INNOCENT = [
    LETTER,
    "Please say it in your own words.",
    "Please don't read this out; it is only to jog your memory.",
    "There is no need to use my words.",
    "This is not a script.",
    "You do not have to stick to my wording, and nothing here is to be learnt by heart.",
    "I am not asking you to say anything untrue.",
    "I would never ask you to lie, exaggerate or hide anything.",
    "Please don't exaggerate.",
    "No need to embellish: the plain facts are good enough.",
    "Nobody has to pretend that it was easy.",
    "I can't pretend I was punctual in my first month.",
    "You don't have to cover anything up.",
    "Please don't hide the weak spot; I have told them about it.",
    "There is nothing to hide.",
    "Do tell them that I was dismissed from the pier, and what I learnt from it.",
    "If they ask why I left: my contract ended in May.",
    "They know about the warning, so speak freely about it.",
    "Please don't mention my salary.",
    "I'd rather you did not mention my family.",
    "Please don't give them my home address.",
    "Don't tell anyone at work that I'm looking, please.",
    "Please don't mention client names; they are confidential.",
    "Don't say anything you do not believe.",
    "Please don't say more than you saw.",
    "Don't say yes if it is too much.",
    "Please don't leave anything out.",
    "If you don't remember, just say you don't remember.",
    "Feel free to say no.",
    "My title was floor assistant, not manager; please get that right.",
    "We worked together from March 2023 to May 2025.",
    "You were my line manager for two years.",
    "I was your assistant, and you were the duty manager.",
    "They may ask: \u201cHow did she cope under pressure?\u201d",
    'You used to say "one more coin never hurt anybody".',
    "You might mention the night the power went.",
    "Could you tell them about the rota?",
    "My known weak spot is paperwork; I now do it on Fridays.",
    "I owe you one.",
    "I'll send you the job description and my CV.",
    "I will give you a ring on Monday.",
    "I'll bring you up to date next week.",
    "Let's have lunch soon, whatever comes of it.",
    "I will gladly do the same for you.",
    "Thank you for your time.",
    "We ran the gift card desk together.",
    "You approved the \u00a340,000 budget, if you remember.",
    "You used to cover for me on Fridays.",
    "I made up for the lost week in June.",
    "We rounded up the whole team for the inventory.",
    "The best number to reach you is the one I gave them.",
    "All the best, and best wishes to Ken.",
    "Exact dates: 3 March 2023 to 31 May 2025.",
    "Please use my mobile rather than the office number.",
    "If any of this is not quite right, please correct me.",
    "The figures lie in the folder you have.",
    "I led pretend play at the nursery.",
    "Please let me know if they ring.",
    "I would not tell you what to say.",
    "Could you read the job description before Tuesday?",
    "He fixed the word processor.",
    "Please be honest about my timekeeping.",
    "You don't have to say anything you're not comfortable with.",
    "If they ask about the complaint, please tell them how we resolved it.",
    "I've told them about the dismissal, so please don't feel you need to hide it.",
    "You can leave out anything you don't remember.",
    "No need to mention dates; HR will confirm them.",
    "I was an assistant, not a supervisor, although I trained two people.",
    "Let me know if it suits you to talk to her in June rather than May.",
    "You said at the time that the rota was the best you had seen.",
    "They do not know about the other job yet, and you may tell them.",
    "I was promoted in May, although the title came only in June.",
    "Please tell them I am happy to send the certificate.",
    "My German is at B1; please do not make it better than it is.",
    "I'm not perfect, and you need not say that I am.",
    "I will bring back your drill when we meet.",
    "They have the written warning on file, so there is nothing to keep from them.",
    "It was March, not June: the CV is right.",
    "I have tickets for the match on Saturday, so ring me on Sunday.",
    "Please do mention the complaint, because I would like them to hear your side.",
    "They will send you a form under their own name.",
    "They know about the suspension, so you need not mention it.",
    "Thank you for the coffee last week.",
    "",
]


def errors(text):
    return {found.code for found in lint(text) if found.level is Level.ERROR}


def codes(text):
    return {found.code for found in lint(text)}


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in GUILTY.items() for text in texts]
)
def test_a_reference_is_never_asked_for_less_than_the_truth(code, text):
    assert code in errors(text)


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in WARNED.items() for text in texts]
)
def test_matters_of_taste_are_warnings(code, text):
    assert code in codes(text)
    assert errors(text) == set()


@pytest.mark.parametrize("text", INNOCENT)
def test_an_honest_briefing_goes_as_it_is(text):
    assert lint(text) == []


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in GUILTY.items() for text in texts[:5]]
)
def test_an_honest_briefing_hides_nothing(code, text):
    assert code in errors(f"{LETTER}\n\nP.S. {text} See you soon!")


def test_what_is_private_may_be_kept_and_is_better_not_written_down():
    text = "Please don't mention my illness."
    assert errors(text) == set()
    assert codes(text) == {"special-category"}


def test_errors_come_first_and_places_are_those_of_the_text_as_it_was_written():
    text = "I was off sick.\n\nPlease don\u2019t mention\nthe warning. Just play along."
    found = lint(text)
    assert [one.code for one in found] == ["hidden", "untrue", "special-category"]
    assert [text[one.start : one.end] for one in found] == [
        "don\u2019t mention",
        "play along",
        "off sick",
    ]


def test_each_kind_is_named_once_in_a_sentence():
    found = lint("Please lie, exaggerate and embellish. Please lie.")
    assert [one.code for one in found] == ["untrue", "untrue"]


def test_a_briefing_is_short():
    assert lint("word " * MOST_WORDS) == []
    (found,) = lint("word " * (MOST_WORDS + 1))
    assert (found.level, found.code) == (Level.WARNING, "too-long")
    assert (found.start, found.end) == (None, None)


SPECIAL = [
    "She has cancer.",
    "He had a breakdown in 2021.",
    "On long-term sick leave since March.",
    "Off sick until May.",
    "She is pregnant; back in October.",
    "On maternity leave until June.",
    "He was diagnosed with diabetes.",
    "Ask about her pregnancy first.",
    "His mental health is poor.",
    "Recovering from surgery; her operation went well.",
    "She is disabled.",
    "He's an alcoholic.",
    "She is a devout Catholic.",
    "He is Jewish, so not on Saturdays.",
    "Being a Muslim, he is away on Fridays.",
    "Converted to Islam.",
    "His religion matters to him.",
    "Union rep at the arcade: a trade union member.",
    "She belongs to the union.",
    "He was the shop steward.",
    "He is gay.",
    "She\u2019s a lesbian.",
    "Her sexual orientation is no secret.",
    "He votes Tory.",
    "A Labour Party member.",
    "Her politics are far from mine.",
    "She is Black.",
    "Of Asian descent.",
    "His ethnicity came up.",
    "A black woman in her forties.",
    "Has MS, so tires quickly",
    "In a wheelchair",
    "Muslim, prays at noon",
    "Observes Ramadan",
    "Had chemo last year",
    "UNISON member",
    "Trans man",
    "Brexit voter",
    "Jewish holidays off",
    "Undergoing treatment for cancer",
    "He is a recovering alcoholic",
    "Mixed-race family",
    "She suffers from migraines",
    "On antidepressants",
    "He is in hospital until May",
]
ORDINARY = [
    "Health and safety manager at the pier.",
    "Head of mental health services at the Trust.",
    "She ran the cancer research charity shop.",
    "Healthcare assistant, 2019 to 2021.",
    "Worked with disabled children.",
    "Head teacher of a Catholic school.",
    "Played the organ at the Jewish museum.",
    "Worked for the European Union in Brussels.",
    "The credit union in Leeds.",
    "Works at Union Street.",
    "Negotiated with the trade unions for the company.",
    "Christian Brandt, duty manager.",
    "The manager is Christian Brandt.",
    "Works at Black & Decker.",
    "Black coffee, no sugar.",
    "Our race car team; she was the race engineer.",
    "A race against time.",
    "Labour costs were her topic.",
    "Green energy; met at the Green Man pub.",
    "The conservative estimate was hers.",
    "Is expecting your call after five.",
    "Prefers to be rung in the morning.",
    "White goods buyer.",
    "Best reached on Tuesdays; she is in Leeds then.",
    "The ill-fated bingo night of 2023.",
    "Straight and to the point.",
    "Has good faith in people.",
    "Member of the works council.",
    "Depression-era ballroom; he restored it.",
    "She was my manager at the hospital",
    "Is in hospital management",
    "Runs the cancer ward",
    "Manages the church caf\u00e9",
    "On annual leave until 3 June",
    "White House Hotel, reception",
    "Very ill-tempered in the mornings",
    "Handles disability benefits claims",
    "Taught religious education",
    "Was head of diversity and inclusion",
    "Her mental health project won a prize",
    "Labour law specialist",
    "Race director of the Leeds 10k",
    "Has Ms Pugh's number",
    "Ran the catering operation for two years.",
    "Built his operation from three people up.",
    "",
]


@pytest.mark.parametrize("text", SPECIAL)
def test_what_is_nobodys_business_is_found(text):
    found = special_category(text)
    assert found
    for one in found:
        assert (one.level, one.code) == (Level.WARNING, "special-category")
        assert 0 <= one.start < one.end <= len(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_what_only_sounds_like_it_may_be_noted(text):
    assert special_category(text) == []


def test_the_kind_is_named():
    (found,) = special_category("She was the shop steward.")
    assert "trade union" in found.detail


pieces = st.sampled_from(
    [
        "please ",
        "don't ",
        "don\u2019t mention ",
        "say ",
        "although ",
        "I wasn't ",
        "the warning ",
        "my salary ",
        "lie ",
        "not ",
        "but ",
        '"',
        "ten ",
        "rather than ",
        "manager ",
        "I'll buy you ",
        "a pint ",
        "she is pregnant ",
        "best ",
        ". ",
        ", ",
        "\n",
        "\n\n",
        "\u0130",
        "\u00df",
        "\x00",
    ]
)
texts = st.text(max_size=400) | st.lists(pieces, max_size=60).map("".join)


@given(texts)
def test_any_text_is_read(text):
    found = lint(text)
    assert found == sorted(found, key=lambda one: one.level is not Level.ERROR)
    for one in found:
        assert one.detail.endswith(".")
        if one.start is not None:
            assert 0 <= one.start < one.end <= len(text)


@given(texts, st.sampled_from([text for texts in GUILTY.values() for text in texts]))
def test_nothing_that_stands_around_it_makes_it_right(text, guilty):
    assert errors(f"{text}\n\n{guilty}\n\n{text}") >= errors(guilty)


@pytest.mark.parametrize(
    "piece",
    [
        "say ",
        "say ten ",
        "don't mention ",
        "not ",
        "a ",
        "keep a b c ",
        "leave a b ",
        "if they ask ",
        "I'll ",
        "\u00a31 ",
        '"',
        "say 'a b ",
        "she is ",
        "the best ",
        "my ",
        ", ",
        "\n",
        " ",
        "although it ",
    ],
)
def test_a_long_text_comes_to_an_end(piece):
    text = (piece * 20_000)[:20_000]
    for one in lint(text):
        assert one.start is None or one.start < one.end <= len(text)
