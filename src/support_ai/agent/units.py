"""Words for currencies and units in many languages, and what they stand for."""

from collections.abc import Mapping
from types import MappingProxyType

from support_ai.core.letters import folded
from support_ai.core.money import CURRENCIES

_DOLLARS = "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU JMD BBD BZD BSD TTD FJD NAD XCD"
_RUPEES = "INR PKR LKR NPR MUR SCR"
_POUNDS = "GBP EGP LBP SYP SDG GIP FKP SHP"
_CROWNS = "SEK NOK DKK ISK CZK"
_PESOS = "MXN ARS CLP COP UYU PHP DOP CUP"
_FRANCS = "CHF XAF XOF XPF CDF RWF BIF DJF GNF KMF"
_RIYALS = "SAR QAR OMR YER IRR"
_BY_CODES = {
    _DOLLARS: "$ dollar dollars dólar dólares dolar dolares dollari dollaro डॉलर दोलर دولار دولارا دولارات ドル 달러 доллар "
    "доллара долларов bucks buck us$ u$s a$ c$ nz$ hk$ s$ mx$ ca$ au$",
    "EUR": "€ euro euros eur यूरो يورو евро ユーロ 유로 evro",
    _POUNDS: "£ pound pounds libra libras pfund sterline sterlina quid पाउंड جنيه جنيها جنيهات фунт фунтов",
    _RUPEES: "₹ ₨ rs rs. rupee rupees rupia rupias rupie rupien roupie roupies rupaye rupaya rupay रुपये रुपए रुपया रुपयों रु रु. "
    "روبية روبيات রুপি টাকা",
    "JPY CNY": "¥ yen 円 yuan 元 块 rmb renminbi",
    "KRW": "₩ 원",
    "BRL": "r$ reais real",
    _PESOS: "peso pesos",
    _FRANCS: "franc francs franken franchi franco francos fr.",
    _CROWNS: "kr kr. krona kronor krone kroner kronen kč",
    "PLN": "zł złoty złotych złote zloty",
    "RUB BYN": "₽ руб руб. рубль рубля рублей",
    "TRY": "₺ tl lira liras lire lirası",
    "AED MAD": "dirham dirhams درهم دراهم د.إ",
    _RIYALS: "riyal riyals rial rials ريال ريالا ریال ر.س",
    "RON MDL": "lei leu",
    "HUF": "ft forint",
    "THB": "฿ baht บาท",
    "ILS": "₪ shekel shekels nis ש״ח",
    "VND": "₫ dong đồng",
    "IDR": "rp rupiah",
    "ZAR": "rand",
    "UAH": "₴ грн гривень",
    "KWD JOD TND BHD DZD": "dinar dinars دينار",
    "": "cent cents centavo centavos centimes centesimi pence penny paise paisa पैसे сент groszy копеек سنت öre ore",
}
CENTS = frozenset(_BY_CODES[""].split())


def _by_word(table: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    words = {
        folded(word).casefold(): frozenset(codes.split())
        for codes, line in table.items()
        for word in line.split()
    }
    return MappingProxyType(words | {code.casefold(): frozenset((code,)) for code in CURRENCIES})


CURRENCY_WORDS = _by_word(_BY_CODES)
# Codes that are no words, so that they count in small letters too.
_SMALL = (
    "usd eur gbp inr jpy cad aud chf brl mxn sek nok dkk pln czk aed sar nzd sgd hkd cny krw huf zar thb idr"
)
SMALL_CODES = tuple(_SMALL.split())

_DAY, _WEEK = 1440, 10080
_UNITS: dict[tuple[str, int], str] = {
    ("time", 1): "minute minutes min mins minuto minutos minuten minuti minuut मिनट دقيقة دقائق минут",
    (
        "time",
        60,
    ): "hour hours hr hrs hora horas stunde stunden heure heures ora ore uur uren घंटे घंटा घंटों ghante ghanta "
    "ساعة ساعات часов часа",
    (
        "time",
        _DAY,
    ): "day days día días dia dias tag tage tagen tages jour jours giorno giorni dag dagen दिन दिनों din dino "
    "يوم يوما أيام ايام werktag werktage werktagen arbeitstag arbeitstage arbeitstagen kalendertage werkdag werkdagen "
    "день дня дней dni dzień gün dagar dager weekday weekdays night nights 日間 天 일",
    (
        "time",
        _WEEK,
    ): "week weeks semana semanas woche wochen semaine semaines settimana settimane weken हफ्ते हफ़्ते हफ्ता सप्ताह "
    "hafte hafta أسبوع أسابيع اسبوع неделя недели недель tygodni tygodnie veckor uker uger fortnight 周 週間 주",
    (
        "month",
        1,
    ): "month months mes meses monat monate monaten mois mese mesi mês maand maanden महीने महीना माह mahine mahina "
    "شهر أشهر شهور месяц месяца месяцев miesiące miesięcy ay månader måneder 个月 か月 개월",
    (
        "month",
        12,
    ): "year years año años jahr jahre jahren ans année années anno anni ano anos jaar jaren साल वर्ष saal "
    "سنة سنوات عام أعوام год года лет lata rok yıl år 年間",
    (
        "percent",
        1,
    ): "% percent prozent procent per-cent pct प्रतिशत फीसदी फ़ीसदी pratishat بالمئة بالمائة процентов yüzde",
    (
        "thing",
        1,
    ): "item items piece pieces pcs unit units order orders product products return returns refund refunds parcel "
    "parcels package packages shipment shipments ticket tickets message messages customer customers payment payments "
    "exchange exchanges purchase purchases article articles article(s) artículo artículos pedido pedidos producto productos "
    "paquete paquetes devolución devoluciones artikel artikeln bestellung bestellungen stück paket pakete produkt produkte "
    "commande commandes produit produits colis retour retours remboursements artigo artigos produto produtos itens pacote "
    "pacotes devoluções articolo articoli ordine ordini prodotto prodotti pacco pacchi stuk stuks bestelling bestellingen "
    "product producten आइटम ऑर्डर उत्पाद चीज़ें पार्सल cheezen saaman طلب طلبات منتج منتجات قطعة قطع عناصر point points "
    "star stars punkte puntos заказ заказа заказов товаров zamówienia zamówień",
}
UNITS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {folded(word).casefold(): unit for unit, line in _UNITS.items() for word in line.split()}
)
