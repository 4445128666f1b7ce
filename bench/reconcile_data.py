# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Months of bank lines and the bills they pay, from a seed.

Nothing here is real: suppliers have the shapes of French and Tunisian names,
bank labels those of transfers, cheques and supplier payments, cut at 35, 60 or
120 characters. Each line carries the set of items it truly pays (its gold).

Shape of a set: 180 lines that pay something, 18 % more that pay nothing (fees,
cash, salaries, utilities); 55 % of labels cite the document, in several
spellings; 7 % pay two or three bills of one supplier at once; some are paid in
two parts, some with the bank's fee on top, some bills are never paid. In the
``tranche`` regime 70 % of amounts come from four values and a third of the items
are tranches of micro-projects.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

WORDS = (
    "Machines Quincaillerie Textile Menuiserie Imprimerie Alimentation Froid "
    "Emballage Coiffure Couture Boulangerie Peinture Electricité Mécanique "
    "Outillage Céramique Plastique Apiculture Semences Papeterie Mercerie "
    "Informatique Transport Élevage Conserverie Pâtisserie Bâtiment Ferronnerie"
).split()
PLACES = (
    "Sfax Tunis Médenine Gabès Zarzis Ariana Sousse Nabeul Bizerte Gafsa Tozeur "
    "Marsa Kairouan Mahdia Tataouine Béja Jendouba Djerba Sahel Médina"
).split()
FAMILIES = (
    "Youssef Trabelsi Gharbi Jaziri Mansouri Ouerghi Chaouch Khelifi Bouazizi "
    "Dridi Haddad Mejri Sassi Zouari Hamdi Cherif Karoui Ayari Masmoudi Ghannouchi "
    "Rekik Fakhfakh Chaabane Nasri Jemai Toumi Belhadj Oueslati Khemiri Guesmi"
).split()
FIRST = "Mohamed Ahmed Fatma Youssef Aïcha Sami Khaled Hedi Nadia Leïla".split()
HOLDERS = (
    "Diallo Traoré Koné Bamba Ouattara Camara Touré Sylla Kouassi Mbaye Ndiaye "
    "Keita Cissé Fofana Coulibaly Sanogo"
).split()
SPELLINGS = (
    ("Mohamed", "Mohammed"),
    ("Mohamed", "Med"),
    ("Youssef", "Youcef"),
    ("ou", "u"),
    ("Kh", "K"),
    ("ch", "sh"),
    ("ss", "s"),
    ("Oue", "We"),
    ("ine", "in"),
    ("ie", "i"),
    ("ph", "f"),
    ("é", "ee"),
)
NOISE = (
    "FRAIS TENUE DE COMPTE {m}",
    "COMMISSION VIREMENT {n}",
    "RETRAIT DAB {p} {n}",
    "RETRAIT ESPECES {p}",
    "VIR SALAIRE {f} {m}",
    "VIR SALAIRE {p}",
    "PRLV STEG {n}",
    "PRLV SONEDE {n}",
    "TUNISIE TELECOM {n}",
    "CHQ {n}",
    "VIR EMIS {f}",
)
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
REPEATED = (Decimal("500.000"), Decimal("1000.000"), Decimal("1500.000"), Decimal(2500))


@dataclass
class Item:
    """A bill or a tranche to pay; ``amount`` is positive, in TND."""

    id: int
    name: str
    date: date
    amount: Decimal
    reference: str
    code: str = ""
    tranche: int = 0


@dataclass
class Line:
    """A bank line; ``gold`` is the set of item ids it pays, empty for noise."""

    id: int
    date: date
    amount: Decimal
    label: str
    gold: frozenset = frozenset()


@dataclass
class DataSet:
    items: list = field(default_factory=list)
    lines: list = field(default_factory=list)


