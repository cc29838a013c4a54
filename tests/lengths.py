"""Which tests take seconds and repeat, with larger networks or larger text, what shorter ones show.

`make test` leaves them out, `make test-long` runs them.
"""

from __future__ import annotations

LARGE = (
    "googlenet",
    "vgg",
    "vit_b",
    "swin_t",
    "maxvit_t",
    "convnext_tiny",
    "resnet101",
    "resnet152",
)
RUN = (
    *("architectures", "attribution", "captum", "capture", "importing", "layers_inside"),
    "projection",
)
"""Networks, and the files whose tests run them: with such a parameter they are long."""

LONG = (
    "test_lite.py::test_photographs_are_answered_as_by_timm_and_rightly[efficientnet_lite1",
    "test_lite.py::test_photographs_are_answered_as_by_timm_and_rightly[efficientnet_lite2",
    "test_lite.py::test_made_pictures_are_answered_as_by_timm[efficientnet_lite1",
    "test_lite.py::test_made_pictures_are_answered_as_by_timm[efficientnet_lite2",
    "test_loading.py::test_weights_with_tensors_to_spare_are_of_something_else[timm:",
    "test_importing.py::test_pictures_that_a_network_cannot_take_are_told[alexnet",
    "test_deconvnet.py::test_two_hundred_projections_leave_memory_where_it_was",
    "test_start_and_end.py::test_damaged_settings_do_not_stop_the_start[nonsense",
    "test_patches.py::test_a_patch_is_where_the_unit_looks[blocks.1.0.act2",
    "test_network_input.py::test_the_input_is_what_timm_gives[260",
    "test_layers_inside.py::test_torchvision_s_networks_cost_what_it_publishes",
    "test_layers_inside.py::test_timm_s_networks_cost_what_torch_counts",
    "test_recognise.py::test_all_of_torchvision_is_tried",
    "test_recognise.py::test_there_and_back[zfnet",
    "test_loading.py::test_memory_that_one_s_own_weights_have_already",
    "test_onnx_export.py::test_a_resnet_answers_elsewhere_as_here",
    "test_zfnet.py::test_a_few_steps_teach_it_a_few_pictures",
    "test_predict.py::test_ten_thousand_files_one_in_a_hundred_bad",
    "_cut_text.py::test_no_larger_text_is_cut",
)
"""Parts of other tests' names."""


def is_long(name: str) -> bool:
    """Whether the test called `name`, with file and parameters, is one of them."""
    test, _, parameters = name.partition("[")
    runs = any(f"/test_{file}.py" in test for file in RUN)
    return (runs and parameters.startswith(LARGE)) or any(part in name for part in LONG)
