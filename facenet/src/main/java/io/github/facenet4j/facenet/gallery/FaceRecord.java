package io.github.facenet4j.facenet.gallery;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.lucene.util.BytesRef;

/**
 * A face as bytes: checksum, lengths, embedding, person, source, hash. The checksum covers all that
 * follows, so a face is either what was added or known to be damaged.
 */
final class FaceRecord {
  private static final int FIELDS = 4;
  private static final int HEADER = Integer.BYTES * (1 + FIELDS);

  private FaceRecord() {}

  static byte[] encode(GalleryFace face) {
    byte[] person = face.person().getBytes(StandardCharsets.UTF_8);
    byte[] source = face.source().getBytes(StandardCharsets.UTF_8);
    byte[] hash = face.contentHash().getBytes(StandardCharsets.UTF_8);
    int size = Float.BYTES * face.embedding().length;
    ByteBuffer bytes =
        ByteBuffer.allocate(HEADER + size + person.length + source.length + hash.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0); // the checksum's place
    bytes.putInt(face.embedding().length);
    bytes.putInt(person.length).putInt(source.length).putInt(hash.length);
    for (float value : face.embedding()) {
      bytes.putFloat(value);
    }
    bytes.put(person).put(source).put(hash);
    bytes.putInt(0, checksum(bytes.array(), 0, bytes.capacity()));
    return bytes.array();
  }

  /** The face; empty when the bytes are not what was written. */
  static Optional<GalleryFace> decode(BytesRef record) {
    ByteBuffer bytes =
        ByteBuffer.wrap(record.bytes, record.offset, record.length).order(ByteOrder.LITTLE_ENDIAN);
    if (record.length < HEADER
        || bytes.getInt() != checksum(record.bytes, record.offset, record.length)) {
      return Optional.empty();
    }
    try {
      float[] embedding = new float[bytes.getInt()];
      byte[] person = new byte[bytes.getInt()];
      byte[] source = new byte[bytes.getInt()];
      byte[] hash = new byte[bytes.getInt()];
      for (int i = 0; i < embedding.length; i++) {
        embedding[i] = bytes.getFloat();
      }
      bytes.get(person).get(source).get(hash);
      return Optional.of(
          new GalleryFace(
              new String(person, StandardCharsets.UTF_8),
              new String(source, StandardCharsets.UTF_8),
              new String(hash, StandardCharsets.UTF_8),
              embedding));
    } catch (BufferUnderflowException | IllegalArgumentException | NegativeArraySizeException e) {
      return Optional.empty();
    }
  }

  private static int checksum(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset + Integer.BYTES, length - Integer.BYTES);
    return (int) crc.getValue();
  }
}
