// Keeps the raw answers of Proxmox VE in a session file, to be looked at, sent and replayed.
#pragma once

#include "plugins/proxmox/session/session_writer.h"

#include <pipevane/plugin.h>

#include <memory>
#include <span>
#include <string>

namespace pipevane::recorder {

// What cannot be written is dropped and counted: a full disk never holds up the pipeline. One
// thread.
class Recorder final : public Sink {
 public:
  static constexpr auto kOptions = options(
      string("path").help("The session file, or a folder: then each start makes a new file in it, "
                          "named after the time."),
      bytes("max_size")
          .fallback("1 GiB")
          .range(1, 1e15)
          .help("The recording ends when its file has grown so large."),
      boolean("overwrite").fallback("false").help("Replace a file that is there already."));

  Recorder(const Options& options, const Host& host);

  void start() override;
  Verdict process(const Batch& batch) override;
  void flush() override;
  const void* service(std::string_view name) override;

  // What pipevane.trial/1 says.
  void tryToStart(std::span<const pv_text> freed) const;
  std::string held() const;

 private:
  // With the first exchange: a start that is taken back leaves no file, and empties none.
  void open();
  // How many of the batch's exchanges are in the file.
  std::size_t append(const Batch& batch);

  Host host_;
  session::SessionWriter::Settings settings_;
  std::unique_ptr<session::SessionWriter> writer_;
};

}  // namespace pipevane::recorder
