"""The CDK app: `python -m infra.app` is what the cdk command runs. docs/guides/deploy.md has its values."""

import sys
from collections.abc import Callable

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks

from infra.lake_stack import LakeStack
from infra.layer_archives import LAMBDA, LayerArchive, LayerBuilder, this_machine
from infra.pipeline_stack import PipelineStack
from infra.stage import Stage, read_settings_file
from infra.values import ROOT

NOBODY_TOLD = (
    "tally.toml: alarm_email is not set, and nobody would hear an alarm: write who is told, "
    'or alarm_email = "" for nobody'
)
EMULATOR_ASSETS = "tally-assets"  # a bucket that `tally up` makes: no bootstrap stack, 6 s saved


def add_stacks(
    app: cdk.App, stage: Stage, build_layer: Callable[[str], LayerArchive]
) -> tuple[LakeStack, PipelineStack]:
    """Add both stacks, checked by cdk-nag's AwsSolutions pack, to the app."""
    lake = LakeStack(
        app,
        "TallyLake",
        stage=stage,
        synthesizer=_choose_synthesizer(stage),
        description="Tally: what is kept",
        termination_protection=not stage.is_emulator,
    )
    pipeline = PipelineStack(
        app,
        "TallyPipeline",
        stage=stage,
        lake=lake,
        build_layer=build_layer,
        synthesizer=_choose_synthesizer(stage),
        description="Tally: what computes",
    )
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return lake, pipeline


def _choose_synthesizer(stage: Stage) -> cdk.IStackSynthesizer:
    if stage.is_emulator:
        return cdk.CliCredentialsStackSynthesizer(file_assets_bucket_name=EMULATOR_ASSETS)
    return cdk.DefaultStackSynthesizer()


def choose_stage(app: cdk.App) -> Stage:
    """What tally.toml and the context say; a wrong key or value ends the process with a sentence."""
    context = app.node.get_all_context()
    try:
        file = read_settings_file(ROOT / (context.pop("settings", None) or "tally.toml"))
        stage = Stage.from_context(context, file)
    except ValueError as wrong:
        sys.exit(str(wrong))
    if not stage.is_emulator and "alarm_email" not in {**file, **context}:
        sys.exit(NOBODY_TOLD)
    return stage


def main() -> None:
    """Synthesise for the target in the context."""
    app = cdk.App()
    stage = choose_stage(app)
    machine = this_machine() if stage.is_emulator else LAMBDA
    add_stacks(app, stage, LayerBuilder(machine))
    app.synth()


if __name__ == "__main__":
    main()
