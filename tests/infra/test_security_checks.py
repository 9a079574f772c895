"""cdk-nag passes because it looks, not because it sleeps."""

from pathlib import Path

import pytest

from tests.infra.synthesis import cdk_context, synthesise


@pytest.mark.parametrize("target", ["aws", "emulator"])
def test_the_app_passes_for(target: str, tmp_path: Path) -> None:
    from infra.stage import Stage

    deployment = synthesise(Stage.from_context({"target": target}), tmp_path)
    assert deployment.pipeline.functions


def test_an_open_bucket_beside_ours_does_not_pass(tmp_path: Path) -> None:
    import aws_cdk as cdk
    from aws_cdk import aws_s3 as s3

    from infra.app import add_stacks
    from infra.layer_archives import LayerArchive
    from infra.stage import Stage

    archive = tmp_path / "layer.zip"
    archive.write_bytes(b"PK\x05\x06" + bytes(18))
    app = cdk.App(outdir=str(tmp_path / "out"), context=cdk_context())
    lake, _ = add_stacks(app, Stage(), lambda name: LayerArchive(archive, name))
    s3.Bucket(lake, "Open")
    with pytest.raises(RuntimeError, match="AwsSolutions-S10"):
        app.synth()


def test_a_resource_that_cannot_be_spelled_is_refused() -> None:
    import aws_cdk as cdk

    from infra.constructs.reasons import accept_resources

    stack = cdk.Stack(cdk.App(), "Some")
    unknown = cdk.Fn.select(0, ["a*", "b"]) + cdk.Fn.base64("*") + "*"
    with pytest.raises(TypeError, match="spelling"):
        accept_resources(stack, [unknown], "no reason")
