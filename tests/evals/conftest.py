"""The server of this run as evaluations use it: the demo shop is filled already."""

import os
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from support_ai.bootstrap import Thought
from support_ai.config import Settings
from support_ai.core.crypto import Keyring
from support_ai.evals.databases import Databases
from support_ai.evals.stage import Stage, stage_settings
from tests.conftest import HOME, of_application


@pytest.fixture(scope="session")
def databases(keys: Keyring) -> Databases:
    """Give the server of this run."""
    url = os.environ["SUPPORT_AI_TEST_DATABASE_URL"]
    password = str(conninfo_to_dict(of_application(url))["password"])
    return Databases(url, Path(os.environ[HOME]), keys, password)


@pytest.fixture
def settings() -> Settings:
    """Give the settings of local mode."""
    return Settings()  # pyright: ignore[reportCallIssue] - every field has its default


@pytest.fixture
def stage(databases: Databases, settings: Settings, thought: Thought) -> Stage:
    """Give an application that plays."""
    return Stage(stage_settings(settings, databases), databases, thought)
