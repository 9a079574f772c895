"""DuckDB's connections under the stand-in."""

import gc
from concurrent.futures import ThreadPoolExecutor

from local.athena.engine import AT_ONCE, Engine

KEY_OF_ABC = 4952883123889572249


def test_functions_in_python_outlive_the_connection_that_brought_them() -> None:
    engine = Engine("127.0.0.1:1")
    gc.collect()

    def key(_: int) -> int:
        with engine.cursor() as cursor:
            (found,) = cursor.execute(
                "select distinct xxhash64_of_text('abc' || x) from (values ('')) t(x)"
            ).fetchall()
        return int(found[0])

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert set(threads.map(key, range(50))) == {KEY_OF_ABC}


def test_nothing_is_downloaded() -> None:
    with Engine("127.0.0.1:1").cursor() as cursor:
        settings = "autoinstall_known_extensions", "autoload_known_extensions"
        found = [cursor.execute(f"select current_setting('{name}')").fetchall() for name in settings]
    assert found == [[(False,)], [(False,)]]
