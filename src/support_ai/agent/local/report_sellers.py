"""How people speak of what sells well and what does not, beside `best sellers` and `worst sellers`."""

MOST = (
    r"fl(?:y|ies|ying|ew) (?:off|out)(?: of)?(?: the| our)? (?:shel\w+|door|store|shop)"
    r"|(?:sell\w*|going|goes|sold) like (?:hot ?cakes|crazy|mad)|hot ?cakes?|hot(?:test)? (?:items?|products?|sellers?|right now|at the moment)"
    r"|what'?s hot|crowd[- ]?pleasers?|cash cows?|moneymakers?|money[- ]makers?|big(?:gest)? (?:hit|hitter|earner|seller)s?|hits?|runners|winners?"
    r"|(?:crazy|mad|nuts) (?:about|for)|snap\w* up|go(?:ing|es)? (?:mad|nuts|crazy) (?:for|about)|love (?:the )?most|stars?|star (?:products?|performers?|sellers?)|top[- ]?(?:products?|performers?|items?|sellers?)|in (?:high |most )?demand|trending|fast(?:est)?[- ](?:movers?|moving|sellers?|selling)"
    r"|popular|favou?rites?|(?:goes|going|moving|moves|shifting|running|performing|doing) (?:really |very )?(?:best|well|fastest)|carr(?:y|ies|ying) the (?:shop|business)"
)
LEAST = (
    r"shelf[- ](?:warmers?|sitters?)|collect\w* dust|gather\w* dust|dust collectors?|duds?|flops?|losers?|laggards?|dead (?:stock|weight)|poor(?:est)? (?:sellers?|performers?)"
    r"|(?:nobody|no ?one|hardly anyone|hardly anybody) (?:is )?(?:buy\w*|want\w*|order\w*)|(?:not|n'?t|isn'?t|aren'?t|hardly|barely|never) (?:\w+ )?(?:sell\w*|sold|shift\w*|mov(?:e|es|ing)|going)"
    r"|(?:goes|going|moving|moves|shifting|running|performing|doing) (?:really |very )?(?:badly|worst|poorly|slow\w*)|unpopular|sit(?:s|ting)? (?:around|on the shel\w+)|lemons?|stinkers?"
)
SELLERS = rf"{MOST}|{LEAST}|what (?:do|did|are) (?:people|customers|they|folks) (?:mostly |usually )?(?:buy\w*|order\w*)|what (?:sells|sold|'s selling|is selling)|slow[- ](?:movers?|sellers?)|(?:best|worst|top|slowest) sellers?"
