/**
 * A web page and a JSON interface on the machine that runs it: compare two photographs, name
 * people, group a folder, watch a training run.
 *
 * <p>Read {@link io.github.facenet4j.facenet.serve.FaceServer} first, then {@link
 * io.github.facenet4j.facenet.serve.FaceService}. May import everything but {@code cli}, and the
 * JDK's HTTP server. Invariant: no byte of a request names a file.
 */
package io.github.facenet4j.facenet.serve;
