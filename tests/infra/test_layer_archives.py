"""The layers: small enough, deterministic, and enough for every function that carries them."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from infra.layer_archives import LAMBDA, OWN, LayerArchive, LayerBuilder, Machine, this_machine
from tests.infra.synthesis import ROOT

# Builds sixteen layers (once per lock file, a minute), unzips them, and starts a bare Python on each.
pytestmark = pytest.mark.slow

# Beside that of our own code, which all carry.
LAYERS_OF: Mapping[str, tuple[str, ...]] = {
    "collect_events": ("wire",),
    "collect_witness": ("wire",),
    "land_events": ("landing", "tools", "arrow"),
    "land_witness": ("wire", "tools", "arrow"),
    "commit_events": ("tools", "arrow", "iceberg"),
    "compact_events": ("tools", "arrow", "iceberg"),
    "quarantine_event": ("tools", "arrow", "iceberg"),
    "refresh_models": ("tools",),
    "audit_lake": ("query",),
    "publish_kpis": ("tools",),
    "publish_answers": ("tools",),
    "answer_report": ("tools",),
    "export_report": ("tools", "publishing"),
    "send_daily_report": ("tools",),
    "send_schedules": ("tools", "publishing"),
    "read_page": ("tools",),
    "serve_settings": ("tools",),
    "change_subscription": ("tools",),
    "forget_customer": ("wire", "tools", "arrow", "iceberg"),
}
LIMIT = 250 * 1024 * 1024  # Lambda's, for a function and all its layers, unzipped

# What Lambda's Python runtime brings: boto3 and all that it needs.
RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six.py", "urllib3")
MOTO = (
    *("moto", "responses", "requests", "certifi", "idna", "charset_normalizer", "yaml", "_yaml"),
    *("werkzeug", "markupsafe", "xmltodict.py", "cryptography", "_cffi_backend*", "cffi", "pycparser"),
    *("jsonpath_ng", "py_partiql_parser"),
)


def bytes_below(folder: Path) -> int:
    files = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return sum(path.stat().st_size for path in files)


@pytest.fixture(scope="module")
def built_here() -> Callable[[str], LayerArchive]:
    """Layers for the Python that runs: what the emulator gets."""
    return LayerBuilder(this_machine())


@pytest.fixture(scope="module")
def built_for_lambda() -> Callable[[str], LayerArchive]:
    """Layers for Lambda; skipped where wheels for arm64 can be had neither from the cache nor the network."""
    build = LayerBuilder(LAMBDA)
    for name in sorted({name for names in LAYERS_OF.values() for name in names}):
        try:
            build(name)
        except RuntimeError as error:
            pytest.skip(f"no arm64 wheels here (no package index, and none cached): {error}")
    return build


@pytest.mark.parametrize("function", LAYERS_OF)
@pytest.mark.parametrize("machine", ["built_here", "built_for_lambda"])
def test_a_function_with_its_layers_fits(function: str, machine: str, request: pytest.FixtureRequest) -> None:
    build: Callable[[str], LayerArchive] = request.getfixturevalue(machine)
    carried = (OWN, *LAYERS_OF[function])
    total = bytes_below(ROOT / "functions" / function) + sum(build(name).unzipped_bytes for name in carried)
    assert total < LIMIT, f"{function}: {total / 2**20:.0f} MiB unzipped"


def test_lambda_layers_hold_arm64_code_for_its_python(
    built_for_lambda: Callable[[str], LayerArchive],
) -> None:
    with zipfile.ZipFile(built_for_lambda("arrow").path) as zipped:
        compiled = [name for name in zipped.namelist() if name.endswith(".so") and "cpython" in name]
    assert compiled
    assert all("cpython-313-aarch64" in name for name in compiled)


@pytest.mark.parametrize("machine", ["built_here", "built_for_lambda"])
def test_bytecode_goes_in_when_it_is_of_the_right_python(
    machine: str, request: pytest.FixtureRequest
) -> None:
    build = request.getfixturevalue(machine)
    with zipfile.ZipFile(build("tools").path) as zipped:
        compiled = [name for name in zipped.namelist() if name.endswith(".pyc")]
    assert bool(compiled) == (build.machine.python == this_machine().python)


def test_a_layer_is_built_once_and_the_same_everywhere(tmp_path: Path) -> None:
    first = LayerBuilder(this_machine(), tmp_path / "a")("wire")
    stamp = first.path.stat().st_mtime_ns
    again = LayerBuilder(this_machine(), tmp_path / "a")("wire")
    elsewhere = LayerBuilder(this_machine(), tmp_path / "b")("wire")
    assert again.path.stat().st_mtime_ns == stamp
    assert first.digest == elsewhere.digest
    assert first.path.read_bytes() == elsewhere.path.read_bytes()


def test_another_machine_is_another_layer(tmp_path: Path) -> None:
    digests = {LayerBuilder(m, tmp_path)._compute_digest("wire") for m in (this_machine(), LAMBDA)}
    assert len(digests) == 2


def test_a_platform_without_wheels_says_so(tmp_path: Path) -> None:
    nowhere = Machine(python="3.7", uv_platform="aarch64-manylinux_2_28")
    with pytest.raises(RuntimeError, match="the layer wire could not be built; uv says"):
        LayerBuilder(nowhere, tmp_path)("wire")


def links(folder: Path, names: tuple[str, ...]) -> Path:
    """A folder with just these modules of the environment that runs the tests."""
    import boto3

    site = Path(boto3.__file__).parent.parent
    for name in names:
        for found in [*site.glob(name), *site.glob(f"{name}-*.dist-info")]:
            (folder / found.name).symlink_to(found)
    return folder


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Lambda's runtime holds, and nothing else."""
    return links(tmp_path_factory.mktemp("runtime"), RUNTIME)


