package io.github.facenet4j.facenet.gallery;

import io.github.facenet4j.tensor.spi.RowDots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * A durable store of the faces of named people, and the search among them.
 *
 * <p>One process at a time opens a gallery to write it, any number to read it. Thread-safe until
 * closed. Memory: one byte for each number of an embedding and nine for each face.
 */
public final class Gallery implements AutoCloseable {

  /** Whether a person's photo is known. */
  public enum Presence {
    /** No face is kept. */
    ABSENT,
    /** A face is kept. */
    PRESENT
  }

  private final Path folder;
  private final GalleryModel model;
  private final Directory files;
  private final @Nullable IndexWriter writer;
  private final RowDots dots = RowDots.fastest();
  private Map<IndexReader.CacheKey, SegmentFaces> segments = new HashMap<>();
  private final Map<String, String> notes;
  private State state;

  /** One commit, as it is on disk and in memory. */
  private record State(DirectoryReader reader, PeopleSearch search) {}

  private Gallery(Path folder, GalleryModel model, Directory files, @Nullable IndexWriter writer)
      throws IOException {
    this.folder = folder;
    this.model = model;
    this.files = files;
    this.writer = writer;
    DirectoryReader reader = GalleryStore.openReader(files, folder, model);
    this.notes = GalleryStore.notes(reader.getIndexCommit().getUserData());
    this.state = prepared(reader);
  }

  /**
   * Opens a gallery to add, remove and search; an empty one is made where none is.
   *
   * @param folder of the gallery's own
   * @param model of all of its embeddings
   * @throws GalleryException when it is being written, is of another model, or is damaged
   * @throws IOException when the folder cannot be read or written
   */
  public static Gallery open(Path folder, GalleryModel model) throws IOException {
    Files.createDirectories(folder);
    Directory files = FSDirectory.open(folder);
    @Nullable IndexWriter writer = null;
    try {
      writer = GalleryStore.openWriter(files, folder, model);
      return new Gallery(folder, model, files, writer);
    } catch (IOException | RuntimeException | Error failed) {
      if (writer != null) {
        writer.rollback();
      }
      files.close();
      throw failed;
    }
  }

  /**
   * Opens a gallery to search what was committed last, also while another process writes it.
   *
   * @throws GalleryException when there is none, or it is of another model, or damaged
   * @throws IOException when the folder cannot be read
   */
  public static Gallery openReadOnly(Path folder, GalleryModel model) throws IOException {
    if (!GalleryStore.isGallery(folder)) {
      throw new GalleryException(
          "'" + folder + "' holds no gallery; make one with 'facenet gallery add'");
    }
    Directory files = FSDirectory.open(folder);
    try {
      return new Gallery(folder, model, files, null);
    } catch (IOException | RuntimeException | Error failed) {
      files.close();
      throw failed;
    }
  }

  /**
   * What was noted when the gallery was written last, see {@link #note}.
   *
   * @throws GalleryException when there is no gallery, or it is damaged
   */
  public static Map<String, String> notesOf(Path folder) throws IOException {
    return GalleryInspection.notes(folder);
  }

  /**
   * The model that a gallery is of.
   *
   * @throws GalleryException when there is no gallery, or it is damaged
   */
  public static GalleryModel modelOf(Path folder) throws IOException {
    return GalleryInspection.model(folder);
  }

  /** Reads everything and says what is damaged; changes nothing. */
  public static GalleryCheck check(Path folder) throws IOException {
    return GalleryInspection.check(folder);
  }

  /**
   * Keeps what is whole; the damaged files stay beside the gallery, in a folder whose name ends in
   * {@code .damaged}.
   *
   * @throws GalleryException when nothing can be kept, or another process writes the gallery
   */
  public static GalleryCheck repair(Path folder) throws IOException {
    return GalleryInspection.repair(folder);
  }

  /** What the embeddings are of. */
  public GalleryModel model() {
    return model;
  }

  /**
   * Adds faces; they are on the disk when this returns, all of them or, if it fails, none. A face
   * of the same person from the same photo is replaced.
   *
   * @throws IOException when they cannot be written; the gallery is as before and must be closed
   */
  public synchronized void add(List<GalleryFace> faces) throws IOException {
    for (GalleryFace face : faces) {
      if (face.embedding().length != model.embeddingSize()) {
        throw new IllegalArgumentException(
            "Gallery '"
                + folder
                + "' takes embeddings of "
                + model.embeddingSize()
                + " numbers, got "
                + face.embedding().length);
      }
    }
    requireWriter();
    try {
      GalleryStore.add(writer, faces);
      commit();
    } catch (IOException full) {
      throw new IOException(
          "Gallery '"
              + folder
              + "' cannot be written ("
              + GalleryStore.reason(full)
              + "); what was added before is kept: make room on the disk and go on",
          full);
    }
  }

