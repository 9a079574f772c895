"""Builds the layers, without Docker: dependencies from requirements/*.lock, our own code from layers/tally.

`uv` fetches wheels of the target's platform, so an arm64 layer is built on any machine. What functions never
load is dropped: installed as they come, the query packages alone exceed Lambda's 250 MB. The same input is
built once, and a layer's hash is that of its input: bytecode of another 3.13.x deploys nothing anew.
"""

import compileall
import fnmatch
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode

from uv import find_uv_bin

from infra import shipped_code

ROOT = Path(__file__).resolve().parent.parent
OWN = "tally"
"""The name of the layer with our code; every other is the name of a lock file."""
KEPT_OF_OWN = 4
"""Layers of our code that stay in the cache, 3 MB each: every change of a file is another."""
RECIPE = "4"  # raise it when the way of building changes: it is part of every layer's hash

# Paths below python/ that no function loads (fnmatch: * crosses slashes).
DROPPED = (
    "bin/*",
    "*/tests/*",
    "*.pyx",
    "*.pxd",
    "*.pxi",
    "*.pyi",
    "pyarrow/include/*",
    "pyarrow/includes/*",
    "pyarrow/src/*",
    "pyarrow/*flight*",
    "pyarrow/_pyarrow_cpp_tests*",
    # The same library three times over: the extension modules link the name with one version number.
    "pyarrow/libarrow_python.so",
    "pyarrow/libarrow_python.so.*.*.*",
    "pyarrow/libarrow_python_parquet_encryption.so",
    "pyarrow/libarrow_python_parquet_encryption.so.*.*.*",
    "zstandard/_cffi*",  # 11 MB: the second of two back ends
)
NO_BYTECODE = (
    "the layers get no bytecode: they are for Python {target}, and {running} runs here. Functions compile "
    "them again at each start; an environment made by `make setup PYTHON=python{target}` spares that"
)
# In Lambda's Python runtimes already; botocore alone is 30 MB.
IN_THE_RUNTIME = ("boto3*", "botocore*", "s3transfer*", "setuptools*", "pkg_resources*", "_distutils_hack*")


@dataclass(frozen=True, slots=True)
class Machine:
    """What a layer is built for. `uv_platform` None means the machine that builds."""

    python: str
    uv_platform: str | None

    @property
    def name(self) -> str:
        """A name that tells machines apart in the cache."""
        return self.uv_platform or f"{sys.platform}-{platform.machine()}"

    @property
    def compiles(self) -> bool:
        """Bytecode is only valid for the Python that wrote it, so it goes in when that is the target's."""
        return self.python == _name_running_python()


def _name_running_python() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


LAMBDA = Machine(python="3.13", uv_platform="aarch64-manylinux_2_28")


def this_machine() -> Machine:
    """The emulator runs functions on the Python of its own environment: the one that runs here."""
    return Machine(python=_name_running_python(), uv_platform=None)


@dataclass(frozen=True, slots=True)
class LayerArchive:
    """One built layer: a zip with python/ inside, and a hash of what it was built from."""

    path: Path
    digest: str

    @property
    def unzipped_bytes(self) -> int:
        """What counts against Lambda's 250 MB per function."""
        with zipfile.ZipFile(self.path) as archive:
            return sum(entry.file_size for entry in archive.infolist())


@dataclass(frozen=True, slots=True)
class LayerBuilder:
    """Builds layers for one machine, or takes them from the cache."""

    machine: Machine
    cache: Path = ROOT / ".tally" / "layers"

    def __call__(self, name: str) -> LayerArchive:
        """The layer of requirements/<name>.lock, or of our code; RuntimeError with uv's words when a wheel is
        missing.
        """
        digest = self._compute_digest(name)
        archive = self.cache / digest / f"{name}.zip"
        if not archive.exists():
            started = time.monotonic()
            if name == OWN and not self.machine.compiles:
                _say(NO_BYTECODE.format(target=self.machine.python, running=_name_running_python()))
            _say(f"building the layer {name} for Python {self.machine.python}, {self.machine.name} ...")
            self._build(name, archive)
            size = archive.stat().st_size / 1e6
            _say(f"built the layer {name}: {size:.0f} MB zipped, {time.monotonic() - started:.1f} s")
            self._drop_older_code()
        return LayerArchive(archive, digest)

    def _compute_digest(self, name: str) -> str:
        source = (
            shipped_code.hash_all() if name == OWN else (ROOT / "requirements" / f"{name}.lock").read_bytes()
        )
        facts = (RECIPE, self.machine.python, self.machine.name, str(self.machine.compiles))
        return hashlib.sha256("\n".join(facts).encode() + source).hexdigest()[:32]

    def _build(self, name: str, archive: Path) -> None:
        archive.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
            site = Path(folder) / "python"
            if name == OWN:
                shipped_code.copy_all(site)
            else:
                self._install(name, site)
                for path in _find_dropped(site):
                    path.unlink()
            if self.machine.compiles:
                _compile(site)
            draft = Path(folder) / archive.name
            _zip(site, draft)
            draft.replace(archive)  # whole or not at all: two builds may run at once

    def _drop_older_code(self) -> None:
        built = sorted(self.cache.glob(f"*/{OWN}.zip"), key=lambda each: each.stat().st_mtime_ns)
        for old in built[:-KEPT_OF_OWN]:
            shutil.rmtree(old.parent, ignore_errors=True)  # another build may drop it, too

    def _install(self, name: str, site: Path) -> None:
        lock = ROOT / "requirements" / f"{name}.lock"
        command = [find_uv_bin(), "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
        command += ["--only-binary", ":all:", "--target", str(site), "--requirements", str(lock)]
        command += ["--python", sys.executable, "--python-version", self.machine.python]
        if self.machine.uv_platform:
            command += ["--python-platform", self.machine.uv_platform]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed command
        if done.returncode:
            raise RuntimeError(f"the layer {name} could not be built; uv says: {done.stderr.strip()}")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _find_dropped(site: Path) -> Iterator[Path]:
    patterns = DROPPED + IN_THE_RUNTIME
    for path in [entry for entry in site.rglob("*") if not entry.is_dir()]:
        name = path.relative_to(site).as_posix()
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
            yield path


def _compile(site: Path) -> None:
    # Lambda's /opt cannot be written: without these files each cold start compiles every module again.
    compileall.compile_dir(
        site,
        quiet=2,
        stripdir=str(site),
        prependdir="/opt/python",
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )


def _zip(site: Path, archive: Path) -> None:
    """Same content, same bytes: sorted names, one date, one mode."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as zipped:
        for path in sorted(entry for entry in site.rglob("*") if entry.is_file()):
            entry = zipfile.ZipInfo(f"python/{path.relative_to(site).as_posix()}")
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if os.access(path, os.X_OK) else 0o644) << 16
            with path.open("rb") as source, zipped.open(entry, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)
