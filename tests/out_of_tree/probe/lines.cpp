#include "lines.h"

Lines::Lines(const pipevane::Options& options) : file_(options.text("path")) {
  if (!file_) throw pipevane::Error("cannot write lines to \"" + options.text("path") + "\"");
}

pipevane::Verdict Lines::process(const pipevane::Batch& batch) {
  for (const double value : batch.values()) file_ << batch.timeMs() << ' ' << value << '\n';
  file_.flush();
  return pipevane::Verdict::done();
}
