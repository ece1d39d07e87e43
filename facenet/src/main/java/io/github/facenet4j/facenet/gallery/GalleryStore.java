package io.github.facenet4j.facenet.gallery;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The files of a gallery: a Lucene index with one document for each face.
 *
 * <p>A commit writes its segments first and their list last, each flushed to the disk, so a process
 * that is killed leaves the state before or the state after. One process writes, by a lock of the
 * operating system that ends with it; others may read the last commit meanwhile.
 */
final class GalleryStore {
  /** The whole face, see {@link FaceRecord}. */
  static final String FACE = "face";

  private static final String PERSON = "person";
  private static final String KEY = "key";
  private static final String MODEL = "model";
  private static final String SIZE = "embeddingSize";
  private static final String NOTE = "note.";

  private GalleryStore() {}

  static GalleryException damaged(String gallery, String what, @Nullable Exception cause) {
    return new GalleryException(
        "Gallery '"
            + gallery
            + "' is damaged ("
            + what
            + "); see 'facenet gallery check', and 'facenet gallery check --repair' keeps what is"
            + " whole",
        cause);
  }

  /** Whether a folder holds a gallery, sound or not. */
  static boolean isGallery(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Directory files = FSDirectory.open(folder)) {
      return DirectoryReader.indexExists(files) || SmallFileCopies.exist(folder);
    }
  }

  /**
   * Opens an existing gallery for writing or makes an empty one.
   *
   * @throws GalleryException when it is being written, or of another model, or damaged
   */
  static IndexWriter openWriter(Directory files, Path folder, GalleryModel model)
      throws IOException {
    IndexWriterConfig config = new IndexWriterConfig();
    config.setMergeScheduler(new SerialMergeScheduler());
    TieredMergePolicy merging = new TieredMergePolicy();
    merging.setForceMergeDeletesPctAllowed(0);
    config.setMergePolicy(merging);
    config.setCommitOnClose(false);
    IndexWriter writer;
    try {
      if (isGallery(folder)) {
        verify(files, folder, model);
        config.setOpenMode(IndexWriterConfig.OpenMode.APPEND);
      }
      writer = new IndexWriter(files, config);
    } catch (LockObtainFailedException busy) {
      throw new GalleryException(
          "Gallery '"
              + folder
              + "' is being written by another process or object; wait until it is done, or open it"
              + " to read",
          busy);
    } catch (IOException | RuntimeException unreadable) {
      throw explained(folder, unreadable);
    }
    try {
      if (writer.getDocStats().maxDoc == 0 && !writer.getLiveCommitData().iterator().hasNext()) {
        commit(writer, folder, model, Map.of());
      }
      return writer;
    } catch (IOException | RuntimeException | Error failed) {
      writer.rollback();
      throw failed;
    }
  }

  /** An unreadable file is damage; what says so itself already, and a full disk, are not. */
  private static RuntimeException explained(Path folder, Exception failure) throws IOException {
    if (failure instanceof GalleryException known) {
      return known;
    }
    if (failure instanceof FileSystemException inTheWay
        && !(failure instanceof NoSuchFileException)) {
      throw inTheWay;
    }
    return damaged(folder.toString(), reason(failure), failure);
  }

  /** What went wrong, in one line. */
  static String reason(Exception failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }

  /** Reads every file against its checksum, and the model against the one that is asked for. */
  private static void verify(Directory files, Path folder, GalleryModel model) throws IOException {
    SegmentInfos list = SegmentInfos.readLatestCommit(files);
    requireModel(list.getUserData(), folder, model);
    for (String file : list.files(true)) {
      SmallFileCopies.verify(files, file);
    }
  }

  /**
   * Opens the last commit for reading.
   *
   * @throws GalleryException when there is none, or it is of another model, or damaged
   */
  static DirectoryReader openReader(Directory files, Path folder, GalleryModel model)
      throws IOException {
    try {
      DirectoryReader reader = DirectoryReader.open(files);
      try {
        requireModel(reader.getIndexCommit().getUserData(), folder, model);
        return reader;
      } catch (GalleryException other) {
        reader.close();
        throw other;
      }
    } catch (IndexNotFoundException nothing) {
      if (isGallery(folder)) {
        throw damaged(folder.toString(), reason(nothing), nothing);
      }
      throw new GalleryException(
          "'" + folder + "' holds no gallery; make one with 'facenet gallery add'", nothing);
    } catch (IOException | RuntimeException unreadable) {
      throw explained(folder, unreadable);
    }
  }

  /** The model that a gallery's embeddings are of. */
  static GalleryModel model(Map<String, String> commitData) {
    return new GalleryModel(commitData.get(MODEL), Integer.parseInt(commitData.get(SIZE)));
  }

  /** What was noted. */
  static Map<String, String> notes(Map<String, String> commitData) {
    Map<String, String> notes = new TreeMap<>();
    commitData.forEach(
        (key, value) -> {
          if (key.startsWith(NOTE)) {
            notes.put(key.substring(NOTE.length()), value);
          }
        });
    return notes;
  }

  private static void requireModel(
      Map<String, String> commitData, Path folder, GalleryModel asked) {
    GalleryModel held = model(commitData);
    if (!held.equals(asked)) {
      throw new GalleryException(
          "Gallery '"
              + folder
              + "' holds embeddings of model "
              + held
              + ", asked was model "
              + asked
              + "; use that model, or another gallery");
    }
  }

  /** Writes what was changed to the disk. */
  static void commit(IndexWriter writer, Path folder, GalleryModel model, Map<String, String> notes)
      throws IOException {
    Map<String, String> words = new TreeMap<>();
    notes.forEach((key, value) -> words.put(NOTE + key, value));
    words.put(MODEL, model.id());
    words.put(SIZE, Integer.toString(model.embeddingSize()));
    writer.setLiveCommitData(words.entrySet());
    writer.commit();
    SmallFileCopies.update(writer.getDirectory(), folder);
  }

  static void add(IndexWriter writer, List<GalleryFace> faces) throws IOException {
    for (GalleryFace face : faces) {
      Term key = key(face.person(), face.contentHash());
      Document document = new Document();
      document.add(new StringField(KEY, key.text(), Field.Store.NO));
      document.add(new StringField(PERSON, face.person(), Field.Store.NO));
      document.add(new BinaryDocValuesField(FACE, new BytesRef(FaceRecord.encode(face))));
      writer.updateDocument(key, document);
    }
  }

  /** Rewrites the segments that hold the person: who is removed is not to stay on the disk. */
  static void remove(IndexWriter writer, String person) throws IOException {
    writer.deleteDocuments(person(person));
    writer.forceMergeDeletes(true);
  }

  /** The faces of a person. */
  static Term person(String name) {
    return new Term(PERSON, name);
  }

  /** The face of a person from a photo. */
  static Term key(String person, String contentHash) {
    return new Term(KEY, person + '\0' + contentHash);
  }
}
