"""Import torch and load a network's weights: the least that must be done before predicting."""

from __future__ import annotations

import os
import sys

import torch

from desktop_app.engine.lite import EfficientNetLite

module = EfficientNetLite(0)
tensors = torch.load(sys.argv[1], map_location="cpu", weights_only=True)
module.load_state_dict(dict(zip(module.state_dict(), tensors.values(), strict=True)))
module.eval()
os._exit(0)
