"""A caller of the sandbox that signs by itself, and the plans it tells."""

import base64
import hashlib
import hmac
import itertools
import json
import time
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

TOKEN = "control-token"
NOON = "2020-09-14T12:00:00+07:00"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SNAP_SECRETS = {channel: f"hmac-of-{channel}" for channel in ("ovo", "gopay", "bni")}
PREFIX = {
    "ovo": "/v1.0/emoney",
    "gopay": "/v1.0/emoney",
    "linkaja": "/account/v1.0/emoney",
    "dana": "/rest/v1.0/emoney",
    "bni": "/snap-service/v1",
}
TOKEN_PATH = {
    "ovo": "/v1.0/access-token/b2b",
    "gopay": "/v1.0/access-token/b2b",
    "bni": "/snap/v1/access-token/b2b",
}
EXTRAS = {
    "ovo": {"platformCode": "ovo"},
    "linkaja": {"platformCode": "linkaja"},
    "gopay": {"beneficiaryProvider": "gopay"},
    "dana": {"fundType": "AGENT_TOPUP_FOR_USER_SETTLE"},
}
NIK = "9902024107900000"
WALLET, BANK_ACCOUNT = "6281200000001", "0000000001"


def account(channel: str = "dana", **differently: Any) -> dict[str, Any]:
    number = BANK_ACCOUNT if channel == "bni" else WALLET
    return {
        "channel": channel,
        "number": number,
        "name": "Siti Nurhaliza Contoh",
        "nik": NIK,
        "phone": WALLET,
        **differently,
    }


def provider(code: str = "belajaria", **differently: Any) -> dict[str, Any]:
    return {
        "code": code,
        "role": "provider",
        "secret": f"secret-of-{code}",
        "client_code": f"client-{code}",
        "client_key": f"key-of-{code}",
        **differently,
    }


def person(**differently: Any) -> dict[str, Any]:
    return {
        "nik": NIK,
        "name": "Siti Nurhaliza Contoh",
        "phone": WALLET,
        "voucher": "VOUCHER-1",
        "provider": "belajaria",
        "redeems": "2020-04-24T09:00:00+07:00",
        "finishes": "2020-04-29T09:00:00+07:00",
        **differently,
    }


def world(**differently: Any) -> dict[str, Any]:
    return {
        "providers": [provider()],
        "marketplaces": [{"code": "pasarilmu", "secret": "secret-of-pasarilmu"}],
        "dashboard": {"secret": "secret-of-pmo"},
        **differently,
    }


