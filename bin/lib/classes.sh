# Application class-data sharing: the classes of usual runs, read and verified once for each JDK and mapped at every start.
# Sourced by bin/facenet, which has set target, jar and options. The JVM checks the archive against itself and the jars, and
# goes without where they differ: another JDK, jars that were moved or built again.

java_release "$JAVA_HOME" JAVA_RUNTIME_VERSION
archive=$target/classes${JAVA_HOME//\//-}-$release.jsa
quiet_sharing=(-Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off)

# has_archive: whether there is nothing to make; on a read-only checkout there is not.
has_archive() {
  [ -w "$target" ] || return 0
  for file in "$jar" "$target"/lib/*.jar; do
    [ "$archive" -nt "$file" ] || return 1
  done
}

# make_archive: has the JVM list the classes of a rehearsal, then archive them. Renamed when complete, so no start maps
# a half; left empty when it cannot be made, so that it is tried once and not at every start.
make_archive() {
  say "facenet4j: preparing faster starts on this JDK (first use) …"
  fresh=$archive.$$
  trap 'rm -f "$fresh" "$fresh.list"' EXIT
  {
    "$JAVA_HOME/bin/java" "${options[@]}" -XX:DumpLoadedClassList="$fresh.list" \
      -cp "$jar" io.github.facenet4j.facenet.cli.Rehearsal &&
      "$JAVA_HOME/bin/java" "${options[@]}" -Xshare:dump -XX:SharedClassListFile="$fresh.list" \
        -XX:SharedArchiveFile="$fresh" -cp "$jar"
  } >"$root/target/classes.log" 2>&1 || : >"$fresh"
  mv -f "$fresh" "$archive"
  rm -f "$fresh.list"
  trap - EXIT
}
