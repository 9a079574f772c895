"""Synthesises both stacks in process, with small stand-ins for the dependency layers.

The CDK is imported when a test runs: it starts a Node process, seven seconds that other workers can spare.
"""

import json
import os
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from infra.stage import Stage

# The CDK is JavaScript: it runs on the Node that came with the environment, whatever else is installed.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

ROOT = Path(__file__).resolve().parent.parent.parent
Resource = dict[str, Any]


@dataclass(frozen=True)
class Template:
    """One stack's CloudFormation template."""

    body: dict[str, Any]

    def of_type(self, cloudformation_type: str) -> dict[str, Resource]:
        """Logical id -> resource, for one type such as AWS::S3::Bucket."""
        return {
            name: resource
            for name, resource in self.body["Resources"].items()
            if resource["Type"] == cloudformation_type
        }

    def properties(self, cloudformation_type: str) -> list[dict[str, Any]]:
        """The properties of all resources of one type."""
        return [resource["Properties"] for resource in self.of_type(cloudformation_type).values()]

    @property
    def functions(self) -> dict[str, dict[str, Any]]:
        """verb_noun -> properties of each Lambda function."""
        return {
            properties["FunctionName"].removeprefix("tally-").replace("-", "_"): properties
            for properties in self.properties("AWS::Lambda::Function")
        }


def cdk_context() -> dict[str, Any]:
    """What cdk.json gives the app: the feature flags."""
    context: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]
    return context


@dataclass(frozen=True)
class Deployment:
    """What one `cdk synth` would make."""

    lake: Template
    pipeline: Template


def synthesise(stage: "Stage", folder: Path) -> Deployment:
    """Synthesise in process; cdk-nag's findings raise RuntimeError."""
    import aws_cdk as cdk

    from infra.app import add_stacks
    from infra.layer_archives import LayerArchive

    archive = folder / "layer.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("python/empty.py", "")
    app = cdk.App(outdir=str(folder / "out"), context=cdk_context())
    add_stacks(app, stage, lambda name: LayerArchive(archive, digest=f"layer-{name}"))
    assembly = app.synth()
    lake, pipeline = (
        Template(assembly.get_stack_by_name(name).template) for name in ("TallyLake", "TallyPipeline")
    )
    return Deployment(lake, pipeline)
