"""Training the encoder: cross entropy over the pieces of windows, and over what they replaced.

Everything is drawn from the number of the step, so that a run that was stopped goes on from its
checkpoint as if it had not been. An accelerator does the arithmetic in 16 bits: the batches are the
same, the sums are not, nor are they the same in each run.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from spindetect.training.encoder.network import Encoder
from spindetect.training.encoder.slips import Sower
from spindetect.training.encoder.texts import IGNORED, Lessons
from spindetect.training.encoder.windows import CLS, SEP, Batch, Round, batches

_DECAY: Final = 0.01
_WARM: Final = 60
_LEAST: Final = 0.02
_EVERY: Final = 50
# One of thirty thousand pieces is harder to tell than yes or no: the second loss is twenty times as
# large.
_ORIGINAL: Final = 0.05


def fit(
    encoder: Encoder,
    lessons: Lessons,
    sower: Sower,
    checkpoint: Path,
    plan: Round,
    device: torch.device,
    *,
    progress: Callable[[int, int, float, float], None],
) -> None:
    """Train an encoder in place for one round, from `checkpoint` on if there is one.

    The learning rate rises, then falls to next to nothing at the last step, in each round anew
    (Loshchilov and Hutter 2017). `progress` gets the step, the number of steps and the two mean
    losses since the last call.
    """
    steps = plan.steps
    encoder.to(device)
    # The embedding is most of the weights, and says the same of a word that was put in.
    encoder.pieces.weight.requires_grad = False
    weights = [weight for weight in encoder.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=plan.rate, weight_decay=_DECAY)
    begun = _resumed(encoder, optimiser, checkpoint)
    encoder.train()
    total = torch.zeros(2, device=device)
    for step, batch in enumerate(batches(lessons, sower, begun, plan), begun):
        rate = plan.rate * min(1.0, (step + 1) / _WARM) * max(_LEAST, 1 - step / steps)
        for group in optimiser.param_groups:
            group["lr"] = rate
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            losses = torch.stack(_losses(encoder, batch, device))
        optimiser.zero_grad()
        (losses[0] + _ORIGINAL * losses[1]).backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        total += losses.detach()
        if (step + 1) % _EVERY == 0 or step + 1 == steps:
            _save(encoder, optimiser, step + 1, checkpoint)
            progress(step + 1, steps, *(total / (step % _EVERY + 1)).tolist())
            total.zero_()
    encoder.to("cpu")


def _losses(encoder: Encoder, batch: Batch, device: torch.device) -> tuple[Tensor, Tensor]:
    """How badly an encoder tells which pieces were put in, and what they took the place of."""
    ids, mask, labels, targets = (
        torch.from_numpy(rows).to(device)
        for rows in (batch.ids, batch.mask, batch.labels, batch.targets)
    )
    real = (ids != CLS) & (ids != SEP) & (mask > 0)
    states = encoder.states(ids, mask)
    replaced = binary_cross_entropy_with_logits(encoder.odds(states[real]), labels[real])
    known = targets != IGNORED
    if not known.any():
        return replaced, torch.zeros_like(replaced)
    scores = encoder.points(states[known]) @ encoder.pieces.weight.T
    return replaced, cross_entropy(scores, targets[known])


def _resumed(encoder: Encoder, optimiser: torch.optim.Optimizer, checkpoint: Path) -> int:
    if not checkpoint.exists():
        return 0
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    encoder.load_state_dict(state["encoder"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["step"])


def _save(encoder: Encoder, optimiser: torch.optim.Optimizer, step: int, checkpoint: Path) -> None:
    aside = checkpoint.with_suffix(".new")
    state = {"encoder": encoder.state_dict(), "optimiser": optimiser.state_dict(), "step": step}
    torch.save(state, aside)
    os.replace(aside, checkpoint)
