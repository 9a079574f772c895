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

from infra.constructs.tally_function import NEVER_SHIPPED
from infra.layer_archives import LayerArchive

PLAN_FILE = "tracking_plan.toml"
OUR_CODE = Path(__file__).resolve().parent.parent.parent / "layers" / "tally"


class Layers(Construct):
    """The layer `tally` as it lies in the repository, one per requirements/<name>.lock, and the plan's."""

    def __init__(
        self, scope: Construct, construct_id: str, *, build: Callable[[str], LayerArchive], plan: Path
    ) -> None:
        super().__init__(scope, construct_id)
        tally = self._layer("tally", lambda_.Code.from_asset(str(OUR_CODE), exclude=NEVER_SHIPPED))
        wire, tools, arrow, iceberg, query = (
            self._layer(name, _code(build(name))) for name in ("wire", "tools", "arrow", "iceberg", "query")
        )
        self.collecting = (tally, wire)
        self.landing = (tally, wire, tools, arrow)
        self.committing = (tally, tools, arrow, iceberg)
        self.querying = (tally, query)
        self.erasing = (tally, wire, tools, arrow, iceberg)  # five, as many as a function may have
        with tempfile.TemporaryDirectory() as folder:
            self.plan = self._layer("plan", _code(_plan_archive(plan, Path(folder))))

    def _layer(self, name: str, code: lambda_.AssetCode) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name.capitalize(),
            layer_version_name=f"tally-{name}" if name != "tally" else name,
            code=code,
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
        )


def _plan_archive(plan: Path, folder: Path) -> LayerArchive:
    """A layer with the plan alone, where Python finds it; `tally plan check` looks at more than its TOML."""
    text = plan.read_bytes()
    tomllib.loads(text.decode())
    archive = folder / "plan.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr(f"python/{PLAN_FILE}", text)
    return LayerArchive(archive, hashlib.sha256(text).hexdigest()[:32])


def _code(archive: LayerArchive) -> lambda_.AssetCode:
    return lambda_.Code.from_asset(
        str(archive.path), asset_hash=archive.digest, asset_hash_type=AssetHashType.CUSTOM
    )
