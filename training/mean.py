"""The mean of two readers' weights, which answers better than either where one was trained on from the other.

    python -m training.mean ONE.safetensors OTHER.safetensors MEAN.safetensors

Wortsman et al. 2022, "Model soups".
"""

from __future__ import annotations

import sys
from pathlib import Path

from safetensors.torch import load_file, save_file


def main(one: Path, other: Path, target: Path) -> None:
    """Writes the mean of ``one`` and ``other`` to ``target``."""
    first, second = load_file(one), load_file(other)
    save_file({name: ((part + second[name]) / 2).contiguous() for name, part in first.items()}, target)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
