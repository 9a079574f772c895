"""How two workers share the tests: what one fixture serves stays together, what takes longest comes first."""

import re

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

TOGETHER = {
    r"tests/infra/(?!test_layer_archives)": "tests/infra",
    r"tests/journeys/sdks/test_(faults|turns|visits)\.py": "visits",
}
"""By how their modules begin: scopes that share templates and the CDK's process, or the SDKs' visits."""

LONGEST = (
    "tests/journeys/test_demo.py",
    "visits",
    "tests/journeys/test_forget.py",
    "tests/journeys/test_import.py",
    "tests/journeys/test_killed.py",
    "tests/journeys/test_killed_refresh.py",
    "tests/journeys/test_records.py",
    "tests/adapters/athena/test_models_on_stand_in.py",
    "tests/journeys/test_deploy_values.py",
    "tests/journeys/test_connect.py",
    "tests/journeys/test_up_and_down.py",
    "tests/infra/test_layer_archives.py",
    "tests/functions/test_memory.py",
    "tests/reports/test_funnel_random.py",
    "tests/bench/test_reports.py",
    "tests/sql/test_whole_build.py",
    "tests/sql/test_night_fuzz.py",
)
"""Scopes that begin before all others, in this order: a worker that began one of them last would end alone.

The demo and the visits begin at once, so on an emulator each: no witness sees the visits, which are of today.
"""


class OneWorkerAScope(LoadScopeScheduling):
    """Fixtures of a module, or of modules that share them, are made once."""

    def _split_scope(self, nodeid: str) -> str:
        return name_scope(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        for scope in reversed([each for each in LONGEST if each in self.workqueue]):
            self.workqueue.move_to_end(scope, last=False)
        super()._assign_work_unit(node)


def name_scope(nodeid: str) -> str:
    """The name under which tests stay on one worker."""
    module = nodeid.partition("::")[0]
    return next((name for start, name in TOGETHER.items() if re.match(start, module)), module)
