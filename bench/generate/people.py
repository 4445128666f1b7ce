# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""People as registers have them: skewed names, rough birth dates, several scripts.

`person(rng)` gives one, `respell(person, rng)` the same person as another office would
write her. Names are common ones of the countries concerned, put together at random:
nobody in particular is meant.
"""

import random
from bisect import bisect
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

# Arabic spelling, then the Latin ones of offices: French–Maghreb, English, Turkish.
_MEN = """
محمد:Mohamed,Mohammed,Muhammad,Mouhamed|أحمد:Ahmed,Ahmad|علي:Ali,Aly
يوسف:Youssef,Yousef,Yusuf|إبراهيم:Ibrahim,Brahim,Ebrahim|حسن:Hassan,Hasan
حسين:Houcine,Hussein,Hossein|عمر:Omar,Oumar,Umar|خالد:Khaled,Khalid
عثمان:Othmane,Osman,Ousmane|إسماعيل:Ismail,Smail|مصطفى:Mustapha,Mostafa,Mustafa
عبد الرحمن:Abderrahmane,Abdurrahman,Abdel Rahman|عبد الله:Abdallah,Abdullah,Abdalla
عبد القادر:Abdelkader,Abdul Qadir|عبد الكريم:Abdelkrim,Abdulkarim,Abd el Karim
نور الدين:Noureddine,Nour Eddine,Nureddin|صلاح الدين:Salaheddine,Salah Eddine
سليمان:Slimane,Suleiman,Soulaymane|طارق:Tarek,Tariq|بلال:Bilal,Billel
مروان:Marouane,Marwan|ياسين:Yassine,Yasin|رشيد:Rachid,Rashid|سعيد:Said,Saeed
كمال:Kamel,Kamal|نبيل:Nabil,Nabeel|وليد:Walid,Oualid|زكريا:Zakaria,Zakariya
حمزة:Hamza|أيمن:Aymen,Ayman|أنس:Anas,Anes|فيصل:Faycal,Faisal|جمال:Jamel,Djamel,Jamal
"""
_WOMEN = """
فاطمة:Fatma,Fatima|خديجة:Khadija,Khadidja|عائشة:Aicha,Aisha|مريم:Meriem,Mariam,Maryam
زينب:Zeineb,Zaynab,Zineb|سارة:Sarra,Sara|أمينة:Amina|نورة:Noura,Nora|هدى:Houda,Huda
سلمى:Salma,Selma|ليلى:Leila,Layla|سعاد:Souad,Suad|نادية:Nadia,Nadiya|رانيا:Rania,Ranya
إيمان:Imen,Iman|أسماء:Asma,Asmaa|حنان:Hanane,Hanan|سميرة:Samira,Sameera|هاجر:Hajer,Hagar
آمنة:Emna,Amna|شيماء:Chaima,Shaima|رحمة:Rahma|سكينة:Soukaina,Sakina|وردة:Warda,Ouarda
"""
_FAMILIES = """
الطرابلسي:Trabelsi,Al Trabelsi|بن علي:Ben Ali,Benali|بوعزيز:Bouaziz|الشابي:Chebbi,Shabbi
الجزيري:Jaziri,Djaziri|المنصوري:Mansouri,Al Mansouri|القاسمي:Kacemi,Qasimi,Gasmi
العياري:Ayari|الهمامي:Hammami|بوزيد:Bouzid,Abu Zeid|الخليفي:Khelifi,Khalifi
الحداد:Haddad|التونسي:Tounsi|المرزوقي:Marzouki,Al Marzouqi|الغربي:Gharbi
بلحاج:Belhaj,Belhadj|الشريف:Cherif,Sharif|الزغلامي:Zoghlami|السعيدي:Saidi,Saeedi
العثماني:Othmani,Osmani|الناصري:Nasri,Naceri|الدريدي:Dridi|الرياحي:Riahi|الورغي:Ouerghi
البوزيدي:Bouzidi|العمري:Amri,Omari|الصالحي:Salhi,Salehi|الوسلاتي:Oueslati|المالكي:Malki
الفرجاني:Ferjani|الكيلاني:Kilani|العباسي:Abassi,Abbasi|الجلاصي:Jlassi|القروي:Karoui
الطاهر:Taher,Tahir|آدم:Adam,Adem|إدريس:Idriss,Idris|البشير:Bechir,Bashir|النور:Nour,Elnour
حامد:Hamed,Hamid|موسى:Moussa,Musa|عيسى:Issa,Eissa|إسحاق:Ishak,Ishaq|هارون:Haroun,Harun
"""
_GEEZ_GIVEN = """
ተስፋይ:Tesfay,Tesfaye|ሰላም:Selam|ዮሃንስ:Yohannes,Yohanes|ብርሃነ:Berhane,Birhane
ገብረመድህን:Gebremedhin,Gebremedhn|ኪዳነ:Kidane|ሃይለ:Haile,Hayle|ሚኪኤል:Mikiel,Mikael
ሳባ:Saba|ሄለን:Helen|ዳዊት:Dawit,Dawiet|ኣማኑኤል:Amanuel,Emanuel|ሰሎሞን:Solomon,Selomon
ፍረወይኒ:Freweyni,Firewoini|ለተብርሃን:Letebrhan,Lettebrhan|ኣስመላሽ:Asmelash|ተክለ:Tekle,Tekla
ዘርአይ:Zeray,Zerai|ጎይቶም:Goitom,Goytom|ምሕረት:Mihret,Mehret|ኣበባ:Abeba|ሩት:Ruth,Rut
"""
_WEST_MEN = (
    "Mamadou Amadou Ibrahima Ousmane Moussa Souleymane Abdoulaye Alpha Boubacar Sékou "
    "Thierno Cheick Lamine Issa Oumar Yaya Bakary Adama Drissa Seydou Modibo Aboubacar "
    "Mohamed Saliou Sory Fodé Lassana Karim Yacouba Siaka Kouamé Koffi Yao Ismaël Jean "
    "Emmanuel Serge Hervé Landry Désiré Kossi Komlan Blaise Rodrigue Idrissa Djibril"
).split()
_WEST_WOMEN = (
    "Fatoumata Aïssatou Mariama Aminata Kadiatou Hawa Awa Rokia Oumou Assetou Djeneba "
    "Bintou Nana Ramatoulaye Salimata Maïmouna Fanta Safiatou Adjoua Affoué Akissi Ama "
    "Marie Grâce Chantal Solange Clarisse Prisca Estelle Nafissatou Coumba Khady Ndeye"
).split()
_WEST_FAMILIES = (
    "Diallo Bah Barry Sow Camara Keïta Traoré Coulibaly Konaté Touré Condé Sylla "
    "Soumah "
    "Kouyaté Cissé Diarra Sidibé Sangaré Dembélé Koné Ouattara Bamba Fofana Doumbia "
    "Kouassi Kouadio Konan N'Guessan Yao Koffi Ouédraogo Sawadogo Zongo Kaboré Ilboudo "
    "Ndiaye Diop Fall Gueye Sarr Faye Mbaye Diouf Ndour Sané Mballa Ngo Tchoumi "
    "Nkoulou "
    "Fotso Kamga Etoundi Mvondo Balde Sylvain Dramé Diakité Samaké Maïga Cissoko "
    "Sissoko "
    "Tounkara Kanté Soumaré Dabo Danso Ceesay Jallow Jobe Kamara Sesay Bangura Conteh"
).split()
_SYLLABLES = (
    "ba da fa ga ka la ma na sa ta bou dou fou gou kou lou mou nou sou tou".split()
)
_SYLLABLES += (
    "bé dé fé ké lé mé né sé té bi di ki li mi ni si ti wa ya yo zo go ndi ngo".split()
)

# Where people of the demo programmes come from, roughly.
ORIGINS = (("west", 46), ("arab", 40), ("horn", 14))
_COUNTRIES = {
    "west": "GN CI ML SN CM BF GM SL TG BJ".split(),
    "arab": "SD TN LY MA DZ SY TD EG YE SO".split(),
    "horn": "ER ET".split(),
}
TODAY = date(2026, 11, 22)


def _table(text):
    rows = []
    for row in text.replace("\n", "|").split("|"):
        if row.strip():
            own, others = row.strip().split(":")
            rows.append((own, tuple(others.split(","))))
    return rows


MEN, WOMEN, FAMILIES = _table(_MEN), _table(_WOMEN), _table(_FAMILIES)
GEEZ = _table(_GEEZ_GIVEN)


@dataclass
class Made:
    """One person: how her names are written, and in which other ways they are."""

    origin: str
    sex: str
    given: tuple  # (as written, spellings)
    family: tuple
    birth: date
    precision: str
    country: str
    phone: str = ""
    number: str = ""
    script: str = "latn"
    names: list = field(default_factory=list)

    @property
    def full(self):
        return " ".join(self.names)


def _skewed(rng, rows):
    """One of the rows; the first ones bear a tenth each, the last ones a hundredth.

    Zipf's law with an offset: the commonest given name of a country is borne by about
    one in ten, and so is the commonest family name of the Fouta or the Sahel.
    """
    weights = _WEIGHTS.get(len(rows))
    if weights is None:
        steps = (1 / (rank + 4) for rank in range(len(rows)))
        weights = _WEIGHTS[len(rows)] = list(accumulate(steps))
    return rows[bisect(weights, rng.random() * weights[-1])]


_WEIGHTS = {}


def _west_family(rng):
    """A family name: a common one, or one of the long tail."""
    if rng.random() < 0.75:
        return _skewed(rng, _WEST_FAMILIES)
    return "".join(rng.choice(_SYLLABLES) for _i in range(rng.randint(2, 4))).title()


def _arab_family(rng):
    if rng.random() < 0.75:
        return _skewed(rng, FAMILIES)
    # Son of, father of: the long tail of the Maghreb and the Sudan.
    own, others = rng.choice(MEN)
    if rng.random() < 0.5:
        return f"بن {own}", tuple(f"Ben {name}" for name in others)
    return own, others


def person(rng):
    """Make one person.

    :param rng: seeded `random.Random`
    """
    origin = rng.choices([o for o, _w in ORIGINS], [w for _o, w in ORIGINS])[0]
    sex = "male" if rng.random() < 0.64 else "female"
    if origin == "west":
        given = _skewed(rng, _WEST_MEN if sex == "male" else _WEST_WOMEN)
        if rng.random() < 0.15:
            given += " " + rng.choice(_WEST_MEN if sex == "male" else _WEST_WOMEN)
        given, family = (given, (given,)), _west_family(rng)
        family = (family, (family,))
    elif origin == "arab":
        given, family = _skewed(rng, MEN if sex == "male" else WOMEN), _arab_family(rng)
    else:
        given, family = _skewed(rng, GEEZ), _skewed(rng, GEEZ)
    # Half of those with another script of their own are written in it.
    own = origin != "west" and rng.random() < 0.5
    birth = TODAY - timedelta(days=int(rng.triangular(0, 70, 24) * 365.25))
    precision = rng.choices(["day", "year", "estimated"], [70, 22, 8])[0]
    if precision != "day":
        birth = birth.replace(month=1, day=1)
    made = Made(
        origin,
        sex,
        given,
        family,
        birth,
        precision,
        rng.choice(_COUNTRIES[origin]),
        phone=f"{rng.randint(20, 99)}{rng.randint(0, 999999):06d}"
        if rng.random() < 0.6
        else "",
        number=f"{rng.choice('ABCDEFGH')}{rng.randint(0, 9999999):07d}"
        if rng.random() < 0.4
        else "",
    )
    made.names = [
        part[0] if own or origin == "west" else rng.choice(part[1])
        for part in (given, family)
    ]
    made.script = ("arab" if origin == "arab" else "ethi") if own else "latn"
    return made


_FRENCH = (
    ("ou", "u"),
    ("oua", "wa"),
    ("é", "e"),
    ("ï", "i"),
    ("dj", "j"),
    ("th", "t"),
    ("ck", "k"),
    ("gu", "g"),
    ("ss", "s"),
    ("ll", "l"),
    ("aï", "ai"),
    ("kh", "k"),
    ("y", "i"),
    ("c", "k"),
    ("ia", "ya"),
    ("n'", "n"),
    ("mb", "m'b"),
    ("nd", "n'd"),
)


def _slip(rng, text):
    """Drop, double or swap one letter."""
    if len(text) < 4:
        return text
    at = rng.randrange(1, len(text) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def respell(made, rng, how="office"):
    """The name of the same person as another office writes it.

    :param how: ``swapped`` (West African, French spelling, order swapped), ``maghreb``
        (French–Maghreb romanisation), ``script`` (the other script), ``office`` (any)
    :return: str
    """
    if how == "swapped" or made.origin == "west":
        given, family = (part.lower() for part in made.names)
        for old, new in rng.sample(_FRENCH, 4):
            given, family = given.replace(old, new, 1), family.replace(old, new, 1)
        if rng.random() < 0.25:
            family = _slip(rng, family)
        return f"{family.upper()} {given.title()}"
    parts = []
    for part in (made.given, made.family):
        other = [name for name in (part[0], *part[1]) if name not in made.names]
        if how == "maghreb":
            other = list(part[1])
        elif how == "script":
            other = list(part[1]) if made.script != "latn" else [part[0]]
        parts.append(rng.choice(other or [part[0]]))
    if rng.random() < 0.2:
        parts.reverse()
    return " ".join(parts)


def birth_as_told(made, rng):
    """The birth as told at the next desk: a date, a year, a year beside it, nothing."""
    luck = rng.random()
    if luck < 0.55 and made.precision == "day":
        return made.birth.strftime("%d/%m/%Y")
    if luck < 0.95:
        return str(made.birth.year + rng.choice((0, 0, 0, 1, -1)))
    return ""


def people(count, seed=1):
    """Yield `count` persons, the same ones for the same seed."""
    rng = random.Random(seed)
    for _i in range(count):
        yield person(rng)
