"""How Playgrounds are started, and for whom."""

import json
from pathlib import Path

from deploy.local.playground import PEOPLE, advice, ports_from, write_config
from simulator import MEI, WEI


def test_the_people_are_those_of_the_simulator() -> None:
    """They sign in there, and the demo says what they see."""
    ours = [(person.name, person.user_name, person.region) for person in PEOPLE]

    assert ours == [(person.name, person.user_name, person.region) for person in (MEI, WEI)]


def test_each_playground_has_its_own_person(tmp_path: Path) -> None:
    """Nobody and no chat is in both, so that the bot keeps them apart."""
    ids = []
    for person in PEOPLE:
        write_config(tmp_path / person.id, person)
        text = (tmp_path / person.id / ".m365agentsplayground.yml").read_text("utf-8")
        config = json.loads(text)
        assert config["currentUser"]["name"] == person.name
        assert config["currentUser"]["email"] == person.user_name
        people = [config["currentUser"], *config["users"]]
        places = [config["personalChat"], config["groupChat"], config["team"]]
        ids += [each["id"] for each in (*people, *places, *config["team"]["channels"])]
        ids += [each["aadObjectId"] for each in people]

    assert len(set(ids)) == len(ids)


def test_ports_are_next_to_each_other() -> None:
    """A Playground finds a free one where there is none."""
    assert ports_from(56150, 1) == [56150]
    assert ports_from(56150, 2) == [56150, 56151]
    assert ports_from(65535, 2) == [65535, 0]
    assert ports_from(0, 2) == [0, 0]


def test_the_advice_says_where_to_open_what() -> None:
    """It names ports that were taken, and the licence all that are open to the network."""
    one = advice([None], [56150], [56150], sign_in_port=3980)
    two = advice(PEOPLE, [56150, 56151], [56150, 60000], sign_in_port=3980)

    assert "Open http://localhost:56150 and ask a question in the chat.\n" in one
    assert "Open http://localhost:56150 as Mei Lin, who sees North.\n" in two
    assert (
        "Open http://localhost:60000 as Wei Chen, who sees Central (port 56151 was taken)." in two
    )
    assert "on port 3980" in two
    assert "3980" not in one
    assert "port 56150." in one
    assert "ports 56150 and 60000." in two
