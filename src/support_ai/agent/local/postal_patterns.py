"""How a street, a house and a flat in it are written."""

import re

_TYPES = (
    "street|st|road|rd|avenue|ave|av|lane|ln|drive|dr|boulevard|blvd|court|ct|way|place|pl|terrace|ter|close|crescent|cres|square|sq|parkway|pkwy|highway|hwy"
    "|circle|cir|trail|trl|gardens|grove|row|mews|walk|quay|broadway|alley|loop|plaza|hill|rise|park|view|green|wharf|esplanade|parade|bypass|nagar|marg|colony"
    "|sector|layout|enclave|path|chowk|cross"
)
_LAST = r"\b\w{0,30}(?:straße|strasse|stra(?:ss|ß)e|str\.?|weg|allee|platz|gasse|damm|ufer|ring|straat|laan|gracht|plein|kade|gatan|vägen|vej|gade|veien|katu|tie)"
_FIRST = r"(?:rue|avenue|av\.?|boulevard|bd|place|chemin|impasse|calle|c/|avenida|avda\.?|paseo|plaza|via|viale|corso|piazza|rua|travessa|ul\.?|ulica|al\.?|jalan|jl\.?|strada|calea|cadde|sokak)"
WORD = r"(?!\d+\b|(?:to|and|from|is|was|same)\b)[\w\u00c0-\u024f'\u2019.-]{1,30}"
HOUSE = r"(?<![\w#-])\d{1,5}(?:[a-z]|(?:[-/]\d{1,4}[a-z]?))?"
UNIT = r"(?<!\w)(?:(?:flat|apt\.?|apartment|unit|suite|ste\.?|floor|room|rm\.?|house|building|bldg\.?|block|door|level|lot|plot|box|no\.?|whg\.?|top|#)\s?#?\s?[\w-]{1,8}|(?:\d+(?:st|nd|rd|th)|ground|top) floor|c/o [\w .'-]+)"
_CORES = (
    rf"{HOUSE}(?:,(?= \D))? (?:(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)\.? )?(?:{WORD} ){{0,4}}?(?:{_TYPES})\b\.?(?! (?:{_TYPES})\b)(?: (?:n|s|e|w|ne|nw|se|sw)\b)?",
    rf"{HOUSE},? (?:bis )?{_FIRST} (?:{WORD} ){{0,4}}{WORD}",
    rf"(?:(?-i:[A-Z\u00c0-\u00de]){WORD} ){{0,3}}{_LAST}(?: (?:des|der|von|am|an) {WORD}(?: {WORD})?)?,? {HOUSE}\b",
    rf"(?:am|an der|im|in der|auf dem|zum|zur|unter den|alte|alter|neue) {WORD} {HOUSE}\b",
    rf"\b{_FIRST} (?:{WORD} ){{0,4}}?{WORD},? {HOUSE}\b",
    r"p\.? ?o\.? ?box \d+",
    r"(?:plot|house|h\.? ?no\.?|door)(?: no\.?)? ?\d[\w/-]*,? (?:sector|block|phase|street|road|main|ward) [\w-]{1,20}",
)
STREET = re.compile("|".join(rf"(?:{core})" for core in _CORES), re.IGNORECASE)
