package io.github.facenet4j.facenet.gallery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.Bits;

/** Looks at every byte of a gallery, and saves what is whole of a damaged one. */
final class GalleryInspection {
  private static final int BATCH = 1_000;
  private static final long UNKNOWN = -1;

  private final Path folder;
  private final List<String> damages = new ArrayList<>();
  private long whole;
  private long lost;

  private GalleryInspection(Path folder) {
    this.folder = folder;
  }

  /** Takes whole faces. */
  private interface Sink {
    void accept(GalleryFace face) throws IOException;
  }

  static GalleryModel model(Path folder) throws IOException {
    return GalleryStore.model(commitData(folder));
  }

  static Map<String, String> notes(Path folder) throws IOException {
    return GalleryStore.notes(commitData(folder));
  }

  private static Map<String, String> commitData(Path folder) throws IOException {
    requireGallery(folder);
    try (Directory files = FSDirectory.open(folder)) {
      return SegmentInfos.readLatestCommit(files).getUserData();
    } catch (IOException | RuntimeException unreadable) {
      throw GalleryStore.damaged(folder.toString(), GalleryStore.reason(unreadable), unreadable);
    }
  }

  private static void requireGallery(Path folder) throws IOException {
    if (!GalleryStore.isGallery(folder)) {
      throw new GalleryException("'" + folder + "' holds no gallery; check the path");
    }
  }

  static GalleryCheck check(Path folder) throws IOException {
    requireGallery(folder);
    GalleryInspection inspection = new GalleryInspection(folder);
    try (Directory files = FSDirectory.open(folder);
        Directory mended = SmallFileCopies.mended(files, folder, inspection.damages)) {
      inspection.list(mended).ifPresent(list -> inspection.look(mended, list, face -> {}));
    }
    return inspection.result();
  }

  private GalleryCheck result() {
    return new GalleryCheck(whole, lost, damages);
  }

  private Optional<SegmentInfos> list(Directory mended) {
    try {
      return Optional.of(SegmentInfos.readLatestCommit(mended));
    } catch (IOException | RuntimeException unreadable) {
      damages.add("the list of segments: " + GalleryStore.reason(unreadable));
      lost = UNKNOWN;
      return Optional.empty();
    }
  }

  private void look(Directory files, SegmentInfos list, Sink sink) {
    for (SegmentCommitInfo segment : list) {
      try {
        checksums(files, segment);
        faces(files, segment, sink);
      } catch (IOException | RuntimeException unreadable) {
        damages.add("segment " + segment.info.name + ": " + GalleryStore.reason(unreadable));
        lost += segment.info.maxDoc() - segment.getDelCount();
      }
    }
  }

  private void checksums(Directory files, SegmentCommitInfo segment) throws IOException {
    for (String file : segment.files()) {
      try {
        SmallFileCopies.verify(files, file);
      } catch (IOException | RuntimeException unreadable) {
        damages.add("file " + file + ": " + GalleryStore.reason(unreadable));
      }
    }
  }

  /** By the format's own readers: they open what is whole of a segment. */
  private void faces(Directory files, SegmentCommitInfo segment, Sink sink) throws IOException {
    Codec codec = segment.info.getCodec();
    Bits live =
        segment.hasDeletions()
            ? codec.liveDocsFormat().readLiveDocs(files, segment, IOContext.READONCE)
            : null;
    try (Directory opened =
        segment.info.getUseCompoundFile()
            ? codec.compoundFormat().getCompoundReader(files, segment.info, IOContext.DEFAULT)
            : new FilterDirectory(files) {
              @Override
              public void close() {
                // The caller's.
              }
            }) {
      FieldInfos fields =
          codec.fieldInfosFormat().read(opened, segment.info, "", IOContext.READONCE);
      SegmentReadState state =
          new SegmentReadState(opened, segment.info, fields, IOContext.DEFAULT);
      try (DocValuesProducer columns = codec.docValuesFormat().fieldsProducer(state)) {
        BinaryDocValues records = columns.getBinary(fields.fieldInfo(GalleryStore.FACE));
        for (int doc = 0; doc < segment.info.maxDoc(); doc++) {
          if (live == null || live.get(doc)) {
            take(face(records, doc), doc, segment, sink);
          }
        }
      }
    }
  }

  private void take(Optional<GalleryFace> face, int doc, SegmentCommitInfo segment, Sink sink)
      throws IOException {
    if (face.isPresent()) {
      sink.accept(face.get());
      whole++;
    } else {
      damages.add("face " + doc + " of segment " + segment.info.name);
      lost++;
    }
  }

  private static Optional<GalleryFace> face(BinaryDocValues records, int doc) {
    try {
      return SegmentFaces.face(records, doc);
    } catch (IOException | RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  static GalleryCheck repair(Path folder) throws IOException {
    GalleryCheck before = check(folder);
    if (before.isSound()) {
      return before;
    }
    GalleryInspection inspection = new GalleryInspection(folder);
    try (Directory files = FSDirectory.open(folder);
        Lock lock = lock(files, folder);
        Directory mended = SmallFileCopies.mended(files, folder, inspection.damages)) {
      lock.ensureValid();
      Optional<SegmentInfos> list = inspection.list(mended);
      if (list.isEmpty()) {
        throw new GalleryException(
            "Nothing of gallery '" + folder + "' can be read: " + inspection.damages);
      }
      return inspection.rewrite(mended, list.get());
    }
  }

  private GalleryCheck rewrite(Directory files, SegmentInfos list) throws IOException {
    Path fresh = sibling(folder, ".repaired");
    GalleryModel model = GalleryStore.model(list.getUserData());
    try (Directory target = FSDirectory.open(fresh)) {
      IndexWriter writer = GalleryStore.openWriter(target, fresh, model);
      List<GalleryFace> batch = new ArrayList<>();
      look(
          files,
          list,
          face -> {
            batch.add(face);
            if (batch.size() == BATCH) {
              GalleryStore.add(writer, batch);
              batch.clear();
            }
          });
      GalleryStore.add(writer, batch);
      GalleryStore.commit(writer, fresh, model, GalleryStore.notes(list.getUserData()));
      writer.close();
    }
    Files.move(folder, sibling(folder, ".damaged"));
    Files.move(fresh, folder);
    return result();
  }

  private static Lock lock(Directory files, Path folder) throws IOException {
    try {
      return files.obtainLock(IndexWriter.WRITE_LOCK_NAME);
    } catch (LockObtainFailedException busy) {
      throw new GalleryException(
          "Gallery '" + folder + "' is being written by another process; wait until it is done",
          busy);
    }
  }

  private static Path sibling(Path folder, String ending) {
    Path path = folder.toAbsolutePath().normalize();
    for (int i = 0; ; i++) {
      Path sibling = path.resolveSibling(path.getFileName() + ending + (i == 0 ? "" : i));
      if (!Files.exists(sibling)) {
        return sibling;
      }
    }
  }
}