class Generator:
    """One set of items and lines.

    :param int seed: the only source of chance
    :param bool tranche_regime: amounts repeat, see the module
    """

    def __init__(self, seed, tranche_regime=False, payable=180):
        self.random = random.Random(seed * 2 + tranche_regime)
        self.tranche_regime = tranche_regime
        self.payable = payable
        self.start = date(2026, 1, 5)
        self.data = DataSet()
        self.suppliers = [self._supplier() for _ in range(60)]
        self.codes = [
            ("MP-" + "".join(self.random.choices(CODE_LETTERS, k=5)), self._holder())
            for _ in range(30)
        ]
        self.tranches = {}

    def _pick(self, *some):
        return self.random.choice(some)

    def _supplier(self):
        word, place, family = map(self.random.choice, (WORDS, PLACES, FAMILIES))
        return self._pick(
            f"Sté {word} {place}",
            f"{word} {family} SARL",
            f"Ets {family} & Fils",
            f"Ets La {place}",
            f"Sté {word} du {place}",
            f"Ben {family} {word}",
            f"{self.random.choice(FIRST)} {family}",
            f"Société {family} {word} {place}",
        )

    def _holder(self):
        return f"{self.random.choice(FIRST)} {self.random.choice(HOLDERS)}"

    def _amount(self):
        draw = self.random.random()
        if self.tranche_regime and draw < 0.7:
            return Decimal(self.random.choice(REPEATED))
        value = Decimal(str(round(self.random.lognormvariate(5.6, 1.0) + 5, 3)))
        if draw > 0.85:
            return value.quantize(Decimal(1)) // 10 * 10 + 10
        step = Decimal(self._pick("0.005", "0.1", "0.5"))
        return (value // step * step).quantize(Decimal("0.001"))

    def _reference(self, when):
        n, yy = self.random.randint(1, 1999), when.year % 100
        return self._pick(
            f"F-{when.year}-{n:03d}",
            f"{n:04d}/{yy}",
            f"FA{yy}{n:04d}",
            f"FV/{when.year}/{n:05d}",
            f"{self.random.randint(10000, 99999)}",
            f"BL{n}",
        )

    def _item(self, when, name=None, amount=None):
        number = len(self.data.items)
        if name is None and self.tranche_regime and self.random.random() < 0.33:
            code, holder = self.random.choice(self.codes)
            rank = self.tranches[code] = self.tranches.get(code, 0) + 1
            item = Item(number, holder, when, self._amount(), "", code, rank)
        else:
            name = name or self.random.choice(self.suppliers)
            item = Item(
                number, name, when, amount or self._amount(), self._reference(when)
            )
        self.data.items.append(item)
        return item

    # -- labels -------------------------------------------------------------

    def _spelled(self, name):
        """The name as a bank clerk or a form writes it."""
        if self.random.random() < 0.3:
            old, new = self.random.choice(SPELLINGS)
            name = name.replace(old, new, 1)
        words = name.replace("Sté", self._pick("STE", "SOCIETE", "")).split()
        if self.random.random() < 0.15:
            self.random.shuffle(words)
        text = " ".join(words).upper()
        plain = str.maketrans("ÉÈÊÂÀÏÎÔÛÇ", "EEEAAIIOUC")
        return text.translate(plain)

    def _cited(self, item):
        if item.code:
            rank, letters = item.tranche, item.code[3:]
            return self._pick(
                f"{item.code} T{rank}",
                f"MP {letters} T.{rank}",
                f"MP{letters} TR{rank}",
                f"{item.code}",
                f"TRANCHE {rank} {item.code}",
            )
        ref = item.reference
        digits = "".join(c if c.isdigit() else " " for c in ref).split()
        return self._pick(
            ref,
            ref.replace("-", "").replace("/", ""),
            ref.replace("-", "/"),
            "FACT " + ref,
            "FACT N." + "/".join(reversed(digits)),
            "F" + digits[-1],
        )

    def _label(self, items):
        kind = self.random.random()
        name = self._spelled(items[0].name)
        cited = ""
        if self.random.random() < 0.55:
            some = items if self.random.random() < 0.6 else items[:1]
            cited = " ".join(self._cited(i) for i in some)
        number = self.random.randint(100000, 9999999)
        if kind < 0.16:
            text = f"CHQ {number:07d} {cited if self.random.random() < 0.5 else ''}"
        elif kind < 0.72:
            prefix = self._pick("VIR EMIS", "VIREMENT", "VIR", f"VIR {number}")
            text = self._pick(f"{prefix} {name} {cited}", f"{prefix} {cited} {name}")
        elif kind < 0.9:
            text = f"REG FOURN {cited} {name}"
        else:
            text = f"PAIEMENT {number} {cited}"
        return " ".join(text.split())[: self._pick(35, 60, 120)].strip()

    # -- lines --------------------------------------------------------------

    def _line(self, when, amount, label, items=()):
        gold = frozenset(i.id for i in items)
        number = len(self.data.lines)
        self.data.lines.append(Line(number, when, -amount, label, gold))

    def _later(self, when):
        return when + timedelta(days=int(self.random.expovariate(1 / 7)) - 1)

    def _pay(self):
        when = self.start + timedelta(days=self.random.randrange(150))
        draw = self.random.random()
        if draw < 0.07:
            name = self.random.choice(self.suppliers)
            items = [
                self._item(when + timedelta(days=d * 2), name)
                for d in range(self.random.choice((2, 2, 3)))
            ]
            day = self._later(items[-1].date)
            self._line(day, sum(i.amount for i in items), self._label(items), items)
            return
        item = self._item(when)
        day = self._later(when)
        if draw < 0.12:
            first = (item.amount * self.random.randint(3, 7) / 10).quantize(
                Decimal("0.001")
            )
            self._line(day, first, self._label([item]), [item])
            if self.random.random() < 0.7:
                rest = item.amount - first
                self._line(self._later(day), rest, self._label([item]), [item])
        elif draw < 0.19:
            fee = Decimal(self._pick("0.500", "1.190", "2.380", "3.000"))
            self._line(day, item.amount + fee, self._label([item]), [item])
        else:
            self._line(day, item.amount, self._label([item]), [item])

    def _noise(self):
        text = self.random.choice(NOISE).format(
            m=f"{self.random.randint(1, 12):02d}/2026",
            n=self.random.randint(1000, 9999999),
            p=self.random.choice(PLACES).upper(),
            f=self.random.choice(FAMILIES).upper(),
        )
        when = self.start + timedelta(days=self.random.randrange(160))
        self._line(when, self._amount(), text)

    def build(self):
        """The set, lines in the order of their dates."""
        while len(self.data.lines) < self.payable:
            self._pay()
        for _ in range(round(self.payable * 0.18)):
            self._noise()
        for _ in range(round(self.payable * 0.12)):
            self._item(self.start + timedelta(days=self.random.randrange(150)))
        self.random.shuffle(self.data.items)
        self.data.lines.sort(key=lambda line: (line.date, line.id))
        return self.data
