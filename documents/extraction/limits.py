"""What pypdf may spend on one file; for the thread that sets it, and no other."""

import pypdf


def lower(*, stream: int, decoding: int) -> None:
    """Set pypdf's own limits, most of them far below its defaults.

    They live in a context variable: each thread sets them anew. `stream` is the longest stream as it lies in the file,
    `decoding` all that is unpacked of one; both in bytes.
    """
    pypdf.overwrite_configuration(
        maximum_declared_stream_length=stream,
        array_based_stream_maximum_output_length=30_000_000,
        zlib_maximum_output_length=30_000_000,
        lzw_maximum_output_length=30_000_000,
        run_length_maximum_output_length=30_000_000,
        brotli_maximum_output_length=30_000_000,
        stream_decoding_work_maximum_length=decoding,
        stream_filters_maximum_length=8,
        page_tree_maximum_entries=50_000,
        page_tree_maximum_depth=50,
        xform_maximum_invocations_per_extraction=1_000,
        jbig2dec_binary=None,
        disable_legacy_handling=True,
    )
