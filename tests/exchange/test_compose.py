"""The production files keep to the Compose specification and to the settings of the embedded start.

No container engine is where these tests run: the specification's rules for what the file uses are checked instead.
"""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from exchange.embedded.postgres import COLLATION, memory_settings
from exchange.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\$\{([A-Z_]+)(?::([-?])([^}]*))?\}")
TEXTS = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
SECONDS = {"type": "string", "pattern": "^[0-9]+(ms|s|m|h)$"}
SERVICE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["image", "restart"],
    "properties": {
        "image": {"type": "string"},
        "build": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"context": {"type": "string"}, "dockerfile": {"type": "string"}},
        },
        "restart": {"enum": ["no", "always", "on-failure", "unless-stopped"]},
        "init": {"type": "boolean"},
        "read_only": {"type": "boolean"},
        "tmpfs": TEXTS,
        "cap_drop": TEXTS,
        "security_opt": TEXTS,
        "volumes": TEXTS,
        "ports": {"type": "array", "items": {"type": "string", "pattern": "^[0-9]+:[0-9]+(/udp)?$"}},
        "environment": {"type": "object", "additionalProperties": {"type": ["string", "number", "null"]}},
        "command": {"type": "array", "items": {"type": "string"}},
        "shm_size": {"type": "string", "pattern": "^[0-9]+(kb|mb|gb)$"},
        "stop_grace_period": SECONDS,
        "depends_on": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "required": ["condition"],
                "properties": {
                    "condition": {"enum": ["service_started", "service_healthy", "service_completed_successfully"]}
                },
            },
        },
        "healthcheck": {
            "type": "object",
            "additionalProperties": False,
            "required": ["test"],
            "properties": {
                "test": {"type": "array", "items": {"type": "string"}, "minItems": 2},
                "interval": SECONDS,
                "timeout": SECONDS,
                "start_period": SECONDS,
                "retries": {"type": "integer", "minimum": 1},
            },
        },
    },
}
COMPOSE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["services"],
    "patternProperties": {"^x-": {}},
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$"},
        "services": {
            "type": "object",
            "patternProperties": {"^[a-zA-Z0-9._-]+$": SERVICE},
            "additionalProperties": False,
        },
        "volumes": {"type": "object", "additionalProperties": {"type": ["object", "null"]}},
    },
}
TEXT = (ROOT / "docker-compose.yml").read_text()


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(TEXT)


def test_file_keeps_to_the_specification(compose: dict[str, Any]) -> None:
    jsonschema.validate(compose, COMPOSE)


def test_services_depend_on_services_and_volumes_that_exist(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {"db", "valkey", "migrate", "web", "worker", "beat", "proxy"}
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        named = {volume.partition(":")[0] for volume in service.get("volumes", []) if not volume.startswith(".")}
        assert named <= set(compose["volumes"])
        mounted = [volume.partition(":")[0] for volume in service.get("volumes", []) if volume.startswith(".")]
        assert all((ROOT / path).is_file() for path in mounted)


def test_what_others_wait_for_has_a_health_check(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for service in services.values():
        for name, need in service.get("depends_on", {}).items():
            assert need["condition"] != "service_healthy" or "healthcheck" in services[name]
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["migrate"]


def test_only_the_proxy_is_reached_from_outside(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]


def test_application_runs_without_privileges(compose: dict[str, Any]) -> None:
    for name in ("migrate", "web", "worker", "beat"):
        service = compose["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    dockerfile = (ROOT / "deploy/Dockerfile").read_text()
    assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE) == ["portal"]
    assert "--require-hashes -r requirements.lock" in dockerfile


def test_databases_have_the_collation_and_the_rules_of_the_embedded_ones(compose: dict[str, Any]) -> None:
    database, valkey = compose["services"]["db"], compose["services"]["valkey"]
    assert database["environment"]["POSTGRES_INITDB_ARGS"].split() == list(COLLATION)
    names = {word.removeprefix("-c").partition("=")[0] for word in database["command"][1:]}
    assert names <= {setting.partition("=")[0] for setting in memory_settings(2**33, 2)}
    server = Valkey.__new__(Valkey)
    server.program, server.folder, server.durable = Path("valkey-server"), Path("/data"), True
    embedded = server.command(Path("/tmp"))
    for option in ("--appendonly", "--save", "--maxmemory-policy"):
        assert option_value(valkey["command"], option) == option_value(embedded, option)


def option_value(command: list[Any], option: str) -> str:
    return command[command.index(option) + 1]


def test_every_variable_is_in_the_example_and_secrets_have_no_default() -> None:
    example = (ROOT / ".env.example").read_text()
    known = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", example, re.MULTILINE))
    used = {name for name, _, _ in VARIABLE.findall(TEXT)}
    assert used <= set(known)
    needed = {name for name, kind, _ in VARIABLE.findall(TEXT) if kind == "?"}
    assert needed == {"SECRET_KEY", "SITE_HOST", "POSTGRES_PASSWORD", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "POINT_EMAIL"}
    assert [known[name] for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "EMAIL_URL")] == ["", "", ""]


def test_every_setting_that_the_environment_gives_is_in_the_example() -> None:
    settings = (ROOT / "exchange/settings.py").read_text() + (ROOT / "exchange/gunicorn.py").read_text()
    names = set(re.findall(r'(?:env\.\w+|environ\.get)\(\s*"([A-Z_]+)"', settings))
    inner = {"TEST_DATABASE_NAME", "FORWARDED_ALLOW_IPS", "WEB_GRACEFUL_SECONDS", "WEB_MAX_REQUESTS", "WEB_ACCESS_LOG"}
    example = (ROOT / ".env.example").read_text()
    assert names - inner <= set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
