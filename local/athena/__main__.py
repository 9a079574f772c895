"""`python -m local.athena --port P --aws-endpoint URL`: serve until SIGTERM or SIGINT."""

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from local.athena.server import AthenaServer


def main() -> None:
    """Serve Athena's API on 127.0.0.1."""
    parser = argparse.ArgumentParser(prog="python -m local.athena", description="Athena on one machine.")
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--aws-endpoint", required=True, help="the emulator, such as http://127.0.0.1:4566")
    parser.add_argument("--emulator-log", type=Path, help="where the emulator writes what its functions say")
    options = parser.parse_args()
    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of statements that are handled here
    signal.signal(signal.SIGTERM, _stop)
    server = AthenaServer(options.port, options.aws_endpoint, options.emulator_log)
    print(f"Athena's stand-in answers at {server.url}", flush=True)
    warming = threading.Thread(target=server.service.engine.warm_up)
    warming.start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.service.executions.close()
        warming.join()
        sys.exit(0)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
