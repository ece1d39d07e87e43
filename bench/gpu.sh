#!/usr/bin/env bash
# Checks and measures one OpenCL device, from a folder that was built elsewhere: see docs/gpu.md.
#   bench/gpu.sh OUT [--smoke] [--device NAME]
# Each finished stage leaves OUT/STAGE.json and is not repeated; OUT/gpu.json and OUT/gpu.md are put together after each.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
. "$root/bin/lib/setup.sh"
usage="Use: bench/gpu.sh OUT [--smoke] [--device NAME]"
out= smoke=0 device=opencl
while [ $# -gt 0 ]; do
  case $1 in
    --smoke) smoke=1 ;;
    --device) device=${2:?$usage}; shift ;;
    -*) die "unknown option '$1'. $usage" ;;
    *) [ -z "$out" ] || die "two folders, '$out' and '$1'. $usage"; out=$1 ;;
  esac
  shift
done
[ -n "$out" ] || die "no folder for the results. $usage"
{ mkdir -p "$out" && [ -w "$out" ]; } 2>/dev/null || die "'$out' cannot be written; name another folder."
out=$(cd "$out" && pwd)
exec 9>"$out/.lock"
if command -v flock >/dev/null && ! flock -n 9; then
  die "another run is writing to '$out'; wait for it or name another folder."
fi
jars=$root/bench/target
ls "$jars"/facenet4j-bench-*.jar "$jars"/lib/picocli-*.jar >/dev/null 2>&1 ||
  die "there are no jars in bench/target; build first: mvn -B -q -DskipTests package"

if [ -r "$root/.gpu/env.sh" ]; then
  set +eu
  . "$root/.gpu/env.sh" >"$out/env.txt" 2>&1 || die "$(tail -n 1 "$out/env.txt")"
  set -eu
else
  require_jdk
fi
chain_signals
export "${frugal_malloc[@]}"
commit=$(git -C "$root" describe --always --dirty=+ --match '' 2>/dev/null || true)
options=(-XX:-UsePerfData "-Dfacenet4j.commit=$commit")
java_release "$JAVA_HOME" MODULES
case " $release " in *" jdk.incubator.vector "*) options+=(--add-modules jdk.incubator.vector) ;; esac
java_main() { "$JAVA_HOME/bin/java" "${options[@]}" -cp "$jars/*:$jars/lib/*" "$@"; }
# limited SECONDS VERB…: the command line under a time limit. Its own process, so that the limit ends the JVM itself.
limited() {
  timeout -k 5 "$1" "$JAVA_HOME/bin/java" "${options[@]}" -cp "$jars/*:$jars/lib/*" \
    io.github.facenet4j.facenet.cli.Main "${@:2}"
}
combine() { java_main io.github.facenet4j.bench.GpuReport "$out" 2>"$out/report.log" || die "$(tail -n 1 "$out/report.log")"; }
done_already() { [ -f "$out/$1.json" ]; }
skip() { printf '%s\n' "$2" >"$out/$1.skipped"; say "gpu: $1: $2"; combine; }

# stage NAME COMMAND…: the command writes the stage's JSON into $part. A wrong result is a result: it is kept when it is whole. What a
# command had written when it failed or was cut off is kept as NAME.partial until the stage is done.
failed=0
stage() {
  local name=$1 code=0
  done_already "$name" && { say "gpu: $name: done before"; return 0; }
  rm -f "$out/$name.skipped"
  part=$out/$name.part
  rm -f "$part"
  "${@:2}" 2>"$out/$name.log" || code=$?
  if [ -s "$part" ] && { [ "$code" = 0 ] || { [ "$name" = parity ] && [ "$code" = 1 ] && grep -q '"complete": *true' "$part"; }; }; then
    mv -f "$part" "$out/$name.json"
    rm -f "$out/$name.partial"
    say "gpu: $name: done"
    combine
  else
    [ ! -s "$part" ] || mv -f "$part" "$out/$name.partial"
    rm -f "$part"
    local why
    why=$(tail -n 1 "$out/$name.log" | cut -c1-300)
    [ "$code" != 124 ] || why="cut off by its time limit"
    skip "$name" "failed (exit code $code): $why"
    failed=1
  fi
}

