"""Numbers as words, as far as they stand before money and units: English wholly, other languages to twenty and the tens."""

from collections.abc import Sequence

from support_ai.core.letters import folded

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety"
_OTHERS = (
    (
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
        "dieciocho diecinueve veinte"
    ),
    (
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
        "achtzehn neunzehn zwanzig"
    ),
    (
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
        "dix-neuf vingt"
    ),
    (
        "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito "
        "dezenove vinte"
    ),
    (
        "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
        "diciassette diciotto diciannove venti"
    ),
    (
        "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
        "achttien negentien twintig"
    ),
    "शून्य एक दो तीन चार पांच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस",
    (
        "shunya ek do teen chaar paanch chhah saat aath nau das gyarah barah terah chaudah pandrah solah satrah atharah "
        "unnis bees"
    ),
    "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة",
)
_OTHER_TENS = (
    "diez veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "zehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "dix vingt trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix",
    "dez vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "dieci venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "tien twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "दस बीस तीस चालीस पचास साठ सत्तर अस्सी नब्बे",
    "das bees tees chalis pachas saath sattar assi nabbe",
    "عشرة عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون",
)
_MORE = {
    "dozen": 12,
    "cien": 100,
    "hundert": 100,
    "cem": 100,
    "cento": 100,
    "honderd": 100,
    "quinientos": 500,
    "fünfhundert": 500,
    "quinhentos": 500,
    "cinquecento": 500,
    "vijfhonderd": 500,
}
# These are small words first.
_SMALL = frozenset(("do", "sei", "das", "un", "um", "een", "saat"))


def _values() -> dict[str, int]:
    values = {word: value for words in _OTHERS for value, word in enumerate(words.split()) if value > 1}
    values |= {
        word: 10 * value for words in (*_OTHER_TENS, _TENS) for value, word in enumerate(words.split(), 1)
    }
    values |= {word: value for value, word in enumerate(_ENGLISH.split())}
    return {folded(word): value for word, value in (values | _MORE).items() if word not in _SMALL}


_VALUES = _values()
SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "grand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "lakh": 10**5,
    "lakhs": 10**5,
    "crore": 10**7,
    "crores": 10**7,
    "mil": 1000,
    "mille": 1000,
    "tausend": 1000,
    "duizend": 1000,
    "mila": 1000,
    "k": 1000,
    "m": 10**6,
    "mn": 10**6,
    "mio": 10**6,
    "millones": 10**6,
    "millionen": 10**6,
    "millions": 10**6,
    "milhões": 10**6,
    "सौ": 100,
    "हज़ार": 1000,
    "हजार": 1000,
    "लाख": 10**5,
    "करोड़": 10**7,
    "sau": 100,
    "hazar": 1000,
    "hazaar": 1000,
    "ألف": 1000,
    "مئة": 100,
    "مليون": 10**6,
}
_JOINING = frozenset(("and", "y", "und", "et", "e", "en"))


def is_number_word(word: str) -> bool:
    """Tell whether a word in small letters is a number."""
    return word in _VALUES


def value_of(words: Sequence[str]) -> tuple[int, int]:
    """Return the number with which the words begin and how many of them it takes: `two hundred and five` is 205, four words."""
    total = current = taken = 0
    for at, word in enumerate(words):
        if word in _VALUES:
            current += _VALUES[word]
        elif word in SCALES and len(word) > 2 and (current or at):
            current = max(current, 1) * SCALES[word]
            if SCALES[word] > 100:
                total, current = total + current, 0
        elif word not in _JOINING or not at:
            break
        else:
            continue
        taken = at + 1
    return total + current, taken
