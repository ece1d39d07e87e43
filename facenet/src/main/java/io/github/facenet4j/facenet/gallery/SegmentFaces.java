package io.github.facenet4j.facenet.gallery;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.Bits;

/**
 * The faces of one segment of the store, which never changes: rows in memory by document number,
 * and the way to the whole faces on disk.
 */
final class SegmentFaces {
  private final QuantisedRows rows;

  /** The rows that are faces; a deleted one may be damaged and is then nothing. */
  private final boolean[] present;

  private SegmentFaces(QuantisedRows rows, boolean[] present) {
    this.rows = rows;
    this.present = present;
  }

  /**
   * Reads all faces of a segment.
   *
   * @throws GalleryException when one that is not deleted is damaged
   */
  static SegmentFaces read(LeafReader segment, int width, String gallery) throws IOException {
    int count = segment.maxDoc();
    QuantisedRows rows = new QuantisedRows(count, width);
    boolean[] present = new boolean[count];
    Bits live = segment.getLiveDocs();
    BinaryDocValues values = values(segment);
    for (int doc = 0; doc < count; doc++) {
      Optional<GalleryFace> face = face(values, doc);
      if (face.isPresent() && face.get().embedding().length == width) {
        rows.set(doc, face.get().embedding());
        present[doc] = true;
      } else if (live == null || live.get(doc)) {
        throw damaged(segment, doc, gallery);
      }
    }
    return new SegmentFaces(rows, present);
  }

  private static BinaryDocValues values(LeafReader segment) throws IOException {
    BinaryDocValues values = segment.getBinaryDocValues(GalleryStore.FACE);
    if (values == null) {
      throw new IOException("the segment has no faces");
    }
    return values;
  }

  /** A face; empty where it is damaged. */
  static Optional<GalleryFace> face(BinaryDocValues values, int doc) throws IOException {
    return values.advanceExact(doc) ? FaceRecord.decode(values.binaryValue()) : Optional.empty();
  }

  /**
   * A whole face.
   *
   * @throws GalleryException when it is damaged
   */
  static GalleryFace face(LeafReader segment, int doc, String gallery) throws IOException {
    return whole(values(segment), segment, doc, gallery);
  }

  /**
   * All faces of a segment that are not deleted.
   *
   * @throws GalleryException when one is damaged
   */
  static void forEach(LeafReader segment, String gallery, Consumer<GalleryFace> visitor)
      throws IOException {
    BinaryDocValues values = values(segment);
    Bits live = segment.getLiveDocs();
    for (int doc = 0; doc < segment.maxDoc(); doc++) {
      if (live == null || live.get(doc)) {
        visitor.accept(whole(values, segment, doc, gallery));
      }
    }
  }

  private static GalleryFace whole(
      BinaryDocValues values, LeafReader segment, int doc, String gallery) throws IOException {
    return face(values, doc).orElseThrow(() -> damaged(segment, doc, gallery));
  }

  private static GalleryException damaged(LeafReader segment, int doc, String gallery) {
    return GalleryStore.damaged(gallery, "face " + doc + " of " + segment, null);
  }

  QuantisedRows rows() {
    return rows;
  }

  boolean isPresent(int doc) {
    return present[doc];
  }
}
