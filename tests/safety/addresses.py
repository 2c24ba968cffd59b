"""Every address of the application, filled with ids of things that are there in several states."""

from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from app.plan.metrics import Metric
from tests.journeys.small_world import SmallWorld

ROUNDS = ("receiving", "scoring_round", "council_round", "done_round", "unannounced")
IDEAS = ("draft", "waiting", "submitted", "eligible", "scoring", "brought", "recognised")
SHEETS = ("sheet", "locked_sheet")
ADOPTIONS = ("adoption", "waiting_adoption")
FILES = ("draft_file", "scoring_file")
NO_SUCH = 987_654
CODES = {"mau-van-ban": "cong_van", "danh-muc": "GK-CN"}


@dataclass(frozen=True, slots=True)
class Address:
    """One method and path; `name` is what the matrix calls it, with states instead of ids."""

    method: str
    name: str
    path: str


def every_address(app: Flask, small: SmallWorld) -> list[Address]:
    """All of them but static files, each state of the thing they speak of apart."""
    found = [
        Address(method, name, path)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
        for name, path in _filled(rule, small)
    ]
    return sorted(set(found), key=lambda address: (address.name, address.method))


def _filled(rule: Rule, small: SmallWorld) -> list[tuple[str, str]]:
    cases: list[dict[str, str]] = [{}]
    for argument in sorted(rule.arguments):
        cases = [case | {argument: state} for case in cases for state in _states(argument)]
    if {"round_id", "idea_id"} <= rule.arguments:
        cases = [case for case in cases if _together(case)]
    return [_built(rule, case, small) for case in cases]


def _states(argument: str) -> tuple[str, ...]:
    several = {"round_id": ROUNDS, "idea_id": IDEAS, "sheet_id": SHEETS,
               "adoption_id": ADOPTIONS, "file_id": FILES}  # fmt: skip
    return several.get(argument, ("",))


def _together(case: dict[str, str]) -> bool:
    """A dossier is only asked for in the round it is in, or as a stranger in another."""
    pairs = {("receiving", "eligible"), ("scoring_round", "scoring"), ("council_round", "brought"),
             ("done_round", "recognised"), ("receiving", "scoring")}  # fmt: skip
    return (case["round_id"], case["idea_id"]) in pairs


def _built(rule: Rule, case: dict[str, str], small: SmallWorld) -> tuple[str, str]:
    values = {argument: _value(rule, argument, state, small) for argument, state in case.items()}
    built = rule.build(values)
    assert built is not None, rule.rule
    name = rule.rule
    for argument, state in case.items():
        for shown in (f"<int:{argument}>", f"<{argument}>"):
            name = name.replace(shown, "{" + (state or argument.removesuffix("_id")) + "}")
    return name, built[1]


def _value(rule: Rule, argument: str, state: str, small: SmallWorld) -> object:
    if state:
        return small[state]
    whole = "tong-hop" in rule.rule
    known: dict[str, object] = {
        "certificate_id": small["certificate"], "list_id": small["list"],
        "unit_id": small["P9"], "nomination_id": small["nomination"], "item_id": small["item"],
        "period_id": small["whole_period" if whole else "period"], "slug": small.slug,
        "code": next(
            (code for part, code in CODES.items() if part in rule.rule), "2222-2222-2222-2222"
        ),
        "set_id": small["rule_set"], "rule_id": small["rule"],
        "template_id": small["template"],
        "view_id": NO_SUCH, "metric": Metric.TRAINED, "problem_id": small["problem"],
        "batch": "gui-lai", "kind": "sign_in", "account_id": small.world.author.user_id,
        "position": 2, "qualification_id": small["qualification"],
        "name": "scoring_freeze" if "cong-tac" in rule.rule else "gallery_name",
        "key": small.certificate_key if "chung-nhan" in rule.rule else small.receipt_key,
    }  # fmt: skip
    if "phien-hop" in rule.rule:
        known |= {"item_id": small["sitting_item"], "sitting_id": small["sitting"]}
    if argument in known:
        return known[argument]
    return 1 if f"<int:{argument}>" in rule.rule else "khong-co"
