"""Our code and our dependencies as Lambda layers."""

from collections.abc import Callable
from pathlib import Path

from aws_cdk import AssetHashType
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.constructs.tally_function import NEVER_SHIPPED
from infra.layer_archives import LayerArchive

OUR_CODE = Path(__file__).resolve().parent.parent.parent / "layers" / "tally"


class Layers(Construct):
    """The layer `tally` as it lies in the repository, and one per requirements/<name>.lock."""

    def __init__(self, scope: Construct, construct_id: str, *, build: Callable[[str], LayerArchive]) -> None:
        super().__init__(scope, construct_id)
        tally = self._layer("tally", lambda_.Code.from_asset(str(OUR_CODE), exclude=NEVER_SHIPPED))
        wire, tools, arrow, iceberg, query = (
            self._layer(name, _code(build(name))) for name in ("wire", "tools", "arrow", "iceberg", "query")
        )
        self.collecting = (tally, wire)
        self.landing = (tally, wire, tools, arrow)
        self.committing = (tally, tools, arrow, iceberg)
        self.querying = (tally, query)

    def _layer(self, name: str, code: lambda_.AssetCode) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name.capitalize(),
            layer_version_name=f"tally-{name}" if name != "tally" else name,
            code=code,
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
        )


def _code(archive: LayerArchive) -> lambda_.AssetCode:
    return lambda_.Code.from_asset(
        str(archive.path), asset_hash=archive.digest, asset_hash_type=AssetHashType.CUSTOM
    )
