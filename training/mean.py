"""Averages the weights of two readers, one trained on from the other, which answers better than either.

    python -m training.mean ONE.safetensors OTHER.safetensors MEAN.safetensors

Wortsman et al. 2022, "Model soups".
"""

from __future__ import annotations

import sys
from pathlib import Path

from safetensors.torch import load_file, save_file


def main(first_path: Path, second_path: Path, target: Path) -> None:
    """Writes the mean of the two files' weights to ``target``."""
    first, second = load_file(first_path), load_file(second_path)
    save_file({name: ((part + second[name]) / 2).contiguous() for name, part in first.items()}, target)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
