"""The registry that ``serve`` keeps comes first to a new data folder."""

from freehold.cli.sandbox_child import SandboxChild


def test_a_new_data_folder_is_closed_to_others_from_its_first_moment(tmp_path):
    child = SandboxChild(tmp_path / "data" / "sandbox")
    child.begin()
    try:
        assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
        child.ready()
    finally:
        child.stop()
