"""Units: their written forms, and the exact factors by which those of one kind convert."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

_KINDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "percent": (("1", "% percent percents per_cent per_cents pct"),),
    "point": (("1", "percentage_point percentage_points pp"),),
    "usd": (("1", "usd us$ us_dollar us_dollars u.s._dollar u.s._dollars american_dollars dollar dollars $"),),
    "cad": (("1", "cad c$ canadian_dollar canadian_dollars"),),
    "aud": (("1", "aud a$ australian_dollar australian_dollars"),),
    "eur": (("1", "eur euro euros €"),),
    "gbp": (("1", "gbp pound_sterling pounds_sterling british_pounds £"),),
    "jpy": (("1", "jpy yen ¥"),),
    "cny": (("1", "cny rmb yuan renminbi"),),
    "krw": (("1", "krw ₩ won south_korean_won"),),
    "kpw": (("1", "kpw north_korean_won"),),
    "rub": (("1", "rub ruble rubles rouble roubles ₽"),),
    "inr": (("1", "inr rupee rupees ₹"),),
    "chf": (("1", "chf swiss_franc swiss_francs"),),
    "franc": (("1", "franc francs"),),
    "mark": (("1", "deutsche_mark deutsche_marks dm"),),
    "peso": (("1", "peso pesos"),),
    "cent": (("1", "cent cents ¢"),),
    "metre": (
        ("1", "m metre metres meter meters"),
        ("1000", "km kms kilometre kilometres kilometer kilometers"),
        ("1/100", "cm centimetre centimetres centimeter centimeters"),
        ("1/1000", "mm millimetre millimetres millimeter millimeters"),
        ("1/1000000", "µm micron microns micrometre micrometres micrometer micrometers"),
        ("1/1000000000", "nm nanometre nanometres nanometer nanometers"),
        ("1609.344", "mi mile miles"),
        ("0.9144", "yd yard yards"),
        ("0.3048", "ft foot feet"),
        ("0.0254", "inch inches"),
        ("1852", "nautical_mile nautical_miles"),
    ),
    "square metre": (
        ("1", "m² m2 sq_m sqm square_metre square_metres square_meter square_meters"),
        ("1000000", "km² km2 sq_km sqkm square_kilometre square_kilometres square_kilometer square_kilometers"),
        ("10000", "ha hectare hectares"),
        ("2589988.110336", "sq_mi sq_miles mi² square_mile square_miles"),
        ("4046.8564224", "acre acres"),
        ("0.09290304", "sq_ft ft² square_foot square_feet"),
    ),
    "litre": (
        ("1", "l litre litres liter liters"),
        ("1/1000", "ml millilitre millilitres milliliter milliliters cc"),
        ("1000", "m³ m3 cubic_metre cubic_metres cubic_meter cubic_meters"),
        ("3.785411784", "gallon gallons"),
        ("158.987294928", "barrel barrels bbl"),
    ),
    "gram": (
        ("1", "g gram grams gramme grammes"),
        ("1000", "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes"),
        ("1/1000", "mg milligram milligrams"),
        ("1/1000000", "µg mcg microgram micrograms"),
        ("1000000", "t tonne tonnes ton tons metric_ton metric_tons"),
        ("453.59237", "lb lbs pound pounds"),
        ("28.349523125", "oz ounce ounces"),
    ),
    "month": (
        ("1", "month months monthly"),
        ("12", "year years yr yrs year-old annual"),
        ("120", "decade decades"),
        ("1200", "century centuries"),
    ),
    "second": (
        ("1", "s sec secs second seconds"),
        ("60", "min mins minute minutes"),
        ("3600", "h hr hrs hour hours"),
        ("86400", "day days"),
        ("604800", "week weeks"),
        ("1/1000", "ms millisecond milliseconds"),
    ),
    "am": (("1", "am a.m. a.m"),),
    "pm": (("1", "pm p.m. p.m"),),
    "celsius": (("1", "°c degrees_celsius degree_celsius degrees_centigrade celsius ℃"),),
    "fahrenheit": (("1", "°f degrees_fahrenheit degree_fahrenheit fahrenheit ℉"),),
    "degree": (("1", "° degree degrees"),),
    "watt": (
        ("1", "w watt watts"),
        ("1000", "kw kilowatt kilowatts"),
        ("1000000", "mw megawatt megawatts"),
        ("1000000000", "gw gigawatt gigawatts"),
    ),
    "watt hour": (
        ("1000", "kwh kilowatt-hour kilowatt-hours kilowatt_hour kilowatt_hours"),
        ("1000000", "mwh megawatt-hour megawatt-hours megawatt_hour megawatt_hours"),
        ("1000000000", "gwh gigawatt-hour gigawatt-hours gigawatt_hour gigawatt_hours"),
        ("1000000000000", "twh terawatt-hour terawatt-hours terawatt_hour terawatt_hours"),
    ),
    "calorie": (("1", "cal calorie calories"), ("1000", "kcal kilocalorie kilocalories")),
    "joule": (("1", "j joule joules"), ("1000", "kj kilojoule kilojoules")),
    "hertz": (
        *(("1", "hz hertz"), ("1000", "khz kilohertz"), ("1000000", "mhz megahertz")),
        ("1000000000", "ghz gigahertz"),
    ),
    "metre a second": (
        ("1", "m/s metres_per_second meters_per_second"),
        ("5/18", "km/h kph kmh kilometres_per_hour kilometers_per_hour kilometres_an_hour kilometers_an_hour"),
        ("0.44704", "mph miles_per_hour miles_an_hour"),
        ("463/900", "knot knots"),
    ),
    "byte": (
        *(("1", "byte bytes"), ("1000", "kb kilobyte kilobytes"), ("1000000", "mb megabyte megabytes")),
        *(("1000000000", "gb gigabyte gigabytes"), ("1000000000000", "tb terabyte terabytes")),
    ),
    "volt": (("1", "v volt volts"), ("1000", "kv kilovolt kilovolts")),
}
UNITS: Mapping[str, tuple[str, Fraction]] = {
    form.replace("_", " ").casefold(): (kind, Fraction(factor))
    for kind, rows in _KINDS.items()
    for factor, forms in rows
    for form in forms.split()
}
"""The kind of each written form, and how many of the kind's first unit it is worth."""

BEFORE = "us$ c$ a$ $ € £ ¥ ₩ ₽ ₹ usd cad aud eur gbp jpy cny rmb krw kpw rub inr chf dm".split()
"""Currencies that stand before their number."""


def pattern(forms: Iterable[str]) -> str:
    """A pattern for any of ``forms``, longest first, each as a whole."""
    longest_first = sorted(forms, key=lambda form: -len(form))
    return "|".join(
        ("(?<![^\\W\\d_])" if form[0].isalpha() else "")
        + re.escape(form).replace(r"\ ", r"[\s-]+")
        + (r"(?![^\W_])" if form[-1].isalpha() else "")
        for form in longest_first
    )
