"""Lambda: what a handler's exception becomes, and how long a silent handler takes."""

import queue
import time
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

RAISED = "$raised"
"""Key under which the worker hands back an exception, as a result: a failed reply would end the worker."""

END_OF_LOG = "\x1e"
"""Line that the worker writes after each invocation, so that nobody waits for lines that will not come."""

_LOG_WAIT_S = 0.25
_LONGEST_REQUEST_S, _PATIENCE = 30, 3

_CALL = """
            result = handler_fn(event, context)
            _real_stdout.write(json.dumps({"status": "ok", "result": result}) + "\\n")
        except Exception as e:
            _real_stdout.write(json.dumps(FAILED) + "\\n")
""".replace("FAILED", '{"status": "error", "error": str(e), "trace": traceback.format_exc()}')
_REPAIRED_CALL = f'''
            result = handler_fn(event, context)
            _reply = json.dumps({{"status": "ok", "result": result}})
        except Exception as e:
            _raised = {{"errorMessage": str(e), "errorType": type(e).__name__,
                       "stackTrace": traceback.format_tb(e.__traceback__)}}
            sys.stderr.write("[ERROR] " + traceback.format_exc())
            _reply = json.dumps({{"status": "ok", "result": {{"{RAISED}": _raised}}}})
        sys.stderr.write("\\x1e\\n")
        sys.stderr.flush()
        _real_stdout.write(_reply + "\\n")
'''
_IMPORT_FAILED = """"error": str(e)}) + "\\n")
        _real_stdout.flush()
        return
"""


def repair() -> None:
    """Apply every repair of this module."""
    lambda_runtime._PYTHON_WORKER_SCRIPT = _repair_worker(lambda_runtime._PYTHON_WORKER_SCRIPT)
    lambda_runtime.Worker._drain_stderr_bounded = _read_log_lines
    lambda_runtime.Worker.__init__ = _be_patient(lambda_runtime.Worker.__init__)
    lambda_svc._execute_function_warm = _keep_error_type(lambda_svc._execute_function_warm)
    lambda_svc._execute_function_dispatch = _count_calls(lambda_svc._execute_function_dispatch)


def _repair_worker(script: str) -> str:
    """AWS reports an exception's own type and stack trace, logs it, and keeps the execution environment.

    Stock: every exception is a Runtime.HandlerError and ends the worker. A failed import is logged with its
    traceback too.
    """
    for stock, repaired in (
        (_CALL, _REPAIRED_CALL),
        (_IMPORT_FAILED, _IMPORT_FAILED.replace("str(e)", "traceback.format_exc()")),
    ):
        if script.count(stock) != 1:
            raise RuntimeError("ministack's Python worker is not the one that this repair was written for")
        script = script.replace(stock, repaired)
    return script


def _be_patient(init: Callable[..., None]) -> Callable[..., None]:
    """A cold start has a processor of its own on AWS. Here a busy machine may take more than the 10 s that a
    function which answers requests has: the caller would hear 500. Those of minutes keep their time.
    """

    def run(worker: Any, *args: Any, **named: Any) -> None:
        init(worker, *args, **named)
        timeout_s = worker.config.get("Timeout", 0)
        if 0 < timeout_s <= _LONGEST_REQUEST_S:
            worker.config = {**worker.config, "Timeout": timeout_s * _PATIENCE}

    return run


def _keep_error_type(
    execute: Callable[[dict[str, Any], Any, str], dict[str, Any]],
) -> Callable[[dict[str, Any], Any, str], dict[str, Any]]:
    """AWS answers errorType with the exception's class: Step Functions' Retry and Catch match on it."""

    def run(func: dict[str, Any], event: Any, request_id: str) -> dict[str, Any]:
        answer = execute(func, event, request_id)
        body = answer.get("body")
        if isinstance(body, dict) and RAISED in body:
            return {"body": body[RAISED], "error": True, "log": answer.get("log", "")}
        return answer

    return run


def _count_calls(dispatch: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """AWS counts Invocations, Errors and Duration of every call, whoever makes it.

    Stock: only calls through the Invoke API.
    """
    emit = lambda_svc._emit_lambda_metrics
    lambda_svc._emit_lambda_metrics = lambda name, duration_ms, error, throttle: (
        emit(name, duration_ms, error, throttle) if throttle else None
    )

    def run(func: Any, config: dict[str, Any], event: Any, request_id: str, started: float) -> dict[str, Any]:
        answer = dispatch(func, config, event, request_id, started)
        duration_ms = (time.time() - started) * 1000
        emit(config.get("FunctionName", ""), duration_ms, bool(answer.get("error")), False)
        return answer

    return run


def _read_log_lines(worker: Any, *_: float, **__: float) -> str:
    """A silent handler answers at once on AWS. Stock: up to 50 ms pass waiting for a first line on stderr."""
    lines: list[str] = []
    deadline = time.monotonic() + _LOG_WAIT_S
    while (left := deadline - time.monotonic()) > 0:
        try:
            line = worker._stderr_queue.get(timeout=left)
        except queue.Empty:
            break
        if line == END_OF_LOG:
            break
        lines.append(line)
    return "\n".join(lines)
