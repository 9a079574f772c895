"""The synthesised templates of both targets."""

import pytest

from tests.infra.synthesis import Deployment, synthesise


@pytest.fixture(scope="session")
def on_aws(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """The deployment that `make deploy` makes, with a mail address for alarms."""
    from infra.stage import Stage

    return synthesise(
        Stage(alarm_email="shop@example.com", mail_from="tally@shop.example"), tmp_path_factory.mktemp("aws")
    )


@pytest.fixture(scope="session")
def on_emulator(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """The deployment that `tally up` makes."""
    from infra.stage import Stage, Target

    return synthesise(Stage(target=Target.EMULATOR), tmp_path_factory.mktemp("emulator"))
