#!/usr/bin/env bash
# All that is to be known of a GPU in one command, on a machine that has nothing: no Maven, no JDK, no internet.
#   bench/gpu.sh OUT [--device DEVICE] [--smoke]
# Needs this checkout with the built jars, and beside them, where the machine has no Java or no OpenCL loader, a folder .gpu
# with both, as docs/gpu.md says. Stages: devices, check, probe, tune, rows and networks, peers. Each leaves its result in OUT;
# run again it goes on where it was cut off. After each stage OUT/gpu.json and OUT/gpu.md are written anew.
#   --smoke   the same on tiny sizes, in less than a minute: a rehearsal on any device
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
. "$root/bin/lib/setup.sh"

out= device=opencl smoke=0
while [ $# -gt 0 ]; do
  case $1 in
    --smoke) smoke=1 ;;
    --device) device=${2:?"--device needs a name"}; shift ;;
    -*) die "unknown option '$1'; bench/gpu.sh takes OUT, --device DEVICE and --smoke." ;;
    *) [ -z "$out" ] || die "one folder for the results, got '$out' and '$1'."; out=$1 ;;
  esac
  shift
done
[ -n "$out" ] || die "name a folder for the results: bench/gpu.sh OUT"
mkdir -p "$out" && [ -w "$out" ] || die "'$out' cannot be written; name another folder."
out=$(cd "$out" && pwd)
started=$SECONDS

# --- Java, loader, jars ---------------------------------------------------------------------------------------------------
if [ -f "$root/.gpu/env.sh" ]; then
  set +u
  . "$root/.gpu/env.sh" >"$out/environment.txt" 2>&1 || die "the folder .gpu cannot be used: $(tail -n 1 "$out/environment.txt")"
  set -u
else
  require_jdk
  echo "Java and OpenCL of this machine" >"$out/environment.txt"
fi
jars=
for module in facenet bench; do
  for jar in "$root/$module"/target/facenet4j-$module-*.jar; do
    case $jar in *-tests.jar | *-sources.jar | *-javadoc.jar) continue ;; esac
    [ -f "$jar" ] || die "$module is not built; where Maven is, run: mvn -pl bench -am package -DskipTests"
    jars=$jars:$jar:$root/$module/target/lib/*
  done
done
options=(-Xmx8g)
java_release "$JAVA_HOME" MODULES
case " $release " in *" jdk.incubator.vector "*) options+=(--add-modules jdk.incubator.vector) ;; esac
commit=$(git -C "$root" describe --always --dirty=+ --match '' 2>/dev/null || echo unknown)
options+=("-Dfacenet4j.commit=$commit")
[ -r "$JAVA_HOME/lib/libjsig.so" ] && chain_signals
java_run() { "$JAVA_HOME/bin/java" "${options[@]}" -cp "${jars#:}" "$@"; }
facenet() { java_run io.github.facenet4j.facenet.cli.Main "$@"; }

report() { java_run io.github.facenet4j.bench.GpuReport "$out" "$commit" || say "gpu: the report could not be written"; }

# stage NAME SECONDS COMMAND…: does what is not done; {} in the command is the file that its JSON goes to, else it is what it
# prints. A stage that fails or takes too long leaves its log and the next one begins.
stage() {
  local name=$1 limit=$2 to=$out/$1.json part=$out/$1.json.part
  shift 2
  [ ! -s "$to" ] || { say "gpu: $name is there already"; return 0; }
  rm -f "$part"
  say "gpu: $name … (${SECONDS}s)"
  local code=0 prints=1 word words=()
  for word in "$@"; do
    [ "$word" != "{}" ] || { word=$part; prints=0; }
    words+=("$word")
  done
  if [ $prints = 1 ]; then
    limited "$limit" "${words[@]}" >"$part" 2>"$out/$name.log" || code=$?
  else
    limited "$limit" "${words[@]}" >"$out/$name.log" 2>&1 || code=$?
  fi
  # A check that found something wrong has exited with 1 and is a result all the same.
  if [ -s "$part" ] && { [ $code = 0 ] || [ "$name" = check ]; }; then
    mv "$part" "$to"
  else
    say "gpu: $name gave nothing (exit $code); see $out/$name.log: $(grep -v '^WARNING' "$out/$name.log" | tail -n 1)"
  fi
  report
}

# limited SECONDS COMMAND…: as timeout, for functions of this script too.
limited() {
  local limit=$1
  shift
  "$@" &
  local job=$! waited=0
  while kill -0 "$job" 2>/dev/null; do
    sleep 0.2
    waited=$((waited + 1))
    if [ $waited -ge $((limit * 5)) ]; then
      pkill -P "$job" 2>/dev/null || true
      kill "$job" 2>/dev/null || true
      wait "$job" 2>/dev/null || true
      echo "took more than $limit s" >&2
      return 124
    fi
  done
  wait "$job"
}

bench() { # bench NAME SECONDS WORKLOAD…: rows of 'facenet bench', with the kernels that were tuned
  local name=$1 limit=$2 tuned=() added=() row
  shift 2
  [ ! -s "$out/tuning.json" ] || tuned=(--tuning "$out/tuning.json")
  for row in "$@"; do added+=(--add "$row"); done
  stage "$name" "$limit" facenet bench --quick --device "$device" "${tuned[@]}" "${added[@]}" --json "{}"
}

# python SCRIPT: whether it can be run; otherwise says why not.
python() {
  command -v python3 >/dev/null || { say "gpu: no python3, so no ${1##*/}"; return 1; }
  [ -f "$1" ] || { say "gpu: no ${1##*/} in .gpu"; return 1; }
}

# --- stages ---------------------------------------------------------------------------------------------------------------
stage devices 30 facenet devices --json
if [ $smoke = 1 ]; then
  stage check 100 facenet check --device "$device" --quick --json --no-progress
  bench rows 60 "gemm/nn 64x64x64" "distance/pairwise 4x3x128" "selection/semiHard 4x3x128" "triplet/loss 4x3x128"
  bench inference 60 "facenet-tiny/inference 6x48x48x3"
else
  stage check 100 facenet check --device "$device" --quick --json --no-progress
  if python "$root/.gpu/clprobe.py"; then
    stage probe 90 python3 "$root/.gpu/clprobe.py" --save "$out/probe"
  fi
  stage tune 80 facenet tune --quick --device "$device" --network nn4.small2 --batch 1800 --training 1800 \
    --out "$out/tuning.json" --json --no-progress
  bench gemm 30 "gemm/nn 1024x1024x1024" "gemm/nn 4096x4096x4096" "gemm/nn 8192x8192x8192"
  bench mining 20 "distance/pairwise 45x40x128" "selection/semiHard 45x40x128" "triplet/loss 45x40x128"
  bench inference 40 "nn4.small2/inference 1800x96x96x3" "nn4.small2/inference 90x96x96x3"
  bench nn2 30 "NN2/inference 256x224x224x3"
  bench training 40 "nn4.small2/training 1800x96x96x3" "nn4.small2/training 90x96x96x3"
  if python "$root/.gpu/peers.py"; then
    stage peers 150 python3 "$root/.gpu/peers.py" --graph
  fi
fi
say "gpu: done in $((SECONDS - started)) s; see $out/gpu.md"