class Rig:
    """One running sandbox and its caller, who reads the contract on its own."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, trust_env=False, timeout=5)
        self.url = url
        self._external_ids = itertools.count(2009141200000000000)
        self._tokens: dict[str, str] = {}

    def control(self, method: str, path: str, body: Any = None, now: str = NOON) -> Any:
        headers = {"authorization": f"Bearer {TOKEN}", "x-programme-time": now}
        answer = self.http.request(method, path, json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def tell(self, **parts: Any) -> None:
        self.control("POST", "/_world", world(**parts))

    def ledger(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.control("GET", "/_ledger")
        return rows

    def fired(self) -> dict[str, int]:
        return {one["name"]: one["fired"] for one in self.control("GET", "/_faults")}

    def ask(
        self, base: str, secret: str, path: str, body: dict[str, Any], now: str = NOON
    ) -> httpx.Response:
        raw = json.dumps(body).encode()
        stamp = str(int(time.time()))
        signed = b".".join([b"id-1", stamp.encode(), raw])
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
        headers = {
            "webhook-id": "id-1",
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
            "x-programme-time": now,
        }
        return self.http.post(base + path, content=raw, headers=headers)

    def fact(self, base: str, fact: str, now: str, **more: Any) -> dict[str, Any]:
        code = base.rpartition("/")[2].replace("dashboard", "pmo")
        body = {"voucher_code": "VOUCHER-1", "fact": fact, **more}
        answer = self.ask(base, f"secret-of-{code}", "/v1/facts/query", body, now)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def token(self, channel: str, now: str = NOON) -> httpx.Response:
        headers = {
            "x-timestamp": now,
            "x-client-key": "prakerja",
            "x-signature": _rsa(f"prakerja|{now}"),
        }
        path = f"/snap/{channel}{TOKEN_PATH[channel]}"
        return self.http.post(path, json={"grantType": "client_credentials"}, headers=headers)

    def snap(
        self,
        channel: str,
        path: str,
        body: dict[str, Any],
        now: str = NOON,
        *,
        external_id: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        request = self.signed(channel, path, body, now, external_id=external_id, headers=headers)
        return self.http.send(request)

    def signed(
        self,
        channel: str,
        path: str,
        body: dict[str, Any],
        now: str = NOON,
        *,
        external_id: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Request:
        raw = json.dumps(body, separators=(",", ":")).encode()
        full = f"/snap/{channel}{PREFIX[channel]}{path}"
        digest = hashlib.sha256(raw).hexdigest()
        sent = {
            "content-type": "application/json",
            "x-timestamp": now,
            "x-partner-id": "prakerja",
            "channel-id": "95221",
            "x-external-id": external_id or str(next(self._external_ids)),
        }
        if channel in TOKEN_PATH:
            if channel not in self._tokens:
                self._tokens[channel] = self.token(channel).json()["accessToken"]
            token = self._tokens[channel]
            text = f"POST:{full}:{token}:{digest}:{now}"
            signature = hmac.new(SNAP_SECRETS[channel].encode(), text.encode(), "sha512").digest()
            sent["authorization"] = f"Bearer {token}"
            sent["x-signature"] = base64.b64encode(signature).decode()
        else:
            sent["x-signature"] = _rsa(f"POST:{full}:{digest}:{now}")
        every = {**sent, **(headers or {})}
        return self.http.build_request("POST", full, content=raw, headers=every)

    def pay(
        self, channel: str, reference: str = "ref-1", now: str = NOON, **differently: Any
    ) -> httpx.Response:
        path = "/transfer-intrabank" if channel == "bni" else "/topup"
        return self.snap(channel, path, transfer(channel, reference, **differently), now)

    def status(
        self,
        channel: str,
        reference: str = "ref-1",
        now: str = NOON,
        *,
        number: str | None = None,
    ) -> httpx.Response:
        is_bank = channel == "bni"
        body = {"originalPartnerReferenceNo": reference, "serviceCode": "17" if is_bank else "38"}
        body |= {"originalReferenceNo": number} if number is not None else {}
        return self.snap(channel, "/transfer/status" if is_bank else "/topup-status", body, now)

    def statement(self, channel: str, now: str = NOON, **differently: Any) -> httpx.Response:
        body = {
            "partnerReferenceNo": "statement-1",
            "fromDateTime": "2020-09-14T00:00:00+07:00",
            "toDateTime": "2020-09-30T23:59:59+07:00",
            "pageSize": "50",
            "pageNumber": "0",
        }
        return self.snap(channel, "/transaction-history-list", body | differently, now)

    def inquire(self, channel: str, number: str | None = None, now: str = NOON) -> httpx.Response:
        if channel == "bni":
            body: dict[str, Any] = {"beneficiaryAccountNo": number or BANK_ACCOUNT}
            return self.snap(channel, "/account-inquiry-internal", body, now)
        amount = {"value": "600000.00", "currency": "IDR"}
        body = {"customerNumber": number or _dialect(channel), "amount": amount}
        return self.snap(channel, "/account-inquiry", body, now)


def transfer(channel: str, reference: str = "ref-1", **differently: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "partnerReferenceNo": reference,
        "amount": {"value": "600000.00", "currency": "IDR"},
        "transactionDate": NOON,
    }
    if channel == "bni":
        own = {"beneficiaryAccountNo": BANK_ACCOUNT, "sourceAccountNo": "0000000009"}
        return {**body, **own, "feeType": "OUR", **differently}
    fee = {"feeAmount": {"value": "0.00", "currency": "IDR"}}
    own = {"customerNumber": _dialect(channel), "customerName": "SITI NURHALIZA CONTOH"}
    return {**body, **own, **fee, "additionalInfo": EXTRAS[channel], **differently}


def _dialect(channel: str) -> str:
    return "081200000001" if channel == "linkaja" else WALLET


def _rsa(text: str) -> str:
    return base64.b64encode(KEY.sign(text.encode(), padding.PKCS1v15(), SHA256())).decode()
