"""What we answer is what the official SDK's models read: every member arrives, none is silently dropped."""

import importlib
import json

import pytest
from alibabacloud_domain20180129 import models

from actions.test_golden import BUILT, kept


@pytest.mark.parametrize("action", sorted(BUILT))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_second_generations_models_read_every_member_of_every_golden_answer(action, language):
    answers = [(title, json.loads(body)) for title, status, body in kept(action, "JSON", language) if status == 200]
    assert answers

    for title, answered in answers:
        read = getattr(models, f"{action}ResponseBody")().from_map(answered)
        assert read.to_map() == answered, title


def test_each_request_of_the_first_generation_exists():
    for action in BUILT:
        module = importlib.import_module(f"aliyunsdkdomain.request.v20180129.{action}Request")
        assert getattr(module, f"{action}Request")().get_action_name() == action