  /**
   * Notes how the embeddings were made, such as the places of the weights: written with the next
   * faces.
   */
  public synchronized void note(Map<String, String> words) {
    notes.putAll(words);
  }

  /**
   * Removes a person with all faces, from the disk, too: once this returns, neither name nor
   * embeddings are in any file of the gallery.
   *
   * @return so many faces were removed
   */
  public synchronized int remove(String person) throws IOException {
    requireWriter();
    int faces = count(GalleryStore.person(person));
    if (faces > 0) {
      GalleryStore.remove(writer, person);
      commit();
    }
    return faces;
  }

  private void requireWriter() {
    if (writer == null) {
      throw new IllegalStateException("Gallery '" + folder + "' was opened to read");
    }
  }

  private void commit() throws IOException {
    GalleryStore.commit(writer, folder, model, notes);
    refresh();
  }

  /** Looks for what another process has committed meanwhile. */
  public synchronized void refresh() throws IOException {
    DirectoryReader newer = DirectoryReader.openIfChanged(state.reader);
    if (newer != null) {
      State older = state;
      state = prepared(newer);
      older.reader.decRef();
    }
  }

  private State prepared(DirectoryReader reader) throws IOException {
    Map<IndexReader.CacheKey, SegmentFaces> current = new HashMap<>();
    List<PeopleSearch.Part> parts = new ArrayList<>();
    try {
      for (LeafReaderContext context : reader.leaves()) {
        LeafReader leaf = context.reader();
        IndexReader.CacheKey key = leaf.getCoreCacheHelper().getKey();
        SegmentFaces faces = segments.get(key);
        if (faces == null) {
          faces = SegmentFaces.read(leaf, model.embeddingSize(), folder.toString());
        }
        current.put(key, faces);
        parts.add(new PeopleSearch.Part(leaf, faces, leaf.getLiveDocs()));
      }
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException unreadable) {
      reader.close();
      throw GalleryStore.damaged(folder.toString(), GalleryStore.reason(unreadable), unreadable);
    } catch (GalleryException damaged) {
      reader.close();
      throw damaged;
    }
    segments = current;
    return new State(reader, new PeopleSearch(parts, folder.toString(), dots));
  }

  /**
   * The k nearest people, by the nearest face of each, nearest first; fewer where there are not so
   * many. Exact: the same as comparing with every face.
   *
   * @param embedding of length 1
   */
  public List<GalleryMatch> search(float[] embedding, int k) throws IOException {
    GalleryFace.requireUnit(embedding, "the query");
    if (k < 1 || embedding.length != model.embeddingSize()) {
      throw new IllegalArgumentException(
          "A search takes an embedding of "
              + model.embeddingSize()
              + " numbers and at least 1 result, got "
              + embedding.length
              + " and "
              + k);
    }
    State now = held();
    try {
      return now.search.nearest(embedding, k);
    } finally {
      now.reader.decRef();
    }
  }

  /** The state now, to be given back by {@code decRef}: others may replace it meanwhile. */
  private synchronized State held() {
    state.reader.incRef();
    return state;
  }

  /** All people, by name. */
  public List<GalleryPerson> people() throws IOException {
    Map<String, Integer> faces = new TreeMap<>();
    forEachFace(face -> faces.merge(face.person(), 1, Integer::sum));
    return faces.entrySet().stream()
        .map(entry -> new GalleryPerson(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** All faces, in no order that means anything. */
  public void forEachFace(Consumer<GalleryFace> visitor) throws IOException {
    State now = held();
    try {
      for (LeafReaderContext context : now.reader.leaves()) {
        SegmentFaces.forEach(context.reader(), folder.toString(), visitor);
      }
    } finally {
      now.reader.decRef();
    }
  }

  /** Whether a face of this person from a photo with these contents is kept. */
  public Presence presenceOf(String person, String contentHash) throws IOException {
    return count(GalleryStore.key(person, contentHash)) > 0 ? Presence.PRESENT : Presence.ABSENT;
  }

  private int count(Term term) throws IOException {
    State now = held();
    try {
      int count = 0;
      for (LeafReaderContext context : now.reader.leaves()) {
        LeafReader leaf = context.reader();
        PostingsEnum docs = leaf.postings(term, PostingsEnum.NONE);
        Bits live = leaf.getLiveDocs();
        while (docs != null && docs.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
          count += live == null || live.get(docs.docID()) ? 1 : 0;
        }
      }
      return count;
    } finally {
      now.reader.decRef();
    }
  }

  /** Number of faces. */
  public synchronized long size() {
    return state.reader.numDocs();
  }

  /** Ends the use; everything that was added is on the disk already. */
  @Override
  public synchronized void close() {
    try {
      state.reader.close();
      if (writer != null) {
        writer.rollback();
      }
      files.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
