package io.github.facenet4j.facenet.report;

/** What a section of a report is made of. */
public sealed interface Part permits Chart, Gallery, Prose, Table, Tiles {}
