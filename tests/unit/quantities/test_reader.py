"""What is a quantity, how it is written plainly, and which quantities differ."""

from __future__ import annotations

from fractions import Fraction

import pytest

from personac.quantities.reader import Quantity, QuantityReader, load_quantity_reader


@pytest.fixture(scope="module")
def reader() -> QuantityReader:
    return load_quantity_reader()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Lease expires after a quarter of an hour", "Lease expires after 15 minutes"),
        ("Poll for 7200 seconds", "Poll for 2 hours"),
        ("Poll for an hour and a half", "Poll for 90 minutes"),
        ("Poll for one and a half hours", "Poll for 90 minutes"),
        ("Poll for two whole days", "Poll for 2 days"),
        ("Backups from the last decade", "Backups from the last decade"),
        ("Stored for a decade", "Stored for 10 years"),
        ("Runs for a fortnight", "Runs for 2 weeks"),
        ("A three-week trial of a half-hour call", "A 3-week trial of a 30-minute call"),
        ("A two-to-one ratio", "A two-to-one ratio"),
        ("One month's notice, two months' notice", "1 month's notice, 2 months' notice"),
        ("Sleep 100ms-2s", "Sleep 100 to 2000 ms"),
        ("Sleep between 30 seconds and 5 minutes", "Sleep 30 to 300 seconds"),
        ("Cap it at 3072 MiB or 0.25 GB", "Cap it at 3 GiB or 250 MB"),
        ("Links of 40 Gbit/s", "Links of 40 Gbit/s"),
        ("A hull of 250 centimetres at -5 °C", "A hull of 2.5 m at -5 °C"),
        ("Above 40 degrees Celsius", "Above 40 °C"),
        ("Budget of $2.5 million or €5k", "Budget of 2500000 dollars or 5000 euros"),
        (
            "Reserve 1,250,000 rows, 1.250.000 rows, 20k rows",
            "Reserve 1250000 rows, 1250000 rows, 20000 rows",
        ),
        ("Two hundred and fifty thousand rows", "250000 rows"),
        ("Three million two hundred thousand rows", "3200000 rows"),
        ("Half a dozen shards, a dozen keys", "6 shards, 12 keys"),
        ("Twenty-five keys of 1e-3 volts", "25 keys of 1 mV"),
        ("Groups of eight", "Groups of 8"),
        ("One approval, at least one approval", "One approval, at least 1 approval"),
        ("Two or three keys, two or seven keys", "2 to 3 keys, two or seven keys"),
    ],
)
def test_numbers_with_units_have_one_spelling(reader: QuantityReader, text: str, plain: str) -> None:
    assert reader.with_plain_quantities(text) == plain
    assert reader.with_plain_quantities(plain) == plain


