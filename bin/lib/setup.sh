# Finds, or with permission installs, what the project needs: a JDK, Maven, an OpenCL run-time.
# Sourced by bin/facenet and bin/test. All talk goes to stderr.
#
# MAY_INSTALL is 1 when run as root or with --install; otherwise the exact line to run is named.

say() { printf '%s\n' "$*" >&2; }
die() { say "facenet4j: $*"; exit 1; }

if [ "$(id -u)" = 0 ]; then MAY_INSTALL=1; else MAY_INSTALL=0; fi

# package_line WHAT: the system's command that installs the JDK, Maven or an OpenCL run-time; empty when unknown.
package_line() {
  if command -v apt-get >/dev/null 2>&1; then
    case $1 in
      jdk) echo "apt-get install -y default-jdk-headless" ;;
      maven) echo "apt-get install -y maven" ;;
      opencl) echo "apt-get install -y pocl-opencl-icd ocl-icd-libopencl1" ;;
    esac
  elif command -v dnf >/dev/null 2>&1; then
    case $1 in
      jdk) echo "dnf install -y java-latest-openjdk-devel" ;;
      maven) echo "dnf install -y maven" ;;
      opencl) echo "dnf install -y pocl ocl-icd" ;;
    esac
  elif command -v apk >/dev/null 2>&1; then
    case $1 in
      jdk) echo "apk add openjdk21-jdk" ;;
      maven) echo "apk add maven" ;;
      opencl) echo "apk add pocl opencl-icd-loader" ;;
    esac
  elif command -v pacman >/dev/null 2>&1; then
    case $1 in
      jdk) echo "pacman -S --noconfirm jdk-openjdk" ;;
      maven) echo "pacman -S --noconfirm maven" ;;
      opencl) echo "pacman -S --noconfirm pocl ocl-icd" ;;
    esac
  elif command -v brew >/dev/null 2>&1; then
    case $1 in
      jdk) echo "brew install openjdk" ;;
      maven) echo "brew install maven" ;;
      opencl) echo "brew install pocl" ;;
    esac
  fi
}

# install_or_name WHAT SENTENCE: installs WHAT, or ends with the sentence and the line to run.
install_or_name() {
  line=$(package_line "$1")
  [ -n "$line" ] || die "$2 No known package manager was found; install it and run again."
  if [ "$MAY_INSTALL" = 0 ]; then
    die "$2 Run: sudo $line   (or run this command again with --install)"
  fi
  say "facenet4j: $2 Installing: $line"
  sudo=
  case $line in brew*) ;; *) [ "$(id -u)" = 0 ] || sudo=sudo ;; esac
  log=$(mktemp)
  if command -v apt-get >/dev/null 2>&1; then
    DEBIAN_FRONTEND=noninteractive $sudo apt-get update >"$log" 2>&1 || true
  fi
  DEBIAN_FRONTEND=noninteractive $sudo $line >>"$log" 2>&1 || {
    tail -n 15 "$log" >&2
    rm -f "$log"
    die "the package manager failed: $line"
  }
  rm -f "$log"
}

# small_heap: tensors lie outside the Java heap or in few arrays that stay; the rest is small and short-lived. So: a small young
# generation, used again and again, a heap that grows by need and not by the machine's memory, and the collector that
# takes the least beside it. The greatest heap (-Xmx) is the JVM's own choice, a quarter of the memory.
small_heap=(-XX:+UseSerialGC -Xms16m -Xmn8m)

# patient_compiler: three times the JVM's own bounds for C2. Hot loops pass them within milliseconds; what only starts of the program do
# a few thousand times does not, and C2 takes 10 MB and a third of a second of processor time for that.
patient_compiler=(-XX:Tier4InvocationThreshold=15000 -XX:Tier4MinInvocationThreshold=1800
  -XX:Tier4CompileThreshold=45000 -XX:Tier4BackEdgeThreshold=120000)

# archive_in_place: the archive of classes is mapped where it was made for. Elsewhere every page with a pointer is rewritten at each start.
archive_in_place=(-XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0)

# frugal_malloc: what the process leaves to glibc's malloc is the kernel compiler's work and the drivers' buffers. One arena and
# not one a thread, and blocks from 128 KiB on given back to the system when they are freed (left alone, glibc raises that
# bound with every larger block): otherwise what was freed stays, in several heaps.
frugal_malloc=(MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=131072)

