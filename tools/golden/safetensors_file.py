"""Writes safetensors files with nothing but numpy: 8 bytes of header length, JSON, raw little-endian values."""

import json
import struct

import numpy as np

DTYPES = {np.dtype("<f4"): "F32", np.dtype("<i4"): "I32"}


def write(path, tensors, metadata):
    """tensors: name -> array; floats are stored in single precision. metadata: name -> text."""
    arrays = {}
    for name, values in tensors.items():
        kind = "<i4" if np.asarray(values).dtype.kind in "iu" else "<f4"
        arrays[name] = np.ascontiguousarray(values, dtype=kind)
    header = {"__metadata__": dict(sorted(metadata.items()))}
    offset = 0
    for name, array in arrays.items():
        header[name] = {
            "dtype": DTYPES[array.dtype],
            "shape": list(np.shape(tensors[name])),
            "data_offsets": [offset, offset + array.nbytes],
        }
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for array in arrays.values():
            file.write(array.tobytes())
