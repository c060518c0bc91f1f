#include "plugins/recorder/recorder.h"

#include "plugins/recorder/session_path.h"

#include <pipevane/trial_table.h>

namespace pipevane::recorder {

Recorder::Recorder(const Options& options, const Host& host)
    : host_(host),
      settings_{.path = options.text("path"),
                .max_bytes = options.bytes("max_size"),
                .overwrite = options.boolean("overwrite")} {
  if (settings_.path.empty()) throw Error("cannot use option \"path\": it is empty");
}

void Recorder::start() {
  tryPath(settings_.path, settings_.overwrite);
  settings_.created_ms = host_.nowMs();
}

void Recorder::open() {
  auto settings = settings_;
  settings.path = sessionPath(settings_.path, settings.created_ms);
  writer_ = std::make_unique<session::SessionWriter>(settings);
  keepInMind(settings_.path);
  host_.log(LogLevel::kInfo, "recording path=" + settings.path);
}

Verdict Recorder::process(const Batch& batch) {
  const std::size_t count = batch.exchanges().size();
  if (count == 0) return Verdict::done();
  if (writer_ == nullptr) open();
  const std::size_t kept = append(batch);
  const bool reached = writer_->flush();
  if (writer_->problem().empty())
    host_.running();
  else
    host_.degraded(writer_->problem());
  if (kept == count && reached) return Verdict::done();
  return Verdict::drop(writer_->problem());
}

std::size_t Recorder::append(const Batch& batch) {
  std::size_t kept = 0;
  for (const pv_exchange& exchange : batch.exchanges()) kept += writer_->append(exchange) ? 1U : 0U;
  return kept;
}

const void* Recorder::service(std::string_view name) {
  return name == PV_TRIAL ? &trialTable<Recorder>() : nullptr;
}

// A file that another recorder lets go is still there.
void Recorder::tryToStart(std::span<const pv_text>) const {
  tryPath(settings_.path, settings_.overwrite);
}

std::string Recorder::held() const {
  const std::string file = onlyFile(settings_.path);
  return file.empty() ? file : "file " + file;
}

void Recorder::flush() {
  if (writer_ != nullptr) static_cast<void>(writer_->flush());
}

}  // namespace pipevane::recorder

PIPEVANE_PLUGIN("recorder", "1.0.0", "Records sessions.", "MIT",
                pipevane::sink<pipevane::recorder::Recorder>(
                    "recorder", "Keeps every API call and its answer in a session file.",
                    {.wants = PV_EXCHANGES, .makes = 0}));
