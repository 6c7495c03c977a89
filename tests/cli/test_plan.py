"""`shoeclassifier plan`: a recommendation for people, or one object for programs."""

from pathlib import Path

from shoeclassifier_gui.cli.parser import build_parser
from tests.cli.conftest import Shell


def test_plan_gives_one_object(shell: Shell, sample: Path) -> None:
    said = shell("plan", sample, "--json")
    assert said.code == 0
    assert set(said.json) == {"case", "reasons", "knobs", "estimates", "facts", "warnings"}
    assert said.json["case"] == "no_weights"  # A private home has none.
    assert said.json["knobs"]["image_size"] == 64
    assert said.json["knobs"]["freeze"] == 0
    cost = said.json["estimates"]["balanced"]
    assert 0 < cost["first_model_s"] < cost["total_s"]
    assert said.json["facts"]["train_counts"].keys() == {
        path.name for path in sample.iterdir() if path.is_dir() and path.name[0] != "."
    }


def test_plan_tells_people_why_and_what_it_costs(shell: Shell, sample: Path) -> None:
    said = shell("plan", sample, "--weights", "none", "--backbone", "squeezenet1_1")
    assert said.code == 0
    assert said.out.startswith("From scratch")
    assert "learns everything from your pictures" in said.out
    assert "recommended" in said.out.splitlines()[-1]
    _, _, command = said.out.partition("Train so with: shoeclassifier ")
    options = build_parser().parse_args(command.splitlines()[0].split())
    assert (options.backbone, options.weights) == ("squeezenet1_1", "none")
    assert (options.plan, options.image_size) == ("balanced", 64)


def test_a_network_that_is_not_known_is_said(shell: Shell, sample: Path) -> None:
    said = shell("plan", sample, "--backbone", "vgg99")
    assert said.code == 2
    assert "vgg99" in said.err
