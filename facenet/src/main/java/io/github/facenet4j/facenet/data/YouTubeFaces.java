package io.github.facenet4j.facenet.data;

import io.github.facenet4j.facenet.image.FaceBox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * YouTube Faces (L. Wolf, T. Hassner, I. Maoz, "Face recognition in unconstrained videos with
 * matched background similarity", CVPR 2011) in a folder as it is published: {@code splits.txt},
 * frames {@code frame_images_DB/Name/2/2.357.jpg} and, for each person, {@code
 * frame_images_DB/Name.labeled_faces.txt} with the face of each frame.
 *
 * <p>A line of {@code splits.txt} is {@code split, pair, first/video, second/video, same}, under a
 * heading; a line of a labelled-faces file is {@code Name\2\2.357.jpg, –, x, y, width, height, …}
 * with the face's centre.
 */
public final class YouTubeFaces {
  private static final String SPLITS = "splits.txt";
  private static final String FRAMES = "frame_images_DB";
  private static final String LABELS = ".labeled_faces.txt";
  private static final int FIELDS = 5;
  private static final int BOX_FIELDS = 6;
  private static final Pattern VIDEO = Pattern.compile("([^/\\\\]+)/(\\d+)");
  private static final Pattern FRAME = Pattern.compile("\\d+\\.(\\d+)\\.jpg");

  /**
   * A frame of a video with the face in it.
   *
   * @param image file
   * @param face where the face is
   */
  public record Frame(Path image, FaceBox face) {}

  private record Numbered(int number, Frame frame) {}

  private final Path root;
  private final Map<String, Map<String, List<Numbered>>> people = new HashMap<>();

  private YouTubeFaces(Path root) {
    this.root = root;
  }

  /** Whether a folder is laid out like this dataset. */
  public static boolean looksLike(Path root) {
    return Files.isRegularFile(root.resolve(SPLITS)) && Files.isDirectory(root.resolve(FRAMES));
  }

  /**
   * The dataset in that folder; files are read when they are asked for.
   *
   * @throws DatasetException when a part of it is missing
   */
  public static YouTubeFaces open(Path root) {
    if (!looksLike(root)) {
      throw new DatasetException(
          "YouTube Faces folder '"
              + root
              + "' needs "
              + SPLITS
              + " and "
              + FRAMES
              + "/; give the folder that the archive was unpacked to");
    }
    return new YouTubeFaces(root);
  }

  /**
   * The pairs of the ten splits.
   *
   * @throws DatasetException naming the malformed line
   */
  public List<VideoPair> pairs() {
    NumberedLines lines = NumberedLines.read(root.resolve(SPLITS), "list of splits");
    lines.next("a heading");
    List<VideoPair> pairs = new ArrayList<>();
    while (lines.hasNext()) {
      String line = lines.next("a pair");
      if (!line.isEmpty()) {
        pairs.add(pair(lines, line));
      }
    }
    if (pairs.isEmpty()) {
      throw new DatasetException("'" + root.resolve(SPLITS) + "' lists no pair");
    }
    return pairs;
  }

  private static VideoPair pair(NumberedLines lines, String line) {
    String[] fields = line.split("\\s*,\\s*");
    boolean complete =
        fields.length >= FIELDS
            && VIDEO.matcher(fields[2]).matches()
            && VIDEO.matcher(fields[3]).matches()
            && fields[4].matches("[01]");
    if (!complete) {
      throw lines.error("'split, pair, first/video, second/video, 0 or 1'");
    }
    PairKind kind = fields[4].equals("1") ? PairKind.SAME : PairKind.DIFFERENT;
    return new VideoPair(lines.count(fields[0], "split"), kind, fields[2], fields[3]);
  }

  /**
   * The first frames of a video, in order of their numbers.
   *
   * @param video such as {@code Aaron_Eckhart/0}
   * @param most how many at most; the paper uses 100
   * @throws DatasetException when the person's faces are not listed, a line is malformed, or the
   *     video has no frame
   */
  public List<Frame> frames(String video, int most) {
    Matcher name = VIDEO.matcher(video);
    if (!name.matches()) {
      throw new DatasetException("'" + video + "' does not name a video as person/number");
    }
    List<Numbered> frames =
        people.computeIfAbsent(name.group(1), this::faces).getOrDefault(name.group(2), List.of());
    if (frames.isEmpty()) {
      throw new DatasetException(
          "No face of video '"
              + video
              + "' is listed in '"
              + labels(name.group(1))
              + "'; complete the dataset");
    }
    return frames.stream().limit(most).map(Numbered::frame).toList();
  }

  private Path labels(String person) {
    return root.resolve(FRAMES).resolve(person + LABELS);
  }

  /** All faces of a person, by video. */
  private Map<String, List<Numbered>> faces(String person) {
    NumberedLines lines = NumberedLines.read(labels(person), "list of faces");
    Map<String, List<Numbered>> videos = new HashMap<>();
    while (lines.hasNext()) {
      String line = lines.next("a face");
      if (line.isEmpty()) {
        continue;
      }
      String[] fields = line.split("\\s*,\\s*");
      String[] path = fields[0].split("[\\\\/]");
      Matcher frame = FRAME.matcher(path[path.length - 1]);
      // The names must be the person's own and simple, so that no line leads out of the folder.
      if (fields.length < BOX_FIELDS
          || path.length != 3
          || !path[0].equals(person)
          || !path[1].matches("\\d+")
          || !frame.matches()) {
        throw lines.error("'" + person + "\\video\\frame.jpg, –, x, y, width, height'");
      }
      Path image = root.resolve(FRAMES).resolve(person).resolve(path[1]).resolve(path[2]);
      int number = lines.count(frame.group(1), "frame number");
      videos
          .computeIfAbsent(path[1], video -> new ArrayList<>())
          .add(new Numbered(number, new Frame(image, box(lines, fields))));
    }
    videos.values().forEach(frames -> frames.sort(Comparator.comparingInt(Numbered::number)));
    return videos;
  }

  private static FaceBox box(NumberedLines lines, String[] fields) {
    try {
      return new FaceBox(
          Double.parseDouble(fields[2]),
          Double.parseDouble(fields[3]),
          Double.parseDouble(fields[4]),
          Double.parseDouble(fields[5]));
    } catch (IllegalArgumentException malformed) {
      throw lines.error("numbers for x, y and a positive width and height");
    }
  }
}