@pytest.mark.parametrize(
    "text",
    [
        "Keep no more than three drafts",
        "Keep up to 3 drafts",
        "Keep max. 3 drafts",
        "Keep a maximum of three drafts",
        "Keep <= 3 drafts",
        "Keep ≤3 drafts",
        "Keep 3 or fewer drafts",
        "Keep three drafts at most",
        "Keep three drafts or fewer",
    ],
)
def test_upper_bounds_have_one_spelling(reader: QuantityReader, text: str) -> None:
    assert reader.with_plain_quantities(text) == "Keep at most 3 drafts"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("No fewer than 4 nodes", "At least 4 nodes"),
        ("Four or more nodes", "At least 4 nodes"),
        ("4+ nodes", "at least 4 nodes"),
        ("5+ years of service", "at least 5 years of service"),
        ("(at least two) nodes", "(at least 2) nodes"),
        ("Fewer than ten nodes", "Under 10 nodes"),
        ("Nodes older than a year", "Nodes older than 1 year"),
        ("A job that takes over 90 seconds", "A job that takes more than 90 seconds"),
        ("A job over 90 seconds", "A job over 90 seconds"),
        ("Over two zones", "Over 2 zones"),
        ("Finish in 20 minutes or less", "Finish within 20 minutes"),
        ("Inside a minute", "Inside 1 minute"),
        ("Run at no more than 70 % load", "Run at most 70 % load"),
        ("Store it below 8 °C", "Store it below 8 °C"),
        ("A contrast of 5:1 or better", "A contrast of at least 5:1"),
        ("Retry at least daily", "Retry at least daily"),
        ("Take 5 minimum of 3 pills", "Take at least 5 of 3 pills"),
        ("Retry 3 at most", "Retry at most 3"),
        ("Swift 6 at most", "Swift at most 6"),
        ("Use Swift 6 at most", "Use Swift 6 at most"),
        ("Two at most, after 3 tries", "At most 2, after 3 tries"),
        ("Keep 3 twenty drafts at most", "Keep at most 3 twenty drafts"),
    ],
)
def test_other_bounds_have_one_spelling(reader: QuantityReader, text: str, plain: str) -> None:
    assert reader.with_plain_quantities(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Audit it every three months", "Audit it quarterly"),
        ("Audit it once a quarter", "Audit it quarterly"),
        ("Each quarter, audit it", "Quarterly, audit it"),
        ("Audit it twice per year", "Audit it every 6 months"),
        ("Audit it every half year", "Audit it every 6 months"),
        ("Audit it semi-annually", "Audit it every 6 months"),
        ("Audit it every other week", "Audit it every 2 weeks"),
        ("Audit it once every seven days", "Audit it weekly"),
        ("Audit it every minute", "Audit it every minute"),
        ("Audit it three times a day", "Audit it 3 times a day"),
        ("Audit it thrice a day", "Audit it 3 times a day"),
        ("Audit it every millisecond", "Audit it at 1 kHz"),
        ("Audit it every quarter of an hour", "Audit it every 15 minutes"),
        ("Audit it annually", "Audit it yearly"),
        ("Every day counts, on every day", "Every day counts, on every day"),
        ("Audit it twice", "Audit it twice"),
        ("Audit it every tenth week", "Audit it every tenth week"),
        ("Audit it every day  ", "Audit it daily  "),
        ("Guards are there round the clock", "Guards are there 24/7"),
    ],
)
def test_frequencies_have_one_spelling(reader: QuantityReader, text: str, plain: str) -> None:
    assert reader.with_plain_quantities(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Three quarters of the seats", "75 % of the seats"),
        ("Two thirds of the seats, 2/3 of the seats", "2/3 of the seats, 2/3 of the seats"),
        ("Half the seats and a tenth off", "50 % of the seats and 10 % off"),
        ("Seven in ten guests, 7 out of 10", "70 % of guests, 70 %"),
        ("997 of 1,000 parcels", "99.7 % of parcels"),
        ("One parcel in fifty is lost", "2 % of parcels is lost"),
        ("A fee at twice the usual price", "A fee at 200 % of the usual price"),
        ("A confidence of 0.85 or more", "A confidence of at least 85 %"),
        ("0.85 confidence", "85 % confidence"),
        ("A learning rate of 0.01", "A learning rate of 0.01"),
        ("A gain of 0.85", "A gain of 0.85"),
        ("2 of 3 reviewers agree", "2 of 3 reviewers agree"),
        ("One error in ten seconds", "One error in 10 seconds"),
        ("Fix one bug in two places", "Fix one bug in 2 places"),
        (
            "The second half of the game, the last quarter of it",
            "The second half of the game, the last quarter of it",
        ),
        ("Sales over three quarters", "Sales over 9 months"),
        ("Two parcels in six are lost", "2 parcels in six are lost"),
        ("The fifth of the files", "The fifth of the files"),
        ("The top decile of pages", "The top 10 % of pages"),
    ],
)
def test_shares_have_one_spelling(reader: QuantityReader, text: str, plain: str) -> None:
    assert reader.with_plain_quantities(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "Prefer small functions",
        "Step 4: deploy",
        "One of the others; the other one; no one; one by one; at one time",
        "First ask, then get a second opinion; at first, once merged",
        "One-on-one talks, two-factor login, three-way merge, zero-downtime deploys",
        "EC2, S3, H264, base64, 2FA, i18n, k8s, Log4j2, 3x faster",
        "On 2025-02-28, at 09:45, at 10 am, March 5, 6 May, in 1999, in the 1990s",
        "See `retry 3 times`, https://x.org/3 and CVE-2020-1234",
        "Where the two disagree, we won three to one",
        "In `file2.py`, we won three to one",
        "Half a day of talks, half-open sockets, twice as fast",
        "A week of talks, a second try, in a second try",
        "Blood pressure 140/90, area of 3 of",
        "Choose 5 or 20 items",
    ],
)
def test_what_is_no_quantity_stays_as_it_is(reader: QuantityReader, text: str) -> None:
    assert reader.with_plain_quantities(text) is text or reader.with_plain_quantities(text) == text
    assert [own.text for own in reader.quantities_of(text) if own.text not in {"140", "3", "2"}] == []


