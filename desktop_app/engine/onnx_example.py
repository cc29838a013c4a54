"""The script that is written beside an exported network: it shows how the file is used."""

from __future__ import annotations

_TEXT = '''\
"""Say what the network beside this file sees: python THIS_FILE.py PICTURE ...

First: pip install onnxruntime numpy Pillow. Ideal Cat made this file; the next export replaces it.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

model = Path(__file__).with_name(MODEL)
network = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
about = json.loads(network.get_modelmeta().custom_metadata_map["ideal_cat"])
rule, labels = about["input"], about["labels"]


def prepared(file):
    """Turn a picture upright, resize it, cut out its middle: 1 x 3 x size x size from 0 to 1.

    Left out for shortness: colour profiles, and white behind what is transparent.
    """
    picture = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
    width, height = (int(rule["resize"] * side / min(picture.size)) for side in picture.size)
    picture = picture.resize((width, height), Image.Resampling[rule["interpolation"].upper()])
    left, top = round((width - rule["size"]) / 2), round((height - rule["size"]) / 2)
    picture = picture.crop((left, top, left + rule["size"], top + rule["size"]))
    return np.asarray(picture, np.float32).transpose(2, 0, 1)[None] / 255


def named(index, probability, logit):
    values = {"probability": float(probability), "logit": float(logit)}
    return {"index": int(index), "label": labels[index], **values}


for file in sys.argv[1:]:
    answers = network.run(["probabilities", "logits"], {"pictures": prepared(file)})
    probabilities, logits = answers[0][0], answers[1][0]
    best = probabilities.argsort()[::-1][:5]
    print(json.dumps({"file": file, "best": [named(i, probabilities[i], logits[i]) for i in best]}))
'''


def text(model: str) -> str:
    """Return the script for an ONNX file called `model`, which lies beside it."""
    return _TEXT.replace("(MODEL)", f"({model!r})")
