"""Our code and our dependencies as Lambda layers."""

import hashlib
import tempfile
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

from aws_cdk import AssetHashType
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.layer_archives import OWN, LayerArchive

PLAN_FILE = "tracking_plan.toml"
COUNTRIES_FILE = "countries.mmdb"


class Layers(Construct):
    """The layer `tally` of our code, one per requirements/<name>.lock, and the plan's."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        build: Callable[[str], LayerArchive],
        plan: Path,
        countries: Path | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        tally, wire, landing, tools, arrow, iceberg, query, publishing = (
            self._add_layer(name, _make_code(build(name)))
            for name in (OWN, "wire", "landing", "tools", "arrow", "iceberg", "query", "publishing")
        )
        with tempfile.TemporaryDirectory() as folder:
            shops_own = self._add_layer(
                "plan", _make_code(_build_plan_archive(plan, countries, Path(folder)))
            )
        self.collecting = (tally, wire)
        self.landing_events = (tally, landing, tools, arrow, shops_own)
        self.landing_witness = (tally, wire, tools, arrow, shops_own)
        self.committing = (tally, wire, tools, arrow, iceberg)
        self.querying = (tally, tools)
        self.querying_by_plan = (tally, tools, shops_own)
        self.exporting = (tally, tools, publishing)
        self.auditing = (tally, query)  # pandas and awswrangler: decision 0017
        self.erasing = (tally, wire, tools, arrow, iceberg)  # five, as many as a function may have

    def _add_layer(self, name: str, code: lambda_.AssetCode) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name.capitalize(),
            layer_version_name=f"tally-{name}" if name != OWN else name,
            code=code,
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
        )


def _build_plan_archive(plan: Path, countries: Path | None, folder: Path) -> LayerArchive:
    """A layer with the shop's own files, where Python finds them; land_events has room for no sixth layer.

    `tally plan check` looks at more of the plan than its TOML.
    """
    files = {PLAN_FILE: plan.read_bytes()}
    tomllib.loads(files[PLAN_FILE].decode())
    if countries:
        files[COUNTRIES_FILE] = countries.read_bytes()
    archive = folder / "plan.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(f"python/{name}", content)
    return LayerArchive(archive, hashlib.sha256(b"\0".join(files.values())).hexdigest()[:32])


def _make_code(archive: LayerArchive) -> lambda_.AssetCode:
    return lambda_.Code.from_asset(
        str(archive.path), asset_hash=archive.digest, asset_hash_type=AssetHashType.CUSTOM
    )