environment() {
  limited 30 devices --json >"$out/devices.json"
  java_main io.github.facenet4j.bench.GpuReport --environment "$out/devices.json" "$device" "$commit" >"$part"
}
# Exit code 1 with a whole object is a mismatch.
parity() { limited $((smoke ? 55 : 100)) check --device "$device" ${quick:+"$quick"} --out "$part" >"$out/parity.txt"; }
probe() {
  timeout 70 python3 "$root/.gpu/clprobe.py" --save "$out/probe" >"$out/probe.txt"
  printf '{"file": "probe.txt"}\n' >"$part"
}
tune() {
  if [ $smoke = 1 ]; then
    limited 40 tune --quick --network facenet-tiny --batch 1 --training 0 --device "$device" --out "$out/tuning.json" --json >"$part"
  else
    limited 80 tune --quick --network nn4.small2 --batch 1800 --training 90 --products 4096 \
      --device "$device" --out "$out/tuning.json" --json >"$part"
  fi
}
# tune_rounded PRECISION: products and convolutions of rounded operands, into the same file.
tune_rounded() {
  limited 50 tune --quick --network nn4.small2 --batch 1800 --training 0 --products 1024,4096,8192 --precision "$1" \
    --device "$device" --out "$out/tuning.json" --json >"$part"
}
# bench SECONDS ROW…: rows of bin/facenet bench, with the kernels that were tuned.
bench() {
  local arguments=() row limit=$1
  shift
  [ -z "$precision" ] || arguments+=(--precision "$precision")
  [ ! -s "$out/tuning.json" ] || arguments+=(--tuning "$out/tuning.json")
  for row in "$@"; do arguments+=(--add "$row"); done
  limited "$limit" bench --quick --device "$device" "${arguments[@]}" --json "$part" >"$out/$name.txt"
}
precision=
# rounded PRECISION SECONDS ROW…: the same of products whose operands are rounded.
rounded() {
  local precision=$1
  bench "${@:2}"
}
peers() { timeout 80 python3 "$root/.gpu/peers.py" $([ $smoke = 0 ] || echo --cpu-smoke) --only matmul,mining,net >"$part"; }

quick=
[ $smoke = 0 ] || quick=--quick
stage environment environment
[ $failed = 0 ] || die "$(cat "$out/environment.skipped")"
stage parity parity
if [ $smoke = 1 ]; then skip probe "left out by --smoke"
elif done_already probe; then say "gpu: probe: done before"
elif [ ! -r "$root/.gpu/clprobe.py" ]; then skip probe "no .gpu/clprobe.py"
elif ! command -v python3 >/dev/null; then skip probe "no python3"
else stage probe probe; fi
stage tune tune
if [ $smoke = 1 ]; then
  # In one stage: each start measures the device's peaks again.
  stage kernels bench 50 "gemm/nn 64x64x64" "mining/step 4x3x16" "facenet-tiny/inference 4x48x48x3"
  stage bf16 rounded bf16 40 "gemm/nn 64x64x64"
  for name in mining inference training; do skip "$name" "left out by --smoke"; done
else
  # Apart, so that what is cut off costs its own rows alone.
  stage kernels bench 45 "gemm/nn 1024x1024x1024" "gemm/nn 4096x4096x4096" "gemm/nn 8192x8192x8192" \
    "conv/forward 90x24x24x64x192x3x1x1" "conv/forward 90x56x56x64x192x3x1x1"
  stage tune-tf32 tune_rounded tf32
  stage tune-bf16 tune_rounded bf16
  rounded_rows=("gemm/nn 1024x1024x1024" "gemm/nn 4096x4096x4096" "gemm/nn 8192x8192x8192"
    "nn4.small2/inference 1800x96x96x3" "NN2/inference 256x224x224x3" "nn4.small2/training 1800x96x96x3")
  stage tf32 rounded tf32 60 "${rounded_rows[@]}"
  stage bf16 rounded bf16 60 "${rounded_rows[@]}"
  stage mining bench 20 "distance 45x40x128" "selection 45x40x128" "triplet 45x40x128" "mining/step 45x40x128"
  stage inference bench 30 "nn4.small2/inference 1800x96x96x3" "NN2/inference 256x224x224x3"
  stage training bench 30 "nn4.small2/training 1800x96x96x3"
fi
if [ $smoke = 1 ]; then skip peers "left out by --smoke"
elif done_already peers; then say "gpu: peers: done before"
elif [ ! -r "$root/.gpu/peers.py" ]; then skip peers "no .gpu/peers.py"
elif ! python3 -c 'import torch' 2>/dev/null; then skip peers "no python3 with torch"
else stage peers peers; fi
combine
say "gpu: results in $out/gpu.md and gpu.json"
if [ -f "$out/parity.json" ] && grep -q '"right": *false' "$out/parity.json"; then
  die "kernels of '$device' compute something else than the reference; see $out/gpu.md"
fi
exit $failed
