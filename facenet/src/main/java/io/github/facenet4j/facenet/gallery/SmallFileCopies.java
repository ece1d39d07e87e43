package io.github.facenet4j.facenet.gallery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;

/**
 * The few small files without which nothing else of a gallery could be read, the list of segments
 * and each segment's description, are kept twice: in the gallery and in a folder of it.
 */
final class SmallFileCopies {
  private static final String FOLDER = "copies";
  private static final String DESCRIPTION = ".si";

  private SmallFileCopies() {}

  /** Whether there are copies. */
  static boolean exist(Path gallery) {
    return Files.isDirectory(gallery.resolve(FOLDER));
  }

  /** Copies what the last commit has that was not copied yet, and forgets what it no longer has. */
  static void update(Directory files, Path gallery) throws IOException {
    Set<String> wanted = new TreeSet<>();
    SegmentInfos list = SegmentInfos.readLatestCommit(files);
    for (String name : list.files(true)) {
      if (name.equals(list.getSegmentsFileName()) || name.endsWith(DESCRIPTION)) {
        wanted.add(name);
      }
    }
    try (Directory copies = FSDirectory.open(gallery.resolve(FOLDER))) {
      Set<String> present = Set.of(copies.listAll());
      for (String name : wanted) {
        if (!present.contains(name)) {
          copies.copyFrom(files, name, name, IOContext.READONCE);
          copies.sync(List.of(name));
        }
      }
      copies.syncMetaData();
      for (String name : present) {
        if (!wanted.contains(name)) {
          copies.deleteFile(name);
        }
      }
    }
  }

  /**
   * The gallery's files, with copies in place of those that are damaged.
   *
   * @param damages receives a line for each file that is
   */
  static Directory mended(Directory files, Path gallery, List<String> damages) throws IOException {
    Directory copies = FSDirectory.open(gallery.resolve(FOLDER));
    Set<String> replaced = new HashSet<>();
    for (String name : copies.listAll()) {
      try {
        verify(files, name);
      } catch (IOException | RuntimeException unreadable) {
        if (!isGone(files, name, unreadable)) {
          damages.add("file " + name + ": " + GalleryStore.reason(unreadable));
        }
        replaced.add(name);
      }
    }
    return new FilterDirectory(files) {
      @Override
      public String[] listAll() throws IOException {
        Set<String> all = new TreeSet<>(replaced);
        all.addAll(List.of(in.listAll()));
        return all.toArray(String[]::new);
      }

      @Override
      public IndexInput openInput(String name, IOContext context) throws IOException {
        return (replaced.contains(name) ? copies : in).openInput(name, context);
      }

      @Override
      public void close() throws IOException {
        copies.close();
      }
    };
  }

  /** A copy of the commit before may have outlived its original, where a process was killed. */
  private static boolean isGone(Directory files, String name, Exception failure)
      throws IOException {
    return failure instanceof NoSuchFileException
        && SegmentInfos.getLastCommitSegmentsFileName(files) != null;
  }

  /** Reads a file against the checksum at its end. */
  static void verify(Directory files, String name) throws IOException {
    try (IndexInput input = files.openInput(name, IOContext.READONCE)) {
      CodecUtil.checksumEntireFile(input);
    }
  }
}
