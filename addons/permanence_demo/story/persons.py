# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The persons of the story. None exists.

The family names say so: they are the word for *example*, *trial*, *model* or *fiction*
in the language of the person (Exemple, Essai, Modèle, Fictif; مثال, تجربة, نموذج, خيال;
ምሳሌ, ፈተነ; Farzi, Minak, Sample). Telephone numbers are made of zeros.
"""

from typing import NamedTuple


class Person(NamedTuple):
    """One person as the house registered her.

    :param key: short id
    :param place: key of :data:`PLACES`
    :param worker: login of who accompanies her; empty where nobody does yet
    :param names: "Given Family", in as many scripts as were written, the first shown
    :param sex: f or m
    :param birth: ISO date, or a year alone
    :param country: ISO code
    :param languages: ISO 639-3 codes, the preferred one first; "!" where an
        interpreter is needed
    :param status: code of an ``ngo.legal.status``; empty where not known
    :param days: registered so many days ago
    :param stay: short id of a site, or a key of ``migrant.stay.elsewhere``
    """

    key: str
    place: str
    worker: str
    names: tuple
    sex: str
    birth: str
    country: str
    languages: str
    status: str
    days: int
    stay: str


AMEL, BASILE, CHIRAZ, DORRA = (
    "amel.exemple",
    "basile.fictif",
    "chiraz.essai",
    "dorra.modele",
)

# Where a file lies: (site, programme, team).
PLACES = {
    "hub": ("hub", "sisa", "sisa_social"),
    "leopold": ("leopold", "sisa", "sisa_social"),
    "bisse": ("bisse", "sisa", "sisa_social"),
    "citoyens": ("citoyens", "sisa", "sisa_social"),
    "casa": ("casa_tamam", "sisa", "sisa_social"),
    "winter": ("winter", "sisa", "sisa_social"),
    "tunis": ("house_tunis", "permanence", "permanence"),
    "sfax": ("house_sfax", "permanence", "permanence"),
    "children": ("day_centre", "day_centre", "day_centre"),
    "artists": ("arts", "artists", "dipp"),
}

_ROWS = """
samuel|leopold|amel|Samuel Mesale / ሳሙኤል ምሳሌ|m|1998-03-12|ER|tir! eng|asylum_seeker|24|leopold
filmon|leopold|amel|Filmon Fetene / ፊልሞን ፈተነ|m|2001|ER|tir!|asylum_seeker|23|leopold
yohannes|leopold|amel|Yohannes Fetene / ዮሃንስ ፈተነ|m|1995-07-01|ET|amh! eng|no_permit|41|leopold
tesfay|bisse|basile|Tesfay Mesale / ተስፋይ ምሳሌ|m|1991-11-30|ER|tir!|refugee|88|bisse
abdelrahman|leopold|amel|Abdelrahman Mithal / عبد الرحمن مثال|m|1997|SD|apd!|asylum_seeker|12|leopold
moustafa|bisse|basile|Moustafa Khayal / مصطفى خيال|m|1989-05-02|SD|apd!|asylum_seeker|19|bisse
idris|bisse|basile|Idris Tajriba / إدريس تجربة|m|2003-09-09|SD|apd! eng|no_permit|15|bisse
omar|casa|amel|Omar Mithal / عمر مثال|m|1990-05-20|SY|apc! eng|refugee|120|casa_tamam
rami|casa|amel|Rami Namoudhaj / رامي نموذج|m|1986-02-14|SY|apc!|subsidiary|75|casa_tamam
farid|citoyens|basile|Farid Farzi / فرید فرضی|m|2000-08-21|AF|prs!|asylum_seeker|9|citoyens
najib|citoyens|basile|Najib Farzi / نجیب فرضی|m|1994|AF|pus!|asylum_seeker|8|citoyens
zaki|citoyens|basile|Zaki Mesali / ذکی مثالی|m|1999-12-03|AF|prs! eng|asylum_seeker|30|citoyens
mamadou|citoyens|basile|Mamadou Exemple|m|1999-02-02|GN|ful fra|asylum_seeker|21|citoyens
alpha|leopold|amel|Alpha Fictif|m|1993-06-17|GN|ful fra|no_permit|33|leopold
ibrahima|bisse||Ibrahima Modèle|m|1996-10-10|GN|sus fra||3|bisse
ousmane|casa|amel|Ousmane Essai|m|1984-04-04|SN|wol fra|no_permit|64|casa_tamam
bakary|bisse|basile|Bakary Exemple|m|2002-01-15|GM|mnk! eng|asylum_seeker|17|bisse
yacouba|leopold||Yacouba Fictif|m|1992|ML|bam fra||2|leopold
lamine|hub|amel|Lamine Essai|m|1988-09-28|ML|bam fra|resident|55|street
kwame|hub|basile|Kwame Sample|m|1990-03-06|GH|aka! eng|no_permit|26|friends
emeka|hub||Emeka Sample|m|1995-05-05|NG|ibo eng||1|street
jeanbosco|hub|basile|Jean-Bosco Modèle|m|1979-07-19|BI|run fra|refugee|140|rented
patience|winter|amel|Patience Fictive|f|1987-01-08|CD|lin fra|no_permit|47|winter
rahel|winter|amel|Rahel Mesale / ራሄል ምሳሌ|f|1999-04-23|ER|tir!|asylum_seeker|28|winter
hiwot|winter|basile|Hiwot Fetene / ሂወት ፈተነ|f|1996|ET|amh!|no_permit|36|chic
samira|winter|amel|Samira Khayal / سميرة خيال|f|1985-12-12|IQ|ara!|asylum_seeker|25|other_house
dilan|hub|basile|Dilan Minak|f|1993-03-21|SY|kmr!|subsidiary|58|rented
baran|hub|basile|Baran Minak|m|1990-03-21|SY|kmr! apc|subsidiary|58|rented
aissatou|tunis|chiraz|Aïssatou Exemple|f|1994-06-08|GN|ful fra|no_permit|70|rented
mariama|tunis|chiraz|Mariama Fictive|f|1991-02-27|SL|eng|asylum_seeker|52|friends
fatoumata|tunis|chiraz|Fatoumata Modèle|f|1990-08-15|CI|dyu fra|no_permit|80|rented
souleymane|tunis|chiraz|Souleymane Modèle|m|1986-11-02|CI|dyu fra|no_permit|80|rented
awa|tunis|chiraz|Awa Modèle|f|2018-05-30|CI|fra||80|rented
issa|tunis|chiraz|Issa Modèle|m|2021-10-18|CI|fra||80|rented
adjoua|tunis|chiraz|Adjoua Essai|f|1992-12-24|CI|bci fra|no_permit|44|rented
koffi|tunis|chiraz|Koffi Essai|m|1989-09-14|CI|bci fra|no_permit|44|rented
blaise|tunis|chiraz|Blaise Fictif|m|1997-04-01|CM|fra eng|student|38|rented
clarisse|tunis|chiraz|Clarisse Exemple|f|2000-07-07|CM|fra eng|student|29|rented
merveille|tunis||Merveille Modèle|f|2002-03-19|CD|lin fra|student|5|rented
hassan|tunis|chiraz|Hassan Khayal / حسن خيال|m|1982|SD|apd|refugee|160|rented
amna|tunis|chiraz|Amna Khayal / آمنة خيال|f|1988-01-01|SD|apd|refugee|160|rented
nour|tunis|chiraz|Nour Tajriba / نور تجربة|f|1990-10-05|SY|apc|refugee|95|rented
yahya|tunis||Yahya Namoudhaj / يحيى نموذج|m|1975-02-11|LY|ayl||4|unknown
abdoulaye|tunis|chiraz|Abdoulaye Fictif|m|1994-03-03|SN|wol fra|no_permit|16|friends
djeneba|tunis|chiraz|Djénéba Essai|f|1996-04-15|ML|bam fra|no_permit|34|friends
sekou|sfax|chiraz|Sékou Modèle|m|1998-08-08|GN|mnk fra|no_permit|22|rented
ramatou|tunis|chiraz|Ramatou Fictive|f|2001-06-26|NE|hau! fra|no_permit|18|other_house
hamidou|sfax|chiraz|Hamidou Exemple|m|1983-01-20|BF|mos fra|no_permit|790|unknown
moussa|children|dorra|Moussa Essai|m|2011-02-09|GN|ful fra|unaccompanied|27|other_house
ibrahim|children|dorra|Ibrahim Khayal / إبراهيم خيال|m|2010|SD|apd|unaccompanied|20|street
saliou|children|dorra|Saliou Exemple|m|2009-11-11|GN|sus fra|unaccompanied|46|other_house
lina|children|dorra|Lina Tajriba / لينا تجربة|f|2013-09-01|TN|aeb|national|31|friends
aziz|children|dorra|Aziz Tajriba / عزيز تجربة|m|2015-03-17|TN|aeb|national|31|friends
yassine|children|dorra|Yassine Namoudhaj / ياسين نموذج|m|2012-12-05|TN|aeb|national|63|street
grace|children|dorra|Grace Modèle|f|2014-07-22|CI|fra||40|rented
esther|children|dorra|Esther Fictive|f|2010-05-13|CD|lin! fra||14|other_house
abel|children|dorra|Abel Mesale / ኣቤል ምሳሌ|m|2009|ER|tir!|unaccompanied|11|other_house
salma|children|dorra|Salma Mithal / سلمى مثال|f|2016-04-09|SY|apc|refugee|50|rented
karim|children|dorra|Karim Mithal / كريم مثال|m|2012-01-25|SY|apc|refugee|50|rented
binta|children||Binta Exemple|f|2017-10-02|GN|ful||2|rented
leila|artists||Leïla Farzi|f|1986-06-06|IR|pes! eng|refugee|150|arts
ostap|artists||Ostap Zrazok|m|1981-09-09|UA|ukr! eng|subsidiary|100|arts
"""

_LOGINS = {"amel": AMEL, "basile": BASILE, "chiraz": CHIRAZ, "dorra": DORRA, "": ""}


def _person(row):
    key, place, worker, names, *others = row.split("|")
    sex, birth, country, languages, status, days, stay = others
    return Person(
        key,
        place,
        _LOGINS[worker],
        tuple(names.split(" / ")),
        sex,
        birth,
        country,
        languages,
        status,
        int(days),
        stay,
    )


PERSONS = tuple(map(_person, _ROWS.strip().splitlines()))
