"""What people and checker agree on, and how much stands behind a tuning."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from calibration.scoring.reference import Reference
from calibration.tuning.agreement import rater_pairs, system_rater
from calibration.tuning.support import support
from stretchcheck.tune.gathered import Material

Json = dict[str, Any]


def agreement_rows(material: Material, *, draws: int, seed: int) -> list[Json]:
    """`agreement` of tuning.json: raters among each other, and the checker with each, by what was in force."""
    references = [reference for ready in material.clips for reference in ready.clip.references]
    by_rater: dict[str, list[Reference]] = defaultdict(list)
    for reference in references:
        by_rater[reference.rater or "rater"].append(reference)
    results = {ready.clip.name: ready.result for ready in material.clips}
    return [
        *rater_pairs(by_rater, draws=draws, seed=seed),
        *system_rater(results, references, draws=draws, seed=seed),
    ]


def support_of(document: Mapping[str, Any], material: Material) -> Json:
    """`support` of tuning.json, from the rest of it and from which people each fault was labelled in."""
    events: dict[str, Counter[str]] = defaultdict(Counter)
    for ready, group in zip(material.clips, material.groups, strict=True):
        for label in ready.clip.references[0].faults:
            events[label.kind][group] += 1
    return support(document, {kind: dict(sorted(own.items())) for kind, own in sorted(events.items())})
