"""`support-ai understand --train`: the local brain's head, trained anew; it alone needs scikit-learn."""

import typer
from rich.console import Console
from rich.table import Table

from support_ai.agent.local import training
from support_ai.core.embedder import Embedder


def train_and_tell() -> None:
    """Train the head from the example files, and print how well it does."""
    embedder = Embedder.load()
    count, validation = training.train(embedder)
    table = Table(
        "intent", "right", "of", "mistaken for", title="Each example judged by a head that has not seen it"
    )
    for score in validation.scores:
        wrong = ", ".join(f"{name} {times}" for name, times in score.mistaken_for)
        table.add_row(score.intent, str(score.right), str(score.count), wrong)
    table.add_row("all", "", str(count), f"{validation.accuracy:.1%}")
    curve = Table("at least as sure as", "answered", "of these right")
    for point in validation.curve:
        curve.add_row(f"{point.threshold:.1f}", f"{point.coverage:.1%}", f"{point.accuracy:.1%}")
    Console().print(table, curve)
    typer.echo(f"Trained on {count} examples; temperature {validation.temperature:.2f}.")
