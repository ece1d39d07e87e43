package io.github.facenet4j.facenet.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.gallery.Gallery;
import io.github.facenet4j.facenet.gallery.GalleryFace;
import io.github.facenet4j.facenet.gallery.GalleryModel;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.testing.TinyModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON interface, and everything that is sent to it and should not have been. */
class FaceServerTest {
  private static final int MOST_BYTES = 100_000;

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Path weights;
  private byte[] a;
  private byte[] b;
  private TestServer server;
  private Gallery gallery;

  @BeforeEach
  void start() throws IOException {
    weights = TinyModels.save(folder.resolve("m.safetensors"), ModelMetadata.empty());
    a = Files.readAllBytes(TinyModels.crop(folder.resolve("a.png"), 1));
    b = Files.readAllBytes(TinyModels.crop(folder.resolve("b.png"), 2));
    int size = 0;
    try (TestServer probe =
        new TestServer(TestServer.local(1), weights, null, Optional.empty(), Optional.empty())) {
      float[] embedding = probe.embed(folder.resolve("a.png"));
      size = embedding.length;
      gallery = Gallery.open(folder.resolve("g"), new GalleryModel("tiny", size));
      gallery.add(List.of(new GalleryFace("Ada", "a.png", "hash", embedding)));
    }
    server =
        new TestServer(
            TestServer.local(MOST_BYTES), weights, null, Optional.of(gallery), Optional.empty());
  }

