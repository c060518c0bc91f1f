// One run of a replay, from the first exchange to the last, or round and round.
#pragma once

#include "plugins/replay/answer_order.h"
#include "plugins/replay/decoders.h"
#include "plugins/replay/shifted_output.h"
#include "plugins/replay/timeline.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <atomic>
#include <optional>
#include <string>

namespace pipevane::replay {

class Player {
 public:
  struct Settings {
    std::string path;
    Timeline::Settings timeline;
    bool loop = false;
    std::string cluster;  // empty: as recorded
  };
  Player(const Host& host, const Settings& settings, MakeDecoder make);

  // Returns at the end, or when a stop is asked for. What is damaged in the file ends the session
  // there and is reported. Throws Error where there is nothing to play.
  void play(Output& output);
  // [any] Soon every entity goes out with all its attributes again.
  void refresh() { refresh_asked_ = true; }

 private:
  bool playOnce(Output& output);
  bool waitFor(const session::RecordedExchange& exchange);
  bool forward(const session::RecordedExchange& exchange, Output& output);
  void begin(const session::RecordedExchange& first);
  void report(const std::string& problem);

  Host host_;
  Settings settings_;
  ShiftedOutput shifted_;
  Decoders decoders_;
  std::optional<Timeline> timeline_;
  std::int64_t began_steady_ms_ = 0;
  std::int64_t first_ms_ = 0, last_ms_ = 0;  // of the session: first call, last answer
  bool reported_ = false;
  std::atomic<bool> refresh_asked_ = false;
};

}  // namespace pipevane::replay
