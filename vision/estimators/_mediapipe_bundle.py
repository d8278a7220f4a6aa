"""Makes the model bundle that MediaPipe's PoseLandmarker wants from the networks that `vision.models` fetches.

The weights stay what they are; only the normalisation that MediaPipe wants to read in their metadata is added.
"""

import io
import struct
import zipfile
from pathlib import Path
from typing import Any, Final

import numpy as np

_DETECTOR: Final = (127.5, 127.5)
_LANDMARKS: Final = (0.0, 255.0)
_ALIGNED: Final = 4
_HEADER_BYTES: Final = 30  # of a zip member, without its name
_PADDING: Final = 0xD935  # a kind of extra field that means nothing but padding


def made_bundle(*, detector: Path, landmarks: Path) -> bytes:
    """The `.task` file of a detection and a landmark network: a stored zip with fixed names, members aligned."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as bundle:
        for name, weights, normalised in (
            ("pose_detector.tflite", detector, _DETECTOR),
            ("pose_landmarks_detector.tflite", landmarks, _LANDMARKS),
        ):
            member = zipfile.ZipInfo(name)
            least = content.tell() + _HEADER_BYTES + len(name) + 4
            member.extra = struct.pack("<HH", _PADDING, -least % _ALIGNED) + bytes(-least % _ALIGNED)
            bundle.writestr(member, _with_metadata(weights, *normalised))
    return content.getvalue()


def _with_metadata(weights: Path, mean: float, std: float) -> bytes:
    """The network with `TFLITE_METADATA` that says how its input picture is normalised."""
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(weights.read_bytes(), 0))
    told = schema.BufferT()
    told.data = np.frombuffer(_metadata(mean, std), dtype=np.uint8)
    entry = schema.MetadataT()
    entry.name, entry.buffer = "TFLITE_METADATA", len(model.buffers)
    model.buffers.append(told)
    model.metadata = [*(model.metadata or []), entry]
    builder = flatbuffers.Builder(weights.stat().st_size + 4096)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _metadata(mean: float, std: float) -> bytes:
    """The least that MediaPipe reads: one RGB input picture and its normalisation.

    Field numbers are those of TFLite's metadata_schema.fbs. The official bundles add names and descriptions;
    with either kind the landmarks came out exactly the same.
    """
    import flatbuffers

    builder = flatbuffers.Builder(256)

    def table(fields: int, **values: Any) -> int:
        builder.StartObject(fields)
        for slot, value in ((int(name[1:]), value) for name, value in values.items()):
            if isinstance(value, bytes):
                builder.PrependUint8Slot(slot, value[0], 0)
            else:
                builder.PrependUOffsetTRelativeSlot(slot, value, 0)
        return int(builder.EndObject())

    def vector(item: int | float) -> int:
        builder.StartVector(4, 1, 4)
        (builder.PrependFloat32 if isinstance(item, float) else builder.PrependUOffsetTRelative)(item)
        return int(builder.EndVector())

    means, stds = vector(mean), vector(std)
    unit = table(2, _0=b"\x01", _1=table(2, _0=means, _1=stds))  # ProcessUnit of NormalizationOptions
    content = table(3, _0=b"\x02", _1=table(2, _0=b"\x01"))  # Content of ImageProperties, RGB
    tensor = table(7, _3=content, _4=vector(unit))
    subgraph = table(7, _2=vector(tensor))
    builder.Finish(table(8, _3=vector(subgraph)), b"M001")
    return bytes(builder.Output())