  @AfterEach
  void stop() {
    server.close();
    gallery.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path)).header("X-Facenet4j", "1");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, byte[] body) throws Exception {
    return send(to(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private static JsonObject json(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  private static void refused(int status, String because, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    String error = json(response).get("error").getAsString();
    assertTrue(error.contains(because), error);
    assertEquals(1, error.lines().count());
  }

  @Test
  void twoPhotosAreCompared() throws Exception {
    String body =
        "{\"a\":\"%s\",\"b\":\"%s\"}"
            .formatted(
                Base64.getEncoder().encodeToString(a), Base64.getEncoder().encodeToString(b));
    JsonObject result = json(post("api/verify", body.getBytes(StandardCharsets.UTF_8)));
    double distance = result.get("distance").getAsDouble();
    assertTrue(distance > 0 && distance <= 4);
    assertEquals(1.3, result.get("threshold").getAsDouble());
    assertEquals(distance < 1.3, result.get("same").getAsBoolean());
    assertEquals(1, result.getAsJsonObject("a").getAsJsonArray("faces").size());
  }

  @Test
  void aPhotoIsNamedByTheGalleryAlsoByFacesAddedMeanwhile() throws Exception {
    JsonObject face =
        json(post("api/identify", a)).getAsJsonArray("faces").get(0).getAsJsonObject();
    assertEquals("Ada", face.get("person").getAsString());
    assertFalse(face.has("embedding"));
    gallery.add(
        List.of(new GalleryFace("Bob", "b.png", "other", server.embed(folder.resolve("b.png")))));
    face = json(post("api/identify", b)).getAsJsonArray("faces").get(0).getAsJsonObject();
    assertEquals("Bob", face.get("person").getAsString());
  }

  @Test
  void facesAreGroupedByTheirEmbeddings() throws Exception {
    String one = "[1,0]";
    String other = "[-1,0]";
    String body = "{\"embeddings\":[%s,%s,%s],\"threshold\":0.5}".formatted(one, other, one);
    HttpResponse<String> response = post("api/cluster", body.getBytes(StandardCharsets.UTF_8));
    assertEquals("[0,1,0]", json(response).get("clusters").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"embeddings\":3}",
        "{\"embeddings\":[[1,0],[1]]}",
        "{\"embeddings\":[[3,4]]}",
        "{\"embeddings\":[[\"x\"]]}",
        "{\"embeddings\":[null]}",
        "{\"embeddings\":[[1,0]],\"threshold\":-1}"
      })
  void malformedGroupsAreRefused(String body) throws Exception {
    assertEquals(400, post("api/cluster", body.getBytes(StandardCharsets.UTF_8)).statusCode());
  }

  @Test
  void whatIsNoPhotoIsRefused() throws Exception {
    refused(400, "is not an image", post("api/faces", "no picture".getBytes()));
    refused(400, "is empty", post("api/faces", new byte[0]));
    byte[] torn = Arrays.copyOf(a, a.length / 2);
    refused(400, "truncated or corrupt", post("api/faces", torn));
    refused(400, "Base64", post("api/verify", "{\"a\":\"?\",\"b\":\"?\"}".getBytes()));
    refused(400, "is missing", post("api/verify", "{}".getBytes()));
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() throws Exception {
    refused(413, "at most " + MOST_BYTES + " bytes", post("api/faces", new byte[MOST_BYTES + 1]));
    assertEquals(200, post("api/faces", a).statusCode());
  }

  /** A file of a few kilobytes that says 30,000 × 30,000 pixels. */
  @Test
  void aPictureThatUnpacksToGigabytesIsRefused() throws Exception {
    refused(400, "the limit is", post("api/faces", bomb(30_000)));
  }

  private static byte[] bomb(int side) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    byte[] header = new byte[13];
    ByteBuffer.wrap(header).putInt(side).putInt(side).put((byte) 8).put((byte) 2);
    chunk(png, "IHDR", header);
    ByteArrayOutputStream zeros = new ByteArrayOutputStream();
    try (OutputStream deflater = new DeflaterOutputStream(zeros)) {
      deflater.write(new byte[10_000_000]);
    }
    chunk(png, "IDAT", zeros.toByteArray());
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    byte[] named = new byte[4 + data.length];
    System.arraycopy(type.getBytes(StandardCharsets.US_ASCII), 0, named, 0, 4);
    System.arraycopy(data, 0, named, 4, data.length);
    CRC32 crc = new CRC32();
    crc.update(named);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(named);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  @Test
  void compressedBodiesAreRefused() throws Exception {
    refused(
        400,
        "not compressed",
        send(
            to("api/faces")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(a))));
  }

  @Test
  void otherSitesCannotAsk() throws Exception {
    HttpRequest.Builder bare =
        HttpRequest.newBuilder(URI.create(server.url() + "api/faces"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(a));
    refused(403, "X-Facenet4j", send(bare));
    assertTrue(raw("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").startsWith("HTTP/1.1 403"));
    assertTrue(raw("GET / HTTP/1.1\r\nHost: localhost:1\r\n\r\n").startsWith("HTTP/1.1 200"));
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[2000];
      int read = Math.max(0, socket.getInputStream().read(answer));
      return new String(answer, 0, read, StandardCharsets.ISO_8859_1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/app.js/../../../pom.xml",
        "/api/../app.js",
        "//etc/passwd",
        "/m.safetensors",
        "/api/nothing"
      })
  void noPathNamesAFile(String path) throws IOException {
    String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nX-Facenet4j: 1\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
  }

  @Test
  void thePageMayLoadNothingFromElsewhere() throws Exception {
    HttpResponse<String> page = send(to(""));
    assertEquals(200, page.statusCode());
    assertFalse(page.body().contains("http://"), "a page that works offline");
    assertFalse(page.body().contains("https://"));
    String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertTrue(policy.startsWith("default-src 'none'"), policy);
    assertEquals(405, send(to("").POST(HttpRequest.BodyPublishers.noBody())).statusCode());
    for (String asset : new String[] {"app.js", "app.css", "uplot.js", "uplot.css"}) {
      assertEquals(200, send(to(asset)).statusCode(), asset);
    }
  }

  /** While some clients send nothing, others are served. */
  @Test
  void slowClientsDoNotBlockTheOthers() throws Exception {
    Socket[] slow = new Socket[40];
    for (int i = 0; i < slow.length; i++) {
      slow[i] = new Socket(InetAddress.getLoopbackAddress(), server.port());
      slow[i]
          .getOutputStream()
          .write(
              "POST /api/faces HTTP/1.1\r\nHost: localhost\r\nX-Facenet4j: 1\r\nContent-Length: 999\r\n\r\nabc"
                  .getBytes(StandardCharsets.US_ASCII));
      slow[i].getOutputStream().flush();
    }
    assertEquals(200, post("api/faces", a).statusCode());
    for (Socket socket : slow) {
      socket.close();
    }
    assertEquals(200, send(to("api/status")).statusCode());
  }

  @Test
  void withoutRunOrGalleryThatIsSaid() throws Exception {
    refused(400, "without a run", send(to("api/training")));
    try (TestServer bare =
        new TestServer(
            TestServer.local(MOST_BYTES), weights, null, Optional.empty(), Optional.empty())) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(bare.url() + "api/identify"))
              .header("X-Facenet4j", "1")
              .POST(HttpRequest.BodyPublishers.ofByteArray(a))
              .build();
      refused(400, "without a gallery", http.send(request, HttpResponse.BodyHandlers.ofString()));
    }
  }

  /** As on any address but a loopback one. */
  @Test
  void whereATokenIsNeededNothingIsComputedWithout() throws Exception {
    FaceServer.Settings settings =
        new FaceServer.Settings("127.0.0.1", 0, MOST_BYTES, 60, FaceServer.Access.BY_TOKEN);
    try (TestServer open =
        new TestServer(settings, weights, null, Optional.empty(), Optional.empty())) {
      String[] parts = open.url().split("\\?token=");
      assertEquals(2, parts.length, open.url());
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(parts[0] + "api/status")).header("X-Facenet4j", "1");
      refused(401, "token", send(request.copy()));
      refused(
          401, "token", send(request.copy().header("Authorization", "Bearer " + "0".repeat(48))));
      assertEquals(
          200, send(request.copy().header("Authorization", "Bearer " + parts[1])).statusCode());
    }
  }

  @Test
  void anAnswerIsReadToItsEnd() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /app.css HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      try (InputStream in = socket.getInputStream()) {
        String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(all.stripTrailing().endsWith("}"), "the style sheet is whole");
      }
    }
  }

  /** Whatever the settings say: elsewhere than on this machine a token is needed. */
  @Test
  void anAddressThatOthersReachNeedsAToken() throws Exception {
    FaceServer.Settings settings = TestServer.local(MOST_BYTES);
    assertTrue(new Guard(settings, InetAddress.getByName("127.0.0.1")).token().isEmpty());
    assertTrue(new Guard(settings, InetAddress.getByName("::1")).token().isEmpty());
    String token = new Guard(settings, InetAddress.getByName("192.0.2.1")).token().orElseThrow();
    assertTrue(token.matches("[0-9a-f]{48}"), token);
    assertTrue(new Guard(settings, InetAddress.getByName("0.0.0.0")).token().isPresent());
  }
}