@pytest.fixture(scope="module")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """moto and what it needs, and nothing else: what a layer lacks must be missed."""
    return links(tmp_path_factory.mktemp("moto"), MOTO)


@pytest.fixture(scope="module")
def unzipped(
    tmp_path_factory: pytest.TempPathFactory, built_here: Callable[[str], LayerArchive]
) -> Callable[[str], Path]:
    """The python/ folder of a layer, unzipped once."""
    folder = tmp_path_factory.mktemp("layers")

    def unzip(name: str) -> Path:
        if not (folder / name).exists():
            with zipfile.ZipFile(built_here(name).path) as zipped:
                zipped.extractall(folder / name)
        return folder / name / "python"

    return unzip


def run_with(paths: list[Path], code: str, **environment: str) -> str:
    """Run code in a bare Python that finds modules on these paths only; its output."""
    variables = {"PYTHONPATH": os.pathsep.join(map(str, paths)), "PATH": os.environ["PATH"], **environment}
    done = subprocess.run(
        [sys.executable, "-S", "-B", "-c", code],
        env=variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


IMPORTS_HANDLERS = """
import sys
for folder in FOLDERS:
    sys.path.insert(0, folder)
    import handler
    assert handler.__file__.startswith(folder)
    print(callable(handler.handle))
    sys.path.remove(folder)
    del sys.modules["handler"]
"""


@pytest.mark.parametrize("names", dict.fromkeys(LAYERS_OF.values()), ids="-".join)
def test_a_handler_finds_all_it_imports(
    names: tuple[str, ...], unzipped: Callable[[str], Path], runtime: Path
) -> None:
    paths = [*(unzipped(name) for name in (OWN, *names)), runtime]
    folders = [str(ROOT / "functions" / function) for function in LAYERS_OF if LAYERS_OF[function] == names]
    assert run_with(paths, IMPORTS_HANDLERS.replace("FOLDERS", str(folders))) == "True\n" * len(folders)


IN_MOTO = """
from moto import mock_aws
mock_aws().start()
import boto3
boto3.client("s3").create_bucket(Bucket="bucket")
"""

WRITES_A_TABLE = """
import io
import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.catalog.glue import GlueCatalog
catalog = GlueCatalog("lake")
catalog.create_namespace("lake")
rows = pa.table({"day": ["2026-11-21"] * 3, "n": [1, 2, 3]})
pq.write_table(rows, io.BytesIO(), compression="zstd")
table = catalog.create_table("lake.events", schema=rows.schema, location="file://FOLDER/events")
table.append(rows)
table.append(rows)
print(catalog.load_table("lake.events").scan().to_arrow().num_rows)
"""

WRITES_A_FRAME = """
import awswrangler as wr
import pandas as pd
wr.s3.to_parquet(pd.DataFrame({"n": [1, 2]}), "s3://bucket/n.parquet")
print(int(wr.s3.read_parquet("s3://bucket/n.parquet").n.sum()))
"""


def run_in_moto(paths: list[Path], work: str) -> str:
    credentials = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    return run_with(paths, IN_MOTO + work, AWS_DEFAULT_REGION="us-east-1", **credentials)


def test_the_slimmed_layers_still_write_an_iceberg_table(
    unzipped: Callable[[str], Path], runtime: Path, moto: Path, tmp_path: Path
) -> None:
    paths = [*(unzipped(name) for name in LAYERS_OF["commit_events"]), runtime, moto]
    assert run_in_moto(paths, WRITES_A_TABLE.replace("FOLDER", str(tmp_path))) == "6\n"


def test_the_slimmed_query_layer_still_reads_and_writes(
    unzipped: Callable[[str], Path], runtime: Path, moto: Path
) -> None:
    assert run_in_moto([unzipped("query"), runtime, moto], WRITES_A_FRAME) == "3\n"


def test_the_shop_time_zone_is_known_without_the_system(unzipped: Callable[[str], Path]) -> None:
    for layer in ("tools", "query"):
        code = "from zoneinfo import ZoneInfo; print(ZoneInfo('Europe/Rome'))"
        assert run_with([unzipped(layer)], code, PYTHONTZPATH="") == "Europe/Rome\n"
