"""The families of networks: who made them, when, and what each brought. Our own table.

Torchvision knows no years. Challenge errors and training times are those that the lessons name.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.engine.contract import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Family:
    """One family of networks.

    Attributes:
        key: How module names of its members begin, as in torchvision.
        title: As on screen.
        year: When the paper, or the challenge that it won or entered, was.
        paper: Authors and title.
        link: Where the paper can be read.
        story: What it brought, in a few sentences, marked for translation; "" outside the lessons.
        error: Top-5 error in ImageNet's challenge, a fraction; None if it took no part.
        trained_on: Hardware and time, marked for translation.
        parameters: Of the network that the challenge saw, for the plot.
        shown: The backbone that stands for the family in the plot.
    """

    key: str
    title: str
    year: int
    paper: str
    link: str
    story: str = ""
    error: float | None = None
    trained_on: str = ""
    parameters: int = 0
    shown: str = ""

    @property
    def in_lessons(self) -> bool:
        """Whether the course tells its story."""
        return bool(self.story)


def _arxiv(number: str) -> str:
    return f"https://arxiv.org/abs/{number}"


FAMILIES = (
    Family(
        "alexnet",
        "AlexNet",
        2012,
        "Krizhevsky, Sutskever, Hinton: ImageNet Classification with Deep Convolutional Neural "
        "Networks",
        "https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-"
        "networks",
        QT_TRANSLATE_NOOP(
            "families",
            "Five convolutions with max-pooling, then three fully connected layers. ReLU made it "
            "quick to train; dropout and pictures that were shifted, mirrored and cut kept it from "
            "learning by heart. The best error fell from 26 % to 15 % in one year.",
        ),
        0.15,
        QT_TRANSLATE_NOOP("families", "2 × GTX 580, 5 to 6 days"),
        61_000_000,
        "alexnet",
    ),
    Family(
        "zfnet",
        "ZF Net",
        2013,
        "Zeiler, Fergus: Visualizing and Understanding Convolutional Networks",
        _arxiv("1311.2901"),
        QT_TRANSLATE_NOOP(
            "families",
            "AlexNet, looked into and mended: its first filters are 7×7 with a smaller stride "
            "instead of 11×11, which keeps more of the picture. It came with the deconvolutional "
            "network, which maps a feature back to pixels and shows what each layer looks for. Its "
            "weights were never published: here it is untrained until someone trains it.",
        ),
        0.112,
        QT_TRANSLATE_NOOP("families", "1 × GTX 580, 12 days"),
        62_357_608,
        "zfnet",
    ),
    Family(
        "vgg",
        "VGG",
        2014,
        "Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition",
        _arxiv("1409.1556"),
        QT_TRANSLATE_NOOP(
            "families",
            "Only 3×3 convolutions: two see as much as one 5×5, three as much as one 7×7, with "
            "fewer weights. The number of filters doubles after each pooling. Simple and regular, "
            "which makes it a good first try for transfer learning, but large.",
        ),
        0.073,
        QT_TRANSLATE_NOOP("families", "4 × Titan Black, 2 to 3 weeks"),
        138_357_544,
        "vgg16",
    ),
    Family(
        "googlenet",
        "GoogLeNet",
        2014,
        "Szegedy et al.: Going Deeper with Convolutions",
        _arxiv("1409.4842"),
        QT_TRANSLATE_NOOP(
            "families",
            "22 layers with nine Inception modules: 1×1, 3×3 and 5×5 convolutions and pooling side "
            "by side. 1×1 convolutions reduce the depth first, and average pooling replaces the "
            "fully connected layers: twelve times fewer parameters than AlexNet.",
        ),
        0.067,
        QT_TRANSLATE_NOOP("families", "a few GPUs, about a week"),
        6_624_904,
        "googlenet",
    ),
    Family(
        "resnet",
        "ResNet",
        2015,
        "He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition",
        _arxiv("1512.03385"),
        QT_TRANSLATE_NOOP(
            "families",
            "Residual blocks add their input back, so gradients reach the first layers. That let "
            "networks grow from 22 to 152 layers and make fewer mistakes than a person on "
            "ImageNet’s thousand classes; with 1,202 layers it learned by heart.",
        ),
        0.036,
        QT_TRANSLATE_NOOP("families", "8 GPUs, 2 to 3 weeks"),
        60_192_808,
        "resnet152",
    ),
    Family(
        "mobilenet",
        "MobileNet",
        2017,
        "Howard et al.: MobileNets. Efficient Convolutional Neural Networks for Mobile Vision "
        "Applications",
        _arxiv("1704.04861"),
        QT_TRANSLATE_NOOP(
            "families",
            "Small, for phones. A convolution is split in two: one filter for each channel, then "
            "1×1 across the channels. A good choice when memory and time are short and some "
            "accuracy can go.",
        ),
    ),
    Family(
        "efficientnet_lite",
        "EfficientNet-Lite",
        2020,
        "Tan, Le: EfficientNet. Rethinking Model Scaling for Convolutional Neural Networks",
        _arxiv("1905.11946"),
        QT_TRANSLATE_NOOP(
            "families",
            "EfficientNet scales depth, width and picture size together. The Lite ones leave out "
            "what phones are slow at and use ReLU6. They come with this program, so everything "
            "works at once and without a network connection.",
        ),
    ),
    Family(
        "squeezenet",
        "SqueezeNet",
        2016,
        "Iandola et al.: SqueezeNet. AlexNet-level accuracy with 50x fewer parameters and <0.5MB "
        "model size",
        _arxiv("1602.07360"),
    ),
    Family(
        "inception",
        "Inception v3",
        2015,
        "Szegedy et al.: Rethinking the Inception Architecture for Computer Vision",
        _arxiv("1512.00567"),
    ),
    Family(
        "densenet",
        "DenseNet",
        2016,
        "Huang et al.: Densely Connected Convolutional Networks",
        _arxiv("1608.06993"),
    ),
    Family(
        "resnext",
        "ResNeXt",
        2016,
        "Xie et al.: Aggregated Residual Transformations for Deep Neural Networks",
        _arxiv("1611.05431"),
    ),
    Family(
        "wide_resnet",
        "Wide ResNet",
        2016,
        "Zagoruyko, Komodakis: Wide Residual Networks",
        _arxiv("1605.07146"),
    ),
    Family(
        "mnasnet",
        "MNASNet",
        2018,
        "Tan et al.: MnasNet. Platform-Aware Neural Architecture Search for Mobile",
        _arxiv("1807.11626"),
    ),
    Family(
        "shufflenet_v2",
        "ShuffleNet v2",
        2018,
        "Ma et al.: ShuffleNet V2. Practical Guidelines for Efficient CNN Architecture Design",
        _arxiv("1807.11164"),
    ),
    Family(
        "efficientnet_v2",
        "EfficientNet v2",
        2021,
        "Tan, Le: EfficientNetV2. Smaller Models and Faster Training",
        _arxiv("2104.00298"),
    ),
    Family(
        "efficientnet",
        "EfficientNet",
        2019,
        "Tan, Le: EfficientNet. Rethinking Model Scaling for Convolutional Neural Networks",
        _arxiv("1905.11946"),
    ),
    Family(
        "regnet",
        "RegNet",
        2020,
        "Radosavovic et al.: Designing Network Design Spaces",
        _arxiv("2003.13678"),
    ),
    Family(
        "vit",
        "Vision Transformer",
        2020,
        "Dosovitskiy et al.: An Image is Worth 16x16 Words. Transformers for Image Recognition at "
        "Scale",
        _arxiv("2010.11929"),
    ),
    Family(
        "swin_v2",
        "Swin v2",
        2021,
        "Liu et al.: Swin Transformer V2. Scaling Up Capacity and Resolution",
        _arxiv("2111.09883"),
    ),
    Family(
        "swin",
        "Swin",
        2021,
        "Liu et al.: Swin Transformer. Hierarchical Vision Transformer using Shifted Windows",
        _arxiv("2103.14030"),
    ),
    Family(
        "convnext",
        "ConvNeXt",
        2022,
        "Liu et al.: A ConvNet for the 2020s",
        _arxiv("2201.03545"),
    ),
    Family(
        "maxvit",
        "MaxViT",
        2022,
        "Tu et al.: MaxViT. Multi-Axis Vision Transformer",
        _arxiv("2204.01697"),
    ),
)

TIMM = Family(
    "timm",
    "timm",
    0,
    "Wightman: PyTorch Image Models",
    "https://github.com/huggingface/pytorch-image-models",
)
OWN = Family("own", QT_TRANSLATE_NOOP("families", "Your own"), 0, "", "")

BEFORE = (2011, 0.26)
"""The challenge's year and error before there were deep networks in it."""

PERSON = 0.05
"""About a person's top-5 error in the challenge."""

_BY_KEY = {family.key: family for family in (*FAMILIES, TIMM, OWN)}
_LONGEST_FIRST = sorted(FAMILIES, key=lambda family: -len(family.key))


# Members that came later than their family.
_YEARS = {"mobilenet_v2": 2018, "mobilenet_v3": 2019}


def year_of(model: str) -> int:
    """Return when a network was published, by how its module name begins; 0 if unknown."""
    later = (year for key, year in _YEARS.items() if model.startswith(key))
    return next(later, family_of(model).year)


def family(key: str) -> Family:
    """Return the family called `key`."""
    return _BY_KEY[key]


def family_of(model: str) -> Family:
    """Return the family of a network by how its module name begins; `OWN` if none fits."""
    return next((one for one in _LONGEST_FIRST if model.startswith(one.key)), OWN)
