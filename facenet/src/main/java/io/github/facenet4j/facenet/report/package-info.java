/**
 * Reports as one HTML file: tables, interactive charts and pictures that open anywhere, offline.
 *
 * <p>Read {@link io.github.facenet4j.facenet.report.HtmlReport} and {@link
 * io.github.facenet4j.facenet.report.Chart} first. May import {@code facenet.eval}, {@code
 * facenet.image}, {@code facenet.data}, {@code tensor.io}, {@code tensor.spi} and Gson. Invariant:
 * a page loads nothing from anywhere (its content security policy forbids it), and every text that
 * comes from outside is escaped in one place, {@link io.github.facenet4j.facenet.report.Html}.
 */
package io.github.facenet4j.facenet.report;