# chain_signals: programs started from here on load the JDK's libjsig first. LLVM, inside PoCL and other drivers, installs a
# handler for SIGSEGV whenever it compiles a kernel; the handler serves one signal, and a second thread that meets a safepoint
# at that moment finds none and ends the JVM without a word. libjsig keeps the JVM's own handler in front. It does not for the
# signal by which a flight recorder stops threads, SIGUSR2, on which LLVM deletes the files it is writing: the JVM is told to use
# one that LLVM leaves alone, SIGSTKFLT.
chain_signals() {
  [[ $OSTYPE != linux* ]] || export _JAVA_SR_SIGNUM=${_JAVA_SR_SIGNUM:-16}
  local library=$JAVA_HOME/lib/libjsig.so
  case ":${LD_PRELOAD:-}:" in *":$library:"*) return 0 ;; esac
  [ ! -r "$library" ] || export LD_PRELOAD="$library${LD_PRELOAD:+:$LD_PRELOAD}"
}

# java_release HOME KEY: sets 'release' to a value of the JDK's own 'release' file, without quotes; empty when unknown.
# Like all on the way of every start it forks nothing.
java_release() {
  release=
  [ -r "$1/release" ] || return 0
  while IFS= read -r line; do
    case $line in
      "$2="*)
        release=${line#*=}
        release=${release//\"/}
        return 0
        ;;
    esac
  done <"$1/release"
}

# java_major HOME: sets 'major' to 17 for 17.0.15; to 0 when it is no JDK.
java_major() {
  major=0
  [ -x "$1/bin/javac" ] || return 0
  java_release "$1" JAVA_VERSION
  major=${release#1.}
  major=${major%%[!0-9]*}
  major=${major:-0}
}

# find_jdk: sets JAVA_HOME to the first JDK of at least 17: the one asked for, the one on the PATH, the newest installed.
find_jdk() {
  is_recent "${JAVA_HOME:-}" && return 0
  on_path=$(readlink -f "$(command -v javac 2>/dev/null)" 2>/dev/null || true)
  is_recent "${on_path%/bin/javac}" && return 0
  for home in $(ls -d /usr/lib/jvm/* /opt/homebrew/opt/openjdk* /usr/local/opt/openjdk* 2>/dev/null | sort -rV); do
    is_recent "$home" && return 0
  done
  return 1
}

# is_recent HOME: whether it is a JDK of at least 17, which then becomes JAVA_HOME.
is_recent() {
  [ -n "$1" ] || return 1
  java_major "$1"
  [ "$major" -ge 17 ] || return 1
  export JAVA_HOME=$1
}

require_jdk() {
  find_jdk && return 0
  install_or_name jdk "A JDK of version 17 or newer is needed."
  find_jdk || die "the installed JDK is older than 17; install JDK 17 or newer and set JAVA_HOME."
}

require_maven() {
  command -v mvn >/dev/null 2>&1 || install_or_name maven "Maven 3.8 or newer is needed to build."
  version=$(mvn -v 2>/dev/null | sed 's/\x1b\[[0-9;]*m//g' | sed -n 's/^Apache Maven \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
  set -- $version
  [ "${1:-0}" -gt 3 ] || { [ "${1:-0}" -eq 3 ] && [ "${2:-0}" -ge 8 ]; } ||
    die "Maven 3.8 or newer is needed, found '${version:-none}'."
}

# has_opencl: a loader library and at least one registered driver.
has_opencl() {
  { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null; } | grep -q 'libOpenCL\.so\.1' ||
    ls /usr/lib*/libOpenCL.so.1 /opt/homebrew/lib/libOpenCL* >/dev/null 2>&1 || return 1
  vendors=${OCL_ICD_VENDORS:-/etc/OpenCL/vendors}
  [ -f "$vendors" ] || ls "$vendors"/*.icd >/dev/null 2>&1
}

require_opencl() {
  has_opencl && return 0
  install_or_name opencl "An OpenCL run-time is needed for the OpenCL tests (or leave them out: bin/test --no-opencl)."
  has_opencl || die "the OpenCL run-time was installed but no driver is registered; see clinfo."
}
