"""Whether a sentence only repeats something: asks about it, denies it, says who said it, or searches below it."""

import re

from support_ai.core.letters import WORD

_CLAUSE = re.compile(r"[;!?]|,\s|\.\s|\n")
_REPEATS = re.compile(
    rf"(?<!{WORD})(?:not|no|never|nothing|none|nor|cannot|without|{WORD}{{2,7}}n't|you (?:said|say|wrote|write|mentioned|mention|asked|want|wanted|typed|"
    r"gave|named|meant|mean|would like|entered)|your (?:message|question|request)|under|over|below|above|between|less than|more than|up to|at most|at least|"
    r"if|whether|no|nunca|ni|dijo|dijiste|escribió|escribiste|mencionó|pidió|menos de|más de|si|nicht|kein\w{0,2}|nie|schrieben|sagten|erwähnten|"
    r"möchten|unter|über|ob|wenn|pas|jamais|aucun\w{0,2}|avez (?:dit|écrit|demandé|mentionné)|moins de|plus de|não|nem|disse|escreveu|pediu|"
    rf"mencionou|non|mai|ha (?:detto|scritto|chiesto)|niet|geen|schreef|vroeg|नहीं|नही|आपने|से कम|से ज़्यादा|अगर|nahi|nahin|aapne|agar|لا|لم|لن|ليس|ذكرت|قلت|طلبت|"
    rf"كتبت|أقل من|أكثر من|إذا)(?!{WORD})"
)
_FEWEST = 3
# A clause is looked for so many letters on either side.
_WIDEST = 300


def is_echo(sentence: str, place: int) -> bool:
    """Tell whether the clause of a folded sentence in small letters that holds a place asserts nothing."""
    begin, end = max(0, place - _WIDEST), min(len(sentence), place + _WIDEST)
    for mark in _CLAUSE.finditer(sentence, begin, end):
        if mark.start() >= place:
            end = mark.end()
            break
        begin = mark.end()
    clause = sentence[begin:end]
    return _REPEATS.search(clause) is not None or (
        clause.rstrip().endswith("?") and len(clause.split()) >= _FEWEST
    )
