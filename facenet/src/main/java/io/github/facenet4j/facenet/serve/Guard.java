package io.github.facenet4j.facenet.serve;

import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Who may ask: see {@link FaceServer}. */
final class Guard {
  private static final int TOKEN_BYTES = 24;
  private static final String OWN_HEADER = "X-Facenet4j";

  private final String host;
  private final Optional<String> token;

  /**
   * Makes a token where one is needed.
   *
   * @param address that is listened on
   */
  Guard(FaceServer.Settings settings, InetAddress address) {
    this.host = settings.host();
    boolean isOpen =
        address.isLoopbackAddress() && settings.access() == FaceServer.Access.BY_ADDRESS;
    this.token = isOpen ? Optional.empty() : Optional.of(newToken());
  }

  private static String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** What must be known to ask; empty where anybody on the machine may. */
  Optional<String> token() {
    return token;
  }

  /**
   * Whether the request names this server: a name that was made to point at this machine does not.
   * With a token the server is reached from elsewhere, by whatever name.
   */
  boolean isOwnHost(HttpExchange exchange) {
    String named = exchange.getRequestHeaders().getFirst("Host");
    if (named == null) {
      return false;
    }
    if (token.isPresent()) {
      return true;
    }
    int port = named.lastIndexOf(':');
    String name = port > named.lastIndexOf(']') ? named.substring(0, port) : named;
    return List.of("localhost", "127.0.0.1", "[::1]", host).contains(name);
  }

  /** Why a request that computes is not answered; empty when it is. */
  Optional<Answer> refusal(HttpExchange exchange) {
    if (!hasToken(exchange)) {
      return Optional.of(
          Answer.error(401, "The token is missing or wrong; open the address the server printed"));
    }
    if (exchange.getRequestHeaders().getFirst(OWN_HEADER) == null) {
      return Optional.of(
          Answer.error(403, "Requests need the header X-Facenet4j, which other sites cannot send"));
    }
    return Optional.empty();
  }

  private boolean hasToken(HttpExchange exchange) {
    if (token.isEmpty()) {
      return true;
    }
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    byte[] expected = ("Bearer " + token.get()).getBytes(StandardCharsets.UTF_8);
    return given != null && MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
  }
}
