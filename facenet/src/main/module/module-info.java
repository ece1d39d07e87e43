/** Faces: from photographs to people, networks, training, evaluation, the command line. */
module io.github.facenet4j.facenet {
  requires transitive java.desktop;
  requires java.logging;
  requires jdk.httpserver;
  requires transitive io.github.facenet4j.nn;
  requires static transitive org.jspecify;
  requires com.google.gson;
  requires commons.math3;
  requires de.siegmar.fastcsv;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires metadata.extractor;
  requires org.apache.lucene.core;

  exports io.github.facenet4j.facenet;
  exports io.github.facenet4j.facenet.cli;
  exports io.github.facenet4j.facenet.cluster;
  exports io.github.facenet4j.facenet.data;
  exports io.github.facenet4j.facenet.demo;
  exports io.github.facenet4j.facenet.detect;
  exports io.github.facenet4j.facenet.eval;
  exports io.github.facenet4j.facenet.gallery;
  exports io.github.facenet4j.facenet.image;
  exports io.github.facenet4j.facenet.net;
  exports io.github.facenet4j.facenet.photo;
  exports io.github.facenet4j.facenet.report;
  exports io.github.facenet4j.facenet.run;
  exports io.github.facenet4j.facenet.serve;
  exports io.github.facenet4j.facenet.train;
  exports io.github.facenet4j.facenet.tune;

  // Options are fields that picocli sets, records are what Gson reads and writes.
  opens io.github.facenet4j.facenet.cli to info.picocli, com.google.gson;
  opens io.github.facenet4j.facenet.eval to com.google.gson;
  opens io.github.facenet4j.facenet.gallery to com.google.gson;
  opens io.github.facenet4j.facenet.net to com.google.gson;
  opens io.github.facenet4j.facenet.report to com.google.gson;
  opens io.github.facenet4j.facenet.run to com.google.gson;
  opens io.github.facenet4j.facenet.serve to com.google.gson;
  opens io.github.facenet4j.facenet.train to com.google.gson;

  uses io.github.facenet4j.facenet.cli.VerbProvider;
}
