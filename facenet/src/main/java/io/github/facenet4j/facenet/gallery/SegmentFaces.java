package io.github.facenet4j.facenet.gallery;

import java.io.IOException;
import java.util.Optional;
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
      Optional<GalleryFace> face =
          values.advanceExact(doc) ? FaceRecord.decode(values.binaryValue()) : Optional.empty();
      if (face.isPresent() && face.get().embedding().length == width) {
        rows.set(doc, face.get().embedding());
        present[doc] = true;
      } else if (live == null || live.get(doc)) {
        throw GalleryStore.damaged(gallery, "face " + doc + " of " + segment, null);
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

  /** A whole face. */
  static Optional<GalleryFace> face(LeafReader segment, int doc) throws IOException {
    BinaryDocValues values = values(segment);
    return values.advanceExact(doc) ? FaceRecord.decode(values.binaryValue()) : Optional.empty();
  }

  QuantisedRows rows() {
    return rows;
  }

  boolean isPresent(int doc) {
    return present[doc];
  }
}
