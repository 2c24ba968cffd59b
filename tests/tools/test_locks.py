"""What is installed is fixed by name, version and hash, and never by an address."""

from tools.check_locks import DEVELOPMENT, ROOT, RUNTIME, faults

GOOD = "flask==3.1.3 \\\n    --hash=sha256:aa\n    # via app\n"


def test_the_locks_of_the_project_are_sound() -> None:
    locks = {name: (ROOT / name).read_text("utf-8") for name in (RUNTIME, DEVELOPMENT)}

    assert faults(locks) == []


def test_an_address_is_named_with_its_line() -> None:
    addressed = "--index-url https://mirror.example/simple\n" + GOOD

    assert faults({RUNTIME: GOOD, DEVELOPMENT: addressed}) == [
        "requirements-dev.lock:1: an address; make locks with `make lock`"
    ]


def test_a_package_without_hash_is_named() -> None:
    careless = GOOD + "segno==1.6.6\n    # via app\n"

    assert faults({RUNTIME: GOOD, DEVELOPMENT: careless}) == [
        "requirements-dev.lock: segno has no hash"
    ]


def test_the_tests_run_on_the_versions_that_users_get() -> None:
    newer = GOOD.replace("3.1.3", "3.2.0")

    assert faults({RUNTIME: GOOD, DEVELOPMENT: newer}) == [
        "flask is 3.1.3 in requirements.lock but 3.2.0 in requirements-dev.lock"
    ]
