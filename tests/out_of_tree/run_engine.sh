#!/usr/bin/env bash
# run_engine.sh PREFIX SCALE PROBE VARIANTS: the engine that is installed in PREFIX runs a pipeline of plugins that were
# built outside its tree (folders SCALE and PROBE), beside files that it must refuse, and stops when it is told to.
set -euo pipefail
prefix=$1 scale=$2 probe=$3 variants=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
process=
fail() {
  echo "$*" >&2
  cat "$work/log" >&2
  [ -z "$process" ] || kill -KILL "$process" 2>/dev/null || true
  exit 1
}

refused=(abi_newer_minor abi_newer_major abi_no_symbol abi_crashes not_a_plugin)
mkdir "$work/refused" "$work/data"
for name in "${refused[@]}"; do cp "$variants/$name.so" "$work/refused/"; done
mkfifo "$work/lines"
exec 3<>"$work/lines"  # both ways, so that neither side waits for the other to open it
cat >"$work/pipeline.yaml" <<YAML
version: 1
sources:
  ramp: { type: ramp, count: 3 }
transforms:
  doubled: { type: scale, factor: 2, inputs: [ramp] }
sinks:
  lines: { type: lines, path: "$work/lines", inputs: [doubled] }
YAML

engine=(env -i PATH="$PATH" DATA_DIR="$work/data" PIPEVANE_PLUGIN_PATH="$work/refused:$scale:$probe"
  "$prefix/bin/pipevane")
"${engine[@]}" plugins scale >"$work/log" 2>&1 || fail "the engine does not know the plugin"
grep -q factor "$work/log" || fail "the engine does not tell the plugin's options"
"${engine[@]}" validate --config "$work/pipeline.yaml" >"$work/log" 2>&1 || fail "the pipeline is not valid"

"${engine[@]}" run --config "$work/pipeline.yaml" >"$work/log" 2>&1 &
process=$!
for expected in "1000 2" "1000 4" "1000 6"; do
  read -r -t 60 -u 3 line || fail "no value came through the pipeline"
  [ "$line" = "$expected" ] || fail "expected \"$expected\", got \"$line\""
done
kill -TERM "$process" 2>/dev/null || true  # it may have come to its end already
wait "$process" || fail "the engine did not end well: $?"
for name in "${refused[@]}"; do
  grep -q "$name.so" "$work/log" || fail "the engine does not name $name.so"
done
