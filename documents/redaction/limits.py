"""What pypdf may spend on one file; for the thread that sets it, and no other."""

import pypdf


def lower() -> None:
    """Set pypdf's own limits far below its defaults. They live in a context variable: each thread sets them anew."""
    pypdf.overwrite_configuration(
        maximum_declared_stream_length=100_000_000,
        array_based_stream_maximum_output_length=30_000_000,
        zlib_maximum_output_length=30_000_000,
        lzw_maximum_output_length=30_000_000,
        run_length_maximum_output_length=30_000_000,
        brotli_maximum_output_length=30_000_000,
        stream_decoding_work_maximum_length=200_000_000,
        stream_filters_maximum_length=8,
        page_tree_maximum_entries=50_000,
        page_tree_maximum_depth=50,
        jbig2dec_binary=None,
        disable_legacy_handling=True,
    )
