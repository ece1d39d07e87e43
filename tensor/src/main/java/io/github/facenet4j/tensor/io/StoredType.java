package io.github.facenet4j.tensor.io;

import java.nio.ByteBuffer;

/** Element types that a safetensors file may hold and this program can read; all little-endian. */
public enum StoredType {
  /** IEEE 754 double precision. */
  F64(Double.BYTES),
  /** IEEE 754 single precision. */
  F32(Float.BYTES),
  /** IEEE 754 half precision. */
  F16(Short.BYTES),
  /** The upper half of a single: 8 bits of exponent, 7 of fraction. */
  BF16(Short.BYTES),
  /** Signed 64-bit integer. */
  I64(Long.BYTES),
  /** Signed 32-bit integer. */
  I32(Integer.BYTES),
  /** Signed 16-bit integer. */
  I16(Short.BYTES),
  /** Signed byte. */
  I8(Byte.BYTES),
  /** Unsigned byte. */
  U8(Byte.BYTES);

  private final int bytes;

  StoredType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether the elements are whole numbers. */
  public boolean isInteger() {
    return switch (this) {
      case F64, F32, F16, BF16 -> false;
      case I64, I32, I16, I8, U8 -> true;
    };
  }

  /** The next element of a little-endian buffer, rounded to single precision. */
  float nextFloat(ByteBuffer buffer) {
    return switch (this) {
      case F64 -> (float) buffer.getDouble();
      case F32 -> buffer.getFloat();
      case F16 -> halfToFloat(buffer.getShort());
      case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
      case I64, I32, I16, I8, U8 -> nextLong(buffer);
    };
  }

  /** The next element of a little-endian buffer of an integer type. */
  long nextLong(ByteBuffer buffer) {
    return switch (this) {
      case I64 -> buffer.getLong();
      case I32 -> buffer.getInt();
      case I16 -> buffer.getShort();
      case I8 -> buffer.get();
      case U8 -> Byte.toUnsignedInt(buffer.get());
      case F64, F32, F16, BF16 -> throw new IllegalStateException(this + " is not an integer type");
    };
  }

  /** IEEE 754-2008 binary16: sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
  static float halfToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = half >> 10 & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0x1f) { // infinity or NaN
      return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
    }
    if (exponent == 0) { // zero or subnormal: fraction · 2⁻²⁴
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | (exponent + 127 - 15) << 23 | fraction << 13);
  }

  /** The nearest binary16, ties to even; infinite from 65,520 on. */
  static short floatToHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude >= 65_520) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x1p-14f) { // zero or subnormal: a multiple of 2⁻²⁴, carried if it rounds up
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
    }
    int kept = (bits & 0x7fffffff) - (127 - 15 << 23);
    int half = kept >> 13;
    int rest = kept & 0x1fff;
    boolean up = rest > 0x1000 || rest == 0x1000 && (half & 1) == 1;
    return (short) (sign | half + (up ? 1 : 0)); // a carry into the exponent is right
  }
}
