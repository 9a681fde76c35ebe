import json
from typing import Any

import pytest
from pydantic import BaseModel

from gateway import events, forms, redeem
from gateway.problems import MEDIA_TYPE, ProblemDetails
from tests.gateway.door import Door

DOCUMENTED = {
    "/api/v1/integration/payment/redeem-code/status": redeem.RedeemRequest,
    "/api/v1/integration/payment/redeem-code/commit": redeem.RedeemRequest,
    "/v1/events": events.EventRequest,
    "/v1/participants": forms.ApplicationRequest,
    "/v1/participants/account": forms.AccountRequest,
    "/v1/participants/account/unlink": forms.UnlinkRequest,
    "/v1/participants/voucher": forms.VoucherRequest,
    "/v1/participants/waiver": forms.WaiverRequest,
}


@pytest.fixture
async def document(door: Door) -> dict[str, Any]:
    answer = await door.http.get("/openapi.json")
    found: dict[str, Any] = answer.json()
    return found


def test_it_describes_every_route(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {*DOCUMENTED, "/healthz", "/readyz", "/metrics"}


@pytest.mark.parametrize(("path", "model"), DOCUMENTED.items())
def test_each_body_has_an_example_that_its_schema_accepts(
    document: dict[str, Any], path: str, model: type[BaseModel]
) -> None:
    content = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    model.model_validate(content["example"])
    assert content["schema"]["$ref"].endswith(f"/{model.__name__}")


@pytest.mark.parametrize("path", list(DOCUMENTED))
def test_each_route_names_its_caller_and_its_refusals(document: dict[str, Any], path: str) -> None:
    operation = document["paths"][path]["post"]
    (scheme,) = operation["security"][0]
    assert scheme in document["components"]["securitySchemes"]
    assert {"401", "413", "415", "422", "503"} <= set(operation["responses"])
    for status, described in operation["responses"].items():
        if status.startswith("2"):
            assert "example" in described["content"]["application/json"]
            continue
        for code, example in described["content"][MEDIA_TYPE]["examples"].items():
            problem = ProblemDetails.model_validate(example["value"])
            assert (problem.code, str(problem.status)) == (code, status)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(document["components"]["schemas"])


async def test_the_example_application_is_a_good_one(door: Door, document: dict[str, Any]) -> None:
    content = document["paths"]["/v1/participants"]["post"]["requestBody"]["content"]
    answer = await door.ask("", content["application/json"]["example"])
    assert answer.status_code == 503, "well formed; only the engine is missing"
