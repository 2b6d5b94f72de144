"""One trace id from the call to the EPP command: stored with the task, in the log, and at a collector if there is one."""

import http.server
import threading
from contextlib import contextmanager

import pytest
import requests
from alibabacloud_domain20180129 import models
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from freehold import traces
from freehold.sandbox.admin_client import AdminClient
from freehold.settings import BadSettings, load
from support.sdk import v2_client
from support.served import Served, acme
from support.signing import v1_parameters
from support.waiting import until

SUBMIT = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
CALLERS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        (CALLERS, CALLERS),
        ("cc" + CALLERS[2:] + "-what-comes-later", CALLERS),
        (CALLERS + "-more", None),
        ("ff" + CALLERS[2:], None),
        (CALLERS.replace("0af7651916cd43dd8448eb211c80319c", "0" * 32), None),
        (CALLERS.replace("b7ad6b7169203331", "0" * 16), None),
        (CALLERS.upper(), None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_a_traceparent_is_read_as_w3c_says_and_a_bad_one_is_as_none(text, understood):
    assert traces.read(text) == understood


def test_several_headers_are_none():
    assert traces.told([CALLERS.encode()]) == CALLERS
    assert traces.told([CALLERS.encode(), CALLERS.encode()]) is None


def test_without_a_collector_a_span_is_nothing_and_a_trace_goes_on():
    with traces.within(CALLERS), traces.span("work", registry="north"):
        traces.note(code=1000)
        assert traces.current() == CALLERS

    assert traces.current() is None


@pytest.mark.parametrize(
    ("text", "why"),
    [('endpoint = "collector:4318"', "must be an address"), ("share = 1.5", "must be from 0 to 1")],
)
def test_settings_that_make_no_sense_are_refused(tmp_path, text, why):
    config = tmp_path / "freehold.toml"
    config.write_text(f"[traces]\n{text}\n")

    with pytest.raises(BadSettings, match=why):
        load(config, {}, {})


class Collector(http.server.ThreadingHTTPServer):
    """Takes OTLP over HTTP, as collectors do."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Taker)
        self.spans, self.tokens, self.services = [], set(), set()


class Taker(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        taken = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["content-length"])))
        assert self.path == "/v1/traces"
        self.server.tokens.add(self.headers["authorization"])
        for resource in taken.resource_spans:
            named = {entry.key: entry.value.string_value for entry in resource.resource.attributes}
            self.server.services.add(named["service.name"])
            for scope in resource.scope_spans:
                self.server.spans += scope.spans
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def collector():
    with Collector() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def told(span):
    """A span's attributes."""
    return {
        entry.key.removeprefix("freehold."): entry.value.string_value or entry.value.int_value
        for entry in span.attributes
    }


@pytest.fixture(scope="module")
def life(tmp_path_factory):
    """(the collector after the server's end, what the registry did, the tasks' numbers, everything sent as octets)."""
    folder = tmp_path_factory.mktemp("traced")
    names = ["one.com", "two.com", "three.com"]
    with collector() as taking:
        env = {
            "FREEHOLD_TRACES__ENDPOINT": f"http://127.0.0.1:{taking.server_address[1]}/v1/traces",
            "FREEHOLD_TRACES__TOKEN": "a-collectors-token",
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }
        with Served(folder / "data", acme([{"name": name} for name in names]), env=env) as served:
            client = v2_client(served.endpoint, "testid", "testsecret")
            first = client.save_task_for_updating_registrant_info_by_registrant_profile_id(
                models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
                    domain_name=names[:2], registrant_profile_id=1
                )
            ).body.task_no
            parameters = v1_parameters(SUBMIT, {"DomainName.1": names[2], "RegistrantProfileId": "1"})
            answer = requests.get(
                f"http://{served.endpoint}/", params=parameters, headers={"traceparent": CALLERS}, timeout=10
            )
            second = answer.json()["TaskNo"]
            requests.get(f"http://{served.endpoint}/?Action={'x' * 50}", timeout=10)

            def open_rows(task_no):
                question = models.QueryTaskDetailListRequest(task_no=task_no, page_num=1, page_size=10)
                rows = client.query_task_detail_list(question).body.data.task_detail
                return [row for row in rows if row.task_status_code < 2]

            until(lambda: not open_rows(first) and not open_rows(second))
            with AdminClient(folder / "data/sandbox") as registry:
                ledger = registry.ledger()
        yield taking, ledger, (first, second), names


def named(spans, name):
    return [span for span in spans if span.name == name]


def test_a_call_and_the_commands_that_follow_are_one_trace(life):
    taking, ledger, (first, second), _ = life
    tasks = {told(span)["task"]: span.trace_id for span in named(taking.spans, "chunk")}
    calls = named(taking.spans, SUBMIT)

    assert {span.trace_id for span in calls} == set(tasks.values())
    assert tasks[first] != tasks[second]
    assert all((told(span)["code"], told(span)["status"]) == ("OK", 200) for span in calls)
    updates = named(taking.spans, "domain:update")
    at_registry = {entry["cl_trid"] for entry in ledger if entry["command"] == "domain:update"}
    assert {told(span)["cl_trid"] for span in updates} == at_registry
    assert len(updates) == 3
    assert {told(span)["code"] for span in updates} == {1000}
    assert [span.trace_id for span in updates].count(tasks[first]) == 2

    above = {span.span_id: span for span in taking.spans}
    for update in updates:
        item = above[update.parent_span_id]
        chunk = above[item.parent_span_id]
        call = above[chunk.parent_span_id]
        assert (item.name, chunk.name, call.name) == ("item", "chunk", SUBMIT)
        assert told(item)["outcome"] == "done"


def test_a_callers_trace_is_gone_on_with(life):
    taking, _, (_, second), _ = life
    (chunk,) = [span for span in named(taking.spans, "chunk") if told(span)["task"] == second]

    assert chunk.trace_id.hex() == CALLERS[3:35]
    (call,) = [span for span in named(taking.spans, SUBMIT) if span.trace_id == chunk.trace_id]
    assert call.parent_span_id.hex() == CALLERS[36:52]


def test_spans_name_no_domain_no_person_and_nothing_a_caller_made_up(life):
    taking, _, _, names = life
    everything = b"".join(span.SerializeToString() for span in taking.spans)

    for word in (*names, "acme", "testid", "hostmaster", "Widgets", "x" * 50):
        assert word.encode() not in everything
    assert taking.tokens == {"Bearer a-collectors-token"}
    assert taking.services == {"freehold"}


def test_polling_and_other_work_of_no_call_makes_no_trace(life):
    assert named(life[0].spans, "poll") == []
