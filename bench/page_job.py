"""What `page_visits/visit.mjs` is told: sites as they are deployed, functions, and who visits them."""

import base64
import gzip
import hashlib
import json
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tally.adapters.publishing.page_reader import LATEST, name_file

from bench import page_floor
from bench.page_rival import FILES_BELOW, build_rival
from cli.clients import Endpoint
from cli.deployed_page import write_config
from cli.web_release import INDEX, WebRelease, read_release
from tests.journeys.sdks.certificate import write_certificate

HEADERS = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")
"""What the page's own distribution sends along that a browser acts upon."""
FUNCTIONS = {"/v1/published": "read_page", "/v1/catalog": "read_page", "/v1/reports": "answer_report"}
CLAIMS = {"sub": "bench", "email": "bench@shop.example", "cognito:groups": ["everybody"]}
_DAY_S = 86_400

Job = dict[str, Any]


def describe_job(
    endpoint: Endpoint, folder: Path, visits: list[Job], *, rounds: int, round_trip_ms: int
) -> Job:
    """The whole job; files that it names are written into the folder, but for the rival's."""
    cube = folder / "cube.json"
    cube.write_bytes(_read_cube(endpoint))
    ours = folder / "tally"
    _write_site(read_release(), write_config(endpoint.outputs), ours)
    headers = httpx.get(endpoint.page_url).headers
    return {
        "roundTripMs": round_trip_ms,
        "rounds": rounds,
        "minutes": 60 + int(time.time()) % 4_000,
        "certificate": _make_certificate(folder),
        "token": _write_token(),
        "sites": {
            "tally": {
                "folder": str(ours),
                "keptBelow": ["/assets/"],
                "headers": {name: headers[name] for name in HEADERS},
            },
            "rival": {"folder": str(build_rival(cube)), "keptBelow": FILES_BELOW, "headers": {}},
            "floor": {
                "folder": str(page_floor.write_floor(folder / "floor")),
                "keptBelow": page_floor.FILES_BELOW,
                "headers": {},
            },
        },
        "pools": _describe_functions(endpoint),
        "visits": visits,
    }


def _read_cube(endpoint: Endpoint) -> bytes:
    """The published cube, as it is before it is compressed."""
    s3, bucket = endpoint.client("s3"), endpoint.outputs["ResultsBucket"]
    build = json.loads(s3.get_object(Bucket=bucket, Key=LATEST)["Body"].read())["build"]
    return gzip.decompress(s3.get_object(Bucket=bucket, Key=name_file(build, "cube"))["Body"].read())


def _write_site(release: WebRelease, config: dict[str, str], folder: Path) -> None:
    """As `tally page` puts it into the bucket."""
    files = {f"assets/{release.name}/{name}": content for name, content in release.assets.items()}
    files |= {INDEX: release.index, "config.json": json.dumps(config, indent=2, sort_keys=True).encode()}
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _describe_functions(endpoint: Endpoint) -> dict[str, Any]:
    """Each with the variables that it was deployed with, by the paths that lead to it."""
    functions = endpoint.client("lambda")
    described = {}
    for path, name in FUNCTIONS.items():
        found = functions.get_function_configuration(FunctionName=f"tally-{name.replace('_', '-')}")
        described[path] = {
            "command": [sys.executable, "-m", "bench.page_function", name],
            "variables": {**found["Environment"]["Variables"], **endpoint.name_variables()},
        }
    return described


def _make_certificate(folder: Path) -> dict[str, str]:
    """PEM texts, and the hash by which Chromium is told to trust the key."""
    pem = write_certificate(folder).read_text()
    end = "-----END CERTIFICATE-----\n"
    certificate, _, key = pem.partition(end)
    public = x509.load_pem_x509_certificate((certificate + end).encode()).public_key()
    spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pin = base64.b64encode(hashlib.sha256(spki).digest()).decode()
    return {"cert": certificate + end, "key": key, "pin": pin}


def _write_token() -> str:
    """An id token of somebody, for a day; nobody checks its signature here."""
    parts = ({"alg": "none"}, {**CLAIMS, "exp": int(time.time()) + _DAY_S})
    return ".".join([*(_encode(part) for part in parts), ""])


def _encode(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
