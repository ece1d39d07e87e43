/**
 * The inner loops of the pure-JVM backend on the Vector API.
 *
 * <p>Read {@link io.github.facenet4j.tensor.cpu.vector.RowTiles} and {@link
 * io.github.facenet4j.tensor.cpu.vector.VectorProducts} first. May import the JDK with {@code
 * jdk.incubator.vector}, and {@code io.github.facenet4j.tensor.cpu}. Invariant: nothing outside
 * this package names the incubator module, so a JVM without it never loads a class of this package;
 * and no vector is an argument or a result of a method, because C2 makes an object of it where it
 * does not inline the method.
 */
package io.github.facenet4j.tensor.cpu.vector;
