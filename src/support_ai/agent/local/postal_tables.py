"""Countries, their states, and how their postal codes are written: what the reading of addresses knows."""

import re


def _table(rows: str) -> dict[str, str]:
    """Return name → code of rows `CODE name; other name`."""
    return {
        name.strip().lower(): code
        for code, _, names in (row.strip().partition(" ") for row in rows.strip().splitlines())
        for name in names.split(";")
    }


COUNTRIES = _table(
    """
    US united states; us; usa; u.s.a.; u.s.; united states of america; america
    GB united kingdom; uk; u.k.; great britain; england; scotland; wales; northern ireland; gb
    DE germany; deutschland
    FR france
    IN india; bharat
    CA canada
    AU australia
    NZ new zealand
    IE ireland; eire
    ES spain; españa; espana
    IT italy; italia
    PT portugal
    NL netherlands; the netherlands; holland; nederland
    BE belgium; belgique; belgië; belgie
    LU luxembourg
    AT austria; österreich; oesterreich
    CH switzerland; schweiz; suisse
    DK denmark; danmark
    SE sweden; sverige
    NO norway; norge
    FI finland; suomi
    IS iceland
    PL poland; polska
    CZ czech republic; czechia
    SK slovakia
    HU hungary
    SI slovenia
    HR croatia
    RO romania
    BG bulgaria
    GR greece
    EE estonia
    LV latvia
    LT lithuania
    MT malta
    CY cyprus
    TR turkey; türkiye; turkiye
    UA ukraine
    IL israel
    AE united arab emirates; uae; u.a.e.
    SA saudi arabia
    QA qatar
    EG egypt
    ZA south africa
    NG nigeria
    KE kenya
    GH ghana
    MA morocco
    PK pakistan
    BD bangladesh
    LK sri lanka
    NP nepal
    SG singapore
    MY malaysia
    ID indonesia
    TH thailand
    VN vietnam
    PH philippines; the philippines
    HK hong kong
    TW taiwan
    JP japan
    KR south korea; korea
    CN china
    MX mexico; méxico
    BR brazil; brasil
    AR argentina
    CL chile
    CO colombia
    PE peru
    """
)
STATES = {
    "US": _table(
        """
        AL alabama
        AK alaska
        AZ arizona
        AR arkansas
        CA california
        CO colorado
        CT connecticut
        DE delaware
        DC district of columbia; d.c.
        FL florida
        GA georgia
        HI hawaii
        ID idaho
        IL illinois
        IN indiana
        IA iowa
        KS kansas
        KY kentucky
        LA louisiana
        ME maine
        MD maryland
        MA massachusetts
        MI michigan
        MN minnesota
        MS mississippi
        MO missouri
        MT montana
        NE nebraska
        NV nevada
        NH new hampshire
        NJ new jersey
        NM new mexico
        NY new york
        NC north carolina
        ND north dakota
        OH ohio
        OK oklahoma
        OR oregon
        PA pennsylvania
        RI rhode island
        SC south carolina
        SD south dakota
        TN tennessee
        TX texas
        UT utah
        VT vermont
        VA virginia
        WA washington
        WV west virginia
        WI wisconsin
        WY wyoming
        PR puerto rico
        """
    ),
    "CA": _table(
        """
        AB alberta
        BC british columbia
        MB manitoba
        NB new brunswick
        NL newfoundland and labrador; newfoundland
        NS nova scotia
        ON ontario
        PE prince edward island
        QC quebec; québec
        SK saskatchewan
        YT yukon
        NT northwest territories
        NU nunavut
        """
    ),
    "AU": _table(
        """
        NSW new south wales
        VIC victoria
        QLD queensland
        WA western australia
        SA south australia
        TAS tasmania
        ACT australian capital territory
        NT northern territory
        """
    ),
    "IN": _table(
        """
        KA karnataka
        MH maharashtra
        TN tamil nadu; tamilnadu
        DL delhi
        UP uttar pradesh
        WB west bengal
        GJ gujarat
        RJ rajasthan
        TS telangana
        AP andhra pradesh
        KL kerala
        PB punjab
        HR haryana
        MP madhya pradesh
        BR bihar
        OD odisha; orissa
        AS assam
        JH jharkhand
        UK uttarakhand
        GA goa
        HP himachal pradesh
        CG chhattisgarh
        JK jammu and kashmir
        """
    ),
}
# The most telling first; the name says for which country, empty where many write so.
POSTAL_CODES = (
    ("GB", re.compile(r"\b(?:gir ?0aa|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2})\b", re.IGNORECASE)),
    ("CA", re.compile(r"\b[abceghj-nprstvxy]\d[abceghj-nprstv-z][ -]?\d[abceghj-nprstv-z]\d\b", re.IGNORECASE)),
    ("IE", re.compile(r"\b(?:[ac-fhknprtv-y]\d{2}|d6w) ?[0-9ac-fhknprtv-y]{4}\b", re.IGNORECASE)),
    ("NL", re.compile(r"\b[1-9]\d{3} ?(?!sa|sd|ss)[a-z]{2}\b(?! \d)", re.IGNORECASE)),
    ("BR", re.compile(r"\b\d{5}-\d{3}\b")),
    ("PT", re.compile(r"\b\d{4}-\d{3}\b")),
    ("JP", re.compile(r"\b\d{3}-\d{4}\b")),
    ("US", re.compile(r"\b\d{5}-\d{4}\b")),
    ("PL", re.compile(r"\b\d{2}-\d{3}\b")),
    ("SE", re.compile(r"\b\d{3} \d{2}\b(?! \d)")),
    ("IN", re.compile(r"\b[1-9]\d{5}\b|\b[1-9]\d{2} \d{3}\b")),
    ("DE", re.compile(r"\b(?:d-)\d{5}\b", re.IGNORECASE)),
    ("AT", re.compile(r"\b(?:a-)\d{4}\b", re.IGNORECASE)),
    ("CH", re.compile(r"\b(?:ch-)\d{4}\b", re.IGNORECASE)),
    ("", re.compile(r"\b\d{5}\b")),
    ("", re.compile(r"\b\d{4}\b")),
)  # fmt: skip
# Where an address without a state cannot be delivered.
NEEDS_STATE = frozenset({"US", "CA", "AU"})
NO_POSTAL_CODE = frozenset({"AE", "QA", "HK", "GH", "IE"})
# The countries whose streets are written so.
STREET_LANGUAGE = (
    ("DE", re.compile(r"\b\w{0,30}(?:straße|strasse|str\.|allee|platz|gasse|weg)\b", re.IGNORECASE)),
    ("NL", re.compile(r"\b\w{1,30}(?:straat|laan|gracht|plein)\b", re.IGNORECASE)),
    ("FR", re.compile(r"\b(?:rue|impasse|chemin)\b", re.IGNORECASE)),
    ("ES", re.compile(r"\b(?:calle|paseo)\b", re.IGNORECASE)),
    ("IT", re.compile(r"\b(?:via|viale|corso|piazza)\b", re.IGNORECASE)),
    ("BR", re.compile(r"\b(?:rua|avenida)\b.*\b\d{5}-?\d{3}\b", re.IGNORECASE)),
    ("IN", re.compile(r"\b(?:nagar|marg|colony|sector|layout|pincode|pin)\b", re.IGNORECASE)),
)