@pytest.mark.parametrize(
    ("text", "dimension", "shown"),
    [
        ("Node.js 20", "version of node", "Node.js 20"),
        ("Aim for JSON-RPC 2.0", "version of rpc", "JSON-RPC 2.0"),
        ("Aim for Gizmo 4.x", "version of gizmo", "Gizmo 4.x"),
        ("A gain of 2.0", "count", "2.0"),
        ("Aim for Java 21 or later", "version of java", "Java 21 or newer"),
        ("Serve HTTP/2", "version of http", "HTTP/2"),
        ("Hash with sha-256", "version of sha", "sha-256"),
        ("Follow ISO/IEC 27001:2022", "standard ISO", "ISO/IEC 27001:2022"),
        ("the 95th percentile", "percentile", "p95"),
        ("A network of /24", "prefix", "/24"),
        ("An odds ratio of three to one", "ratio", "3:1"),
        ("Send 3 reminders", "count of reminder", "3"),
        ("Ask 3 people", "count of people", "3"),
        ("Ship 2 patches", "count of patch", "2"),
        ("Make 5 retries", "count of retry", "5"),
        ("Max 10", "count", "at most 10"),
        ("Then Use 10", "count", "10"),
        ("Listen on 8080", "count", "8080"),
    ],
)
def test_dimensions(reader: QuantityReader, text: str, dimension: str, shown: str) -> None:
    (quantity,) = reader.quantities_of(text)
    assert quantity.dimension == dimension
    assert shown.lower() in reader.with_plain_quantities(text).lower()


def test_quantities_say_where_they_stand_and_what_they_bound(reader: QuantityReader) -> None:
    text = "Wait at least 2-3 minutes, then retry twice"
    assert reader.quantities_of(text) == (
        Quantity(5, 25, "time", Fraction(120), Fraction(180), "least", "at least 2-3 minutes"),
        Quantity(38, 43, "count of time", Fraction(2), Fraction(2), "", "twice"),
    )


@pytest.mark.parametrize(
    ("a", "b", "difference"),
    [
        ("Wait 5 minutes", "Wait 300 seconds", None),
        ("Wait 5 minutes", "Wait 5 hours", ("5 minutes", "5 hours")),
        ("Wait 5 minutes", "Wait", None),
        ("Wait", "Wait 5 minutes", None),
        ("Keep it for 30 days", "Keep it for a month", None),
        ("Keep it for 30 days", "Keep it for 6 weeks", ("30 days", "6 weeks")),
        ("Use 3 retries", "Use 5 reviewers", None),
        ("Use 3 failed retries", "Use 5 retries", ("3 failed retries", "5 retries")),
        ("Use 2-4 keys", "Use 3 keys", None),
        ("Use 2-4 keys", "Use 4-9 keys", ("2 to 4 keys", "4 to 9 keys")),
        ("Use 2-4 keys", "Use 2 to 4 keys", None),
        ("At most 6 keys", "At least 6 keys", ("At most 6 keys", "At least 6 keys")),
        ("Under 6 keys", "More than 6 keys", ("Under 6 keys", "More than 6 keys")),
        ("At most 6 keys", "More than 6 keys", ("At most 6 keys", "More than 6 keys")),
        ("At most 6 keys", "Split files of more than 6 keys", None),
        ("No box has more than 6 keys", "At most 6 keys", None),
        ("No box has more than 6 keys", "At least 6 keys", ("more than 6 keys", "At least 6 keys")),
        ("No box has at least 6 keys", "At most 6 keys", None),
        ("At most 6 keys", "6 keys", None),
        ("Python 3", "Python 3.12", None),
        ("Python 3.11", "Python 3.12", ("Python 3.11", "Python 3.12")),
        ("ISO 27001", "ISO 27001:2022", None),
        ("ISO 27001", "ISO 9001", ("ISO 27001", "ISO 9001")),
        ("ISO 27001", "RFC 2119", None),
        ("p95 latency", "p99 latency", ("p95", "p99")),
        ("A contrast of 3:1", "A contrast of 7:1", ("3:1", "7:1")),
        ("Logs for 5 days, audits for 1 year", "Logs for 9 days, audits for 1 year", ("5 days", "9 days")),
        ("Never edit two files at once", "Edit one file at a time", None),
        ("Ask two reviewers", "Ask one reviewer", ("2 reviewers", "one reviewer")),
        ("Serve 3:0", "Serve 3", None),
    ],
)
def test_differences(reader: QuantityReader, a: str, b: str, difference: tuple[str, str] | None) -> None:
    assert reader.difference(a, b) == difference
    turned = reader.difference(b, a)
    assert turned == (difference and difference[::-1])


@pytest.mark.parametrize("text", ["9" * 6000, "1e999 keys", "Python 3" + ".1" * 6000, "1" + ",000" * 3000])
def test_numbers_without_end_are_no_quantities(reader: QuantityReader, text: str) -> None:
    assert reader.with_plain_quantities(text) == text


def test_quantities_of_a_long_text_have_their_places() -> None:
    text = "word " * 5_000 + "wait 60 s"
    (found,) = load_quantity_reader().quantities_of(text)
    assert text[found.start : found.end] == "60 s"
    assert load_quantity_reader().with_plain_quantities(text).endswith("wait 1 minute")
