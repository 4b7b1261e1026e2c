"""Names of months and weekdays, and words for the days around today, in many languages."""

from collections.abc import Mapping
from types import MappingProxyType

from support_ai.core.letters import folded

# One line a language, the names of a month beside each other with a stroke between.
_MONTHS = """
january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sep|sept october|oct november|nov december|dec
enero|ene febrero marzo abril|abr mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre|dic
januar|jänner februar|feber märz|mär|mrz|maerz april mai juni juli august september oktober|okt november dezember|dez
janvier|janv février|févr|fevrier mars avril|avr mai juin juillet|juil août|aout septembre octobre novembre décembre|déc|decembre
janeiro fevereiro|fev março|marco abril maio junho julho agosto setembro outubro novembro dezembro
gennaio febbraio marzo aprile maggio giugno|giu luglio|lug agosto settembre ottobre|ott novembre dicembre
januari februari maart|mrt april mei juni juli augustus september oktober november december
जनवरी फरवरी|फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर|अक्तूबर नवंबर|नवम्बर दिसंबर|दिसम्बर
janvari|janwari farvari march aprail mai joon julai agast sitambar aktubar navambar disambar
يناير فبراير مارس أبريل|ابريل|إبريل مايو يونيو|يونيه يوليو|يوليه أغسطس|اغسطس سبتمبر أكتوبر|اكتوبر نوفمبر ديسمبر
جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر
x شباط آذار نيسان أيار حزيران تموز آب أيلول x x x
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november desember
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর
ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
"""
_WEEKDAYS = """
monday|mondays tuesday|tuesdays wednesday|wednesdays thursday|thursdays friday|fridays saturday|saturdays sunday|sundays
lunes martes miércoles|miercoles jueves viernes sábado|sábados|sabado domingo|domingos
montag|montags dienstag|dienstags mittwoch|mittwochs donnerstag|donnerstags freitag|freitags samstag|samstags|sonnabend sonntag|sonntags
lundi mardi mercredi jeudi vendredi samedi dimanche
segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo
lunedì|lunedi martedì|martedi mercoledì|mercoledi giovedì|giovedi venerdì|venerdi sabato domenica
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
सोमवार मंगलवार बुधवार गुरुवार|बृहस्पतिवार शुक्रवार शनिवार रविवार|इतवार
somvar|somwar mangalvar|mangalwar budhvar|budhwar guruvar|guruwar shukravar|shukrawar shanivar|shaniwar ravivar|raviwar|itvar
الاثنين|الإثنين الثلاثاء الأربعاء|الاربعاء الخميس الجمعة السبت الأحد
понедельник вторник среда|среду четверг пятница|пятницу суббота|субботу воскресенье
poniedziałek wtorek środa|środę czwartek piątek sobota|sobotę niedziela|niedzielę
pazartesi salı çarşamba perşembe cuma cumartesi pazar
måndag tisdag onsdag torsdag fredag lördag söndag
月曜日|星期一|周一|월요일 火曜日|星期二|周二|화요일 水曜日|星期三|周三|수요일 木曜日|星期四|周四|목요일 金曜日|星期五|周五|금요일 土曜日|星期六|周六|토요일 日曜日|星期日|星期天|일요일
"""
# Days from today on; `कल` and `kal` are tomorrow and yesterday alike.
_AROUND = {
    (
        0,
    ): "today|tonight|hoy|heute|aujourd'hui|hoje|oggi|vandaag|आज|aaj|اليوم|сегодня|dzisiaj|dziś|bugün|idag|今天|今日|오늘",
    (
        1,
    ): "tomorrow|mañana|morgen|demain|amanhã|amanha|domani|غدا|غد|завтра|jutro|yarın|imorgon|明天|明日|내일",
    (-1,): "yesterday|ayer|gestern|ontem|ieri|gisteren|أمس|امس|البارحة|вчера|wczoraj|igår|昨天|昨日|어제",
    (1, -1): "कल|kal",
    (2, -2): "परसों|parso|parson",
    (2,): "overmorrow|übermorgen|après-demain|dopodomani|overmorgen|послезавтра|pojutrze|后天|明後日|모레",
    (-2,): "anteayer|antier|vorgestern|avant-hier|anteontem|eergisteren|позавчера|przedwczoraj|前天",
}
_PHRASES = {
    2: "day after tomorrow|pasado mañana|depois de amanhã|بعد غد",
    -2: "day before yesterday|l'altro ieri|أول أمس",
}
# Words that are a day in one sentence and something else in another.
NO_DAYS = ("guten morgen", "la mañana", "good morning", "am morgen", "de mañana")


def _numbered(lines: str, first: int) -> Mapping[str, int]:
    return MappingProxyType(
        {
            folded(name).casefold(): number
            for line in lines.strip().splitlines()
            for number, names in enumerate(line.split(), first)
            for name in names.split("|")
            if name != "x"
        }
    )


MONTHS = _numbered(_MONTHS, 1)
WEEKDAYS = _numbered(_WEEKDAYS, 0)
AROUND = MappingProxyType(
    {folded(word).casefold(): offsets for offsets, words in _AROUND.items() for word in words.split("|")}
)
PHRASES = MappingProxyType(
    {
        folded(phrase).casefold(): offset
        for offset, phrases in _PHRASES.items()
        for phrase in phrases.split("|")
    }
)
_FIRSTS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
)
ORDINALS = MappingProxyType({word: number for number, word in enumerate(_FIRSTS.split(), 1)})
