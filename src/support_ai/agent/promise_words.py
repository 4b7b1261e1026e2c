"""How eight languages say that something was done or will be: stems of deeds, and patterns around them.

In the patterns `ACT` stands for any of the language's stems with their endings, `W` for a letter, `GAP` for up to four words.
Texts are folded and in small letters; a clause is what stands between marks.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from support_ai.agent.acts import Act


@dataclass(frozen=True, slots=True)
class Wording:
    """One language: stems by kind, what says done, what says coming, and what makes either harmless.

    `spared` in the same clause before the deed, or within it, takes the promise away: a negation, a possibility, a wish.
    `conditional` anywhere in the sentence makes what is coming an offer; `words` tell the language.
    """

    name: str
    stems: Mapping[Act, str]
    done: tuple[str, ...]
    coming: tuple[str, ...]
    spared: str
    conditional: str
    words: str


SPANISH = Wording(
    "es",
    {
        Act.REFUND: "reembols|reintegr|devuelto el (?:dinero|importe)|devolver\\w* el (?:dinero|importe)|devolución del dinero",
        Act.CANCEL: "cancel|anul",
        Act.CHANGE: "cambi|modific|actualiz|correg",
        Act.EXCHANGE: "canje|intercambi|reemplaz|sustitu",
        Act.RETURN: "devuelt|devolv|devoluci|devuelv",
        Act.DELETE: "elimin|borrad|borrar|borré|suprim",
        Act.CREDIT: "abonad|abonar|abono|acredit|compens",
        Act.SEND: "enviad|enviar|envié|envío|enviamos|despach|reenvi|mandad|mandar",
        Act.ESCALATE: "transfer|escalad|escalar|derivad|derivar|pasado a un|avisad|notific",
        Act.ANY: "tramit|procesad|procesar|gestionad|aprobad|concedid|emitid|aplicad|realizad|efectuad",
    },
    (
        r"(?<!W)(?:he|hemos|ha|han|había|fue|fueron|está|están|queda|quedan|quedó|ya|acabo de|acabamos de)\sGAPACT",
        r"(?<!W)(?:me|le|te|les|lo|la|se|ya|hoy|ahora)?\s?(?:STEM)(?:é|í|amos|imos)(?!W)",
        r"^\W{0,6}(?:listo|hecho|perfecto)?\W{0,4}(?:reembols|cancel|anul|cambi|elimin|abon|devuelt|enviad|modific|tramit)W{0,6}(?:ado|ada|ados|adas|ido|to|ta|do|da)(?!W)",
    ),
    (
        r"(?<!W)(?:voy a|vamos a|va a|van a|procedo a|procedemos a|estoy|estamos|será|serán|recibirá|recibirás|tendrá|tendrás)\sGAPACT",
        r"(?<!W)(?:STEM)(?:aré|aremos|eré|eremos|iré|iremos|ará|arán|erá|erán|irá|irán|uiré|uiremos)(?!W)",
        r"(?<!W)(?:le|te|les|os)\s(?:reembols|devolv|abon|cancel|envi|cambi|devuelv)W{1,6}",
        r"(?<!W)(?:reembolso|dinero|importe|abono|reemplazo)\sGAP(?:en camino|en curso|hecho|realizado|completado|llegará)(?!W)",
        r"(?<!W)un\s(?:compañero|agente|colega)\sGAP(?:contactará|responderá|llamará|escribirá)",
        r"(?<!W)(?:recibirá|recibirás|tendrá|tendrás)\sGAP(?:dinero|reembolso|vale|importe)",
        r"(?<!W)(?:prometo|garantizo|garantizamos|prometemos)(?!W)",
    ),
    r"(?<!W)(?:no|nunca|ni|sin|tampoco|nada|ningún|ninguna|puedo|puede|puedes|pueden|podemos|podría|podríamos|podrá|quiere|quieres|"
    r"desea|deseas|gustaría|debe|debería|que yo|si|cuando|una vez|hasta|antes|después|pidió|dijo|mencionó|para que)(?!W)",
    r"(?<!W)(?:si|cuando|una vez que|en cuanto|hasta que)(?!W)",
    "el la los las un una de del que en por para con su sus tu pedido es está son fue total cuesta hay tiene usted y o se le lo al "
    "artículo importe reembolso precio puede no ha he hemos será este esta desde hasta sobre días",
)
GERMAN = Wording(
    "de",
    {
        Act.REFUND: "erstatt|rückerstatt|zurückerstatt|zurückgezahlt|zurückzahl|überwiesen|überweis|geld zurück",
        Act.CANCEL: "stornier|storno|gekündigt|abgebroch|annullier",
        Act.CHANGE: "geändert|ändern|ändere|aktualisier|angepasst|anpass|korrigier",
        Act.EXCHANGE: "umgetauscht|umtausch|ausgetauscht|austausch|getauscht|tausche|ersetz|ersatz",
        Act.RETURN: "zurückgenommen|retour|rücksendung|zurückgeschickt|zurückgesandt|zurückgegeben",
        Act.DELETE: "gelöscht|lösch|entfernt|entferne",
        Act.CREDIT: "gutgeschrieb|gutschrift|gutschreib|gutschein",
        Act.SEND: "verschickt|verschick|versandt|versendet|versende|gesendet|geschickt|gesandt|schicke|sende",
        Act.ESCALATE: "weitergeleitet|weiterleit|weitergegeben|übergeben|eskalier|verbunden|verbinde|informiert",
        Act.ANY: "veranlass|eingeleitet|einleit|genehmigt|bearbeitet|gewährt|gebucht",
    },
    (
        r"(?<!W)(?:habe|haben|hab|hat|wurde|wurden|ist|sind|bin)\s(?:W{1,30}\s){0,8}?ACT",
        r"^\W{0,6}(?:erledigt|fertig)?\W{0,4}(?:erstattet|storniert|geändert|gelöscht|gutgeschrieben|umgetauscht|verschickt)(?!W)",
    ),
    (
        r"(?<!W)(?:werde|werden|wird|wirst)\s(?:W{1,30}\s){0,8}?(?:ACT|geld)",
        r"(?<!W)(?:ich|wir)\s(?:W{1,30}\s){0,2}?(?:stornier|erstatt|lösch|änder|schick|send|überweis|tausch|veranlass|übergeb|verbind)(?:e|en)(?!W)",
        r"(?<!W)(?:stornier|erstatt|lösch|änder|schick|send|leit|überweis|tausch|veranlass)(?:e|en)\s(?:ich|wir)(?!W)",
        r"(?<!W)(?:erstattung|rückerstattung|gutschrift|ersatz|geld|stornierung)\sGAP(?:unterwegs|zurück|veranlasst|erledigt|durch)(?!W)",
        r"(?<!W)(?:verspreche|garantiere|versprechen|garantieren)(?!W)",
    ),
    r"(?<!W)(?:nicht|nichts|niemand|keinW{0,2}|nie|niemals|ohne|kann|können|könnteW{0,2}|darf|dürfen|möchtW{1,4}|sollW{0,4}|würdeW{0,2}|wenn|falls|sobald|"
    r"sofern|bevor|nachdem|bis|muss|müssen|ob|möglich|lässt|lassen|weder|schrieben|sagten|erwähnten)(?!W)",
    r"(?<!W)(?:wenn|falls|sobald|sofern)(?!W)",
    "der die das den dem des ein eine einen und oder ist sind war wird ihre ihr ihrer ihnen sie ich wir bestellung für mit von auf zu "
    "im in am beträgt kostet gesamt summe es hat haben nicht preis insgesamt betrag noch auch nach bei über tage",
)
FRENCH = Wording(
    "fr",
    {
        Act.REFUND: "rembours",
        Act.CANCEL: "annul",
        Act.CHANGE: "modifi|chang|corrig|mis à jour|mettre à jour",
        Act.EXCHANGE: "échang|remplac",
        Act.RETURN: "retourn|retour enregistré|repris",
        Act.DELETE: "supprim|effac",
        Act.CREDIT: "crédit|dédommag|avoir de",
        Act.SEND: "envoy|expédi|renvoy|enverr",
        Act.ESCALATE: "transfér|transmis|transmet|escalad|avert|prévenu",
        Act.ANY: "effectu|traité|approuv|accordé|émis|lancé|initié",
    },
    (
        r"(?<!W)(?:(?:j'ai|ai|avons|on a|l'a|vous a|ont|est|sont|a été|ont été|été|viens de|venons de)\s|(?:viens|venons) d')GAPACT",
        r"^\W{0,6}(?:c'est fait|parfait)?\W{0,4}(?:rembours|annul|modifi|supprim|crédit|échang|envoy)(?:é|ée|és|ées)(?!W)",
    ),
    (
        r"(?<!W)(?:STEM)(?:erai|erons|era|eront|rai|rons|ra|ront|eras|erez)(?!W)",
        r"(?<!W)(?:vais|allons|va|vont|allez|suis en train de|sommes en train de|procède|procédons|sera|seront|serez)\sGAPACT",
        r"(?<!W)(?:je|nous)\s(?:vous\s|te\s|le\s|la\s|l')?(?:STEM)(?:e|ons)(?!W)",
        r"(?<!W)(?:recevrez|recevras|aurez)\sGAP(?:remboursement|argent|avoir|montant)",
        r"(?<!W)(?:remboursement|avoir|remplacement|argent|annulation)\sGAP(?:en route|en cours|en chemin|effectuée?|faite?)(?!W)",
        r"(?<!W)(?:promets|garantis|promettons|garantissons)(?!W)",
    ),
    r"(?<!W)(?:ne|n'W{0,6}|pas|jamais|rien|personne|aucunW{0,2}|sans|ni|peux|peut|pouvons|pouvez|peuvent|pourrW{1,5}|voulez|veux|souhaitW{1,4}|aimerW{1,4}|si|s'|"
    r"lorsque|quand|dès que|une fois|avant|après|doit|doivent|faut|que je|avez dit|avez écrit|avez demandé)(?!W)",
    r"(?<!W)(?:si|s'il|lorsque|quand|dès que|une fois que)(?!W)",
    "le la les un une des du de et ou est sont votre vos vous nous je commande pour avec sur dans au aux coûte total il elle ce cette à "
    "c d l j s n qu a été pas prix montant article qui que en par plus jours",
)
PORTUGUESE = Wording(
    "pt",
    {
        Act.REFUND: "reembols|estorn|ressarc|devolvido o (?:dinheiro|valor)|devolver o (?:dinheiro|valor)",
        Act.CANCEL: "cancel|anul",
        Act.CHANGE: "alter|modific|atualiz|corrig|mudad|mudar|mudei",
        Act.EXCHANGE: "trocad|trocar|troquei|trocamos|substitu",
        Act.RETURN: "devolv|devoluç",
        Act.DELETE: "exclu|apag|elimin|delet",
        Act.CREDIT: "credit|compens",
        Act.SEND: "enviad|enviar|enviei|enviamos|despach|reenvi|mandad|mandei",
        Act.ESCALATE: "transfer|encaminh|escalad|escalar|avisad|notific",
        Act.ANY: "processad|processar|process|aprovad|concedid|emitid|aplicad|realizad|efetuad",
    },
    (
        r"(?<!W)(?:tenho|temos|tem|foi|foram|está|estão|já|fica|ficou|acabei de|acabamos de)\sGAPACT",
        r"(?<!W)(?:STEM)(?:ei|i|amos|emos|imos)(?!W)",
        r"^\W{0,6}(?:pronto|feito)?\W{0,4}(?:reembols|cancel|alter|estorn|credit|exclu|devolv|envi)(?:ado|ada|ados|adas|ído|ido)(?!W)",
    ),
    (
        r"(?<!W)(?:vou|vamos|vai|vão|estou|estamos|será|serão|irei|iremos|receberá|receberás|terá)\sGAPACT",
        r"(?<!W)(?:STEM)(?:arei|aremos|ará|arão|erei|eremos|erá|irei|iremos|irá)(?!W)",
        r"(?<!W)(?:receberá|receberás|receber|terá)\sGAP(?:dinheiro|reembolso|valor|estorno)",
        r"(?<!W)(?:reembolso|estorno|dinheiro|valor|cancelamento)\sGAP(?:feito|a caminho|em andamento|realizado|concluído)(?!W)",
        r"(?<!W)(?:prometo|garanto|garantimos)(?!W)",
    ),
    r"(?<!W)(?:não|nunca|nem|sem|nada|ninguém|nenhumW{0,1}|posso|pode|podem|podemos|poderW{1,5}|quer|quiser|gostaria|deseja|deve|deveria|quando|assim que|"
    r"depois|antes|até|caso|se você|se o|se a|se quiser|se desejar|disse|escreveu|pediu|que eu)(?!W)",
    r"(?<!W)(?:se você|se o|se a|se quiser|se desejar|se preferir|quando|assim que|caso)(?!W)",
    "o a os as um uma de do da dos das que em no na por para com seu sua pedido é está são foi total custa há tem você e ou se lhe ao não "
    "valor preço item artigo reembolso será este esta já mais dias",
)
ITALIAN = Wording(
    "it",
    {
        Act.REFUND: "rimbors",
        Act.CANCEL: "annull|cancell",
        Act.CHANGE: "modific|cambiat|cambiar|aggiornat|aggiornar",
        Act.EXCHANGE: "sostitu|scambi",
        Act.RETURN: "restitu|reso registrato",
        Act.DELETE: "elimin|cancellat",
        Act.CREDIT: "accredit",
        Act.SEND: "inviat|inviar|spedit|spedir|mandat",
        Act.ESCALATE: "trasfer|inoltr|avvisat",
        Act.ANY: "effettuat|elaborat|approvat|emess|disposto",
    },
    (r"(?<!W)(?:ho|abbiamo|ha|hanno|è|sono|è stato|è stata|sono stati|appena)\sGAPACT",),
    (
        r"(?<!W)(?:STEM)(?:erò|eremo|erà|eranno|irò|iremo|irà)(?!W)",
        r"(?<!W)(?:sto|stiamo|verrà|verranno|sarà|saranno|riceverà|riceverai|procedo)\sGAP(?:ACT|denaro|soldi)",
        r"(?<!W)(?:rimborso|denaro|accredito|annullamento)\sGAP(?:in arrivo|in corso|effettuato|fatto)(?!W)",
        r"(?<!W)(?:prometto|garantisco|garantiamo)(?!W)",
    ),
    r"(?<!W)(?:non|mai|senza|niente|nulla|nessunW{0,1}|posso|può|possiamo|possono|potrW{1,5}|vuole|vuoi|desidera|vorrebbe|se|quando|appena|dopo|prima|deve|"
    r"ha detto|ha scritto|ha chiesto)(?!W)",
    r"(?<!W)(?:se|quando|non appena|una volta)(?!W)",
    "il lo la i gli le un una di del della che in per con su suo sua ordine è sono ha costa totale c'è lei e o al non prezzo importo "
    "articolo rimborso sarà questo questa da giorni",
)
DUTCH = Wording(
    "nl",
    {
        Act.REFUND: "terugbeta|terugbetaald|terugstort|teruggestort|geld terug",
        Act.CANCEL: "geannuleerd|annuleer|annuleren",
        Act.CHANGE: "gewijzigd|wijzig|aangepast|bijgewerkt|veranderd",
        Act.EXCHANGE: "omgeruild|omruil|vervangen|vervang",
        Act.RETURN: "geretourneerd|retourneer|teruggenomen",
        Act.DELETE: "verwijderd|verwijder|gewist",
        Act.CREDIT: "gecrediteerd|tegoed|bijgeschreven",
        Act.SEND: "verzonden|verstuurd|gestuurd|opgestuurd|stuur",
        Act.ESCALATE: "doorgestuurd|doorverbonden|doorgegeven|geëscaleerd",
        Act.ANY: "verwerkt|goedgekeurd|toegekend|ingepland",
    },
    (r"(?<!W)(?:heb|hebben|heeft|is|zijn|werd|werden)\s(?:W{1,30}\s){0,8}?ACT",),
    (
        r"(?<!W)(?:zal|zullen|ga|gaan|wordt|worden|krijgt|ontvangt)\s(?:W{1,30}\s){0,8}?(?:ACT|geld|terugbetaling)",
        r"(?<!W)(?:ik|we|wij)\s(?:annuleer|wijzig|verwijder|stuur|stort|vervang)W{0,3}(?!W)",
        r"(?<!W)(?:terugbetaling|geld|annulering|vervanging)\sGAP(?:onderweg|gedaan|verwerkt|geregeld)(?!W)",
        r"(?<!W)(?:beloof|garandeer|garanderen)(?!W)",
    ),
    r"(?<!W)(?:niet|niets|niemand|geen|nooit|zonder|kan|kunnen|kunt|kon|mag|mogen|wil|wilt|zou|zouden|als|indien|zodra|wanneer|nadat|voordat|moet|moeten|"
    r"of|mogelijk|schreef|zei)(?!W)",
    r"(?<!W)(?:als|indien|zodra|wanneer)(?!W)",
    "de het een en of is zijn was wordt uw u je ik we wij bestelling voor met van op te in aan kost totaal er heeft hebben niet prijs "
    "bedrag nog ook naar bij over dagen",
)
_HINDI_DONE = "कर दिया|कर दी|कर दिए|कर दिये|हो गया|हो गई|हो गए|हो चुका|हो चुकी|कर चुका|कर चुकी|किया गया|की गई|दिया गया|दिया है|दी है|दिए हैं|दिए गए|दिये गए|दी गई|दे दिए|दे दिया|भेज दिया|भेज दी|बदल दिया|हटा दिया|लौटा दिया|किया है|की है|जा चुका"
_HINDI_COMING = "दूंगा|दूँगा|दूंगी|दूँगी|देंगे|करूंगा|करूँगा|करूंगी|करूँगी|करेंगे|जाएगा|जाएगी|जाएंगे|जायेगा|जाऐगा|मिलेगा|मिलेंगे|रहा हूं|रहा हूँ|रही हूं|रही हूँ|रहे हैं|रहा है|होगा|होगी"
HINDI = Wording(
    "hi",
    {
        Act.REFUND: "रिफंड|रिफ़ंड|धनवापसी|पैसे|रकम वापस|पैसा वापस|वापस",
        Act.CANCEL: "रद्द|कैंसिल|कैंसल|निरस्त",
        Act.CHANGE: "बदल|अपडेट|संशोधित",
        Act.EXCHANGE: "एक्सचेंज|विनिमय|बदली",
        Act.RETURN: "रिटर्न|लौटा|वापसी",
        Act.DELETE: "डिलीट|हटा|मिटा",
        Act.CREDIT: "क्रेडिट|जमा",
        Act.SEND: "भेज",
        Act.ESCALATE: "ट्रांसफर|सौंप|सूचित",
        Act.ANY: "प्रोसेस|स्वीकृत|मंज़ूर|मंजूर|जारी",
    },
    (rf"(?:STEM)[^.?!,]{{0,60}}?(?:{_HINDI_DONE})",),
    (rf"(?:STEM)[^.?!,]{{0,60}}?(?:{_HINDI_COMING})",),
    r"(?<!W)(?:नहीं|नही|न|मत|कभी नहीं|बिना|सकता|सकते|सकती|अगर|यदि|चाहते|चाहेंगे|चाहें|क्या|जब|तो|के बाद|कहा|लिखा|बताया)(?!W)",
    r"(?<!W)(?:अगर|यदि|जब|के बाद)(?!W)",
    "है हैं का की के में से को पर और या यह वह आपका आपकी आपके आप मैं हम ऑर्डर कुल नहीं था थी थे एक इस लिए तक भी कर कीमत राशि दिन",
)
_ROMAN_DONE = (
    "kar diya|kar di|kar diye|kr diya|ho gaya|ho gayi|ho gya|ho gyi|ho chuka|ho chuki|kar chuka|kar chuke|kiya gaya|diya gaya|de diya|"
    "bhej diya|bhej di|bhej diye|badal diya|hata diya|lauta diya|kiya hai|ho gaye"
)
_ROMAN_COMING = (
    "deta hoon|deta hu|deti hoon|dete hain|dunga|doonga|dungi|denge|karunga|karoonga|karungi|karenge|jayega|jaega|jayegi|jayenge|milega|milenge|raha hu|raha hoon|rahi hu|"
    "rahe hain|rahe hai|raha hai|hoga|hogi"
)
ROMAN_HINDI = Wording(
    "hi-Latn",
    {
        Act.REFUND: "refund|paise wapas|paisa wapas|paise vapas|wapas|vapas|waapas",
        Act.CANCEL: "cancel|radd",
        Act.CHANGE: "badal|change|update",
        Act.EXCHANGE: "exchange",
        Act.RETURN: "return|lauta",
        Act.DELETE: "delete|hata",
        Act.CREDIT: "credit|jama",
        Act.SEND: "bhej|send",
        Act.ESCALATE: "transfer|escalate",
        Act.ANY: "process|approve",
    },
    (rf"(?<!W)(?:STEM)[^.?!,]{{0,60}}?(?<!W)(?:{_ROMAN_DONE})(?!W)",),
    (rf"(?<!W)(?:STEM)[^.?!,]{{0,60}}?(?<!W)(?:{_ROMAN_COMING})(?!W)",),
    r"(?<!W)(?:nahi|nahin|nhi|mat|bina|sakta|sakte|sakti|agar|yadi|chahte|chahenge|chahiye|kya|jab|ke baad|kaha|likha|bataya)(?!W)",
    r"(?<!W)(?:agar|yadi|jab|ke baad)(?!W)",
    "hai hain ka ki ke mein me se ko par aur ya yeh woh aapka aapki aapke aap main hum kul nahi tha thi ek is liye tak bhi kar kitne din",
)
ARABIC = Wording(
    "ar",
    {
        Act.REFUND: "استرداد|استرجاع|استرددت|استرددنا|رد المبلغ|رد مبلغ|إرسال المبلغ|إرسال المال|تحويل المبلغ|تحويل المال|رددت|رددنا|أعدت|أعدنا|إعادة المبلغ|سترد|سنعيد|سأعيد|سيعاد|نقودك",
        Act.CANCEL: "إلغاء|الغاء|ألغيت|ألغينا|ألغي|ملغى|سألغي|سنلغي|سيلغى",
        Act.CHANGE: "تغيير|تعديل|تحديث|غيرت|غيرنا|عدلت|عدلنا|حدثت|سأغير|سنغير|سأعدل|سنعدل",
        Act.EXCHANGE: "استبدال|تبديل|استبدلت|استبدلنا|سأستبدل|سنستبدل",
        Act.RETURN: "إرجاع|ارجاع|أرجعت|أرجعنا|سنرجع|سأرجع",
        Act.DELETE: "حذف|حذفت|حذفنا|سأحذف|سنحذف|مسح",
        Act.CREDIT: "إضافة رصيد|رصيد|أضفت|أضفنا|سأضيف|سنضيف|تعويض",
        Act.SEND: "إرسال|ارسال|أرسلت|أرسلنا|سأرسل|سنرسل|شحن",
        Act.ESCALATE: "تحويل|حولت|حولنا|سأحول|سنحول|تصعيد|إبلاغ",
        Act.ANY: "معالجة|إصدار|الموافقة|صرف",
    },
    (
        r"(?:تم|تمت|لقد|قد|قمت ب|قمنا ب|جرى|وتم|لقد تم)\s?(?:W{1,20}\s){0,3}?(?:STEM)",
        r"(?<!W)(?:ألغيت|ألغينا|استرددت|رددت|أعدت|أعدنا|أرسلت|أرسلنا|غيرت|غيرنا|حذفت|حذفنا|حولت|حولنا|استبدلت|استبدلنا|عدلت|عدلنا|أضفت|أضفنا)(?!W)",
    ),
    (
        r"(?:سوف|سيتم|ستتم|سأقوم ب|سنقوم ب|ستحصل على|سيصلك|جاري|جار)\s?(?:W{1,20}\s){0,3}?(?:STEM|المال|مبلغ|المبلغ)",
        r"(?<!W)(?:سألغي|سنلغي|سأرد|سنرد|ستسترد|سأعيد|سنعيد|سأرسل|سنرسل|سأغير|سنغير|سأحذف|سنحذف|سأحول|سنحول|سأستبدل|سنستبدل|سأعدل|سنعدل)(?!W)",
        r"(?<!W)(?:أعدك|أضمن|نضمن)(?!W)",
    ),
    r"(?<!W)(?:لا|لم|لن|ليس|ليست|غير|دون|بدون|يمكن|يمكنني|يمكننا|يمكنك|أستطيع|نستطيع|إذا|اذا|لو|عندما|بعد|قبل|هل|تريد|ترغب|تود|حتى|بمجرد|قلت|ذكرت|كتبت|طلبت)(?!W)",
    r"(?<!W)(?:إذا|اذا|لو|عندما|بمجرد)(?!W)",
    "في من على إلى هذا هذه طلبك طلب الطلب هو هي أن كان كانت المبلغ الإجمالي يبلغ لك مع عن ما لا تم قيمة سعر رقم و يوم أيام",
)
LANGUAGES = (SPANISH, GERMAN, FRENCH, PORTUGUESE, ITALIAN, DUTCH, HINDI, ROMAN_HINDI, ARABIC)
