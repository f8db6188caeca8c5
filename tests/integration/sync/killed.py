"""Run by test_kills as a process of its own: does one thing again and again in children that are killed.

Reads a line "task root argument" from standard input for each child and answers with its process id; on the next line it
waits for the child and answers "ended" (until then the id is the child's, also when it has ended). A child writes what was
acknowledged to a file, a line at once.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from tests.integration.sync import tree as trees
from tests.integration.sync.tree import Tree


def take(tree: Tree, argument: str) -> None:
    tree.take("hq", Path(argument))


def save(tree: Tree, argument: str) -> None:
    """Saves until it is killed."""
    course, told = argument.split("|")
    with Path(told).open("a", encoding="ascii", buffering=1) as file, tree.open("a/bo") as bo:
        for day in range(1, 28):
            file.writelines(trees.log(bo, course, day, month) + "\n" for month in (1, 2))


def leave(tree: Tree, argument: str) -> None:
    """Writes files for the parent, to a folder and to the exchange folder, until it is killed."""
    with tree.open("a/bo") as bo:
        for number in range(100):
            trees.export(bo, Path(argument) / f"{os.getpid()}-{number}.indb")
            bo.leave()


TASKS: dict[str, Callable[[Tree, str], None]] = {"take": take, "save": save, "leave": leave}


def main() -> None:
    while line := sys.stdin.readline():
        task, root, argument = line.rstrip("\n").split("\t")
        child = os.fork()
        if not child:
            TASKS[task](Tree(Path(root), {}, {}), argument)
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        sys.stdin.readline()
        os.waitpid(child, 0)
        sys.stdout.write("ended\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
