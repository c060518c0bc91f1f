// Plays a recorded session through the decoder that live answers go through.
#pragma once

#include "plugins/replay/player.h"

#include <pipevane/plugin.h>

#include <span>
#include <string>

namespace pipevane::replay {

// At the end, unless it loops, the component stops and what it said last stays. One thread.
class Replay final : public Source {
 public:
  static constexpr auto kOptions = options(
      string("path").help("The session file; \"demo\" is the session that Pipevane brings along."),
      string("speed").fallback("1x").help(
          "Times as fast as recorded, as in 8x, or max: as fast as the pipeline takes it."),
      boolean("loop").fallback("false").help("Begin anew at the end."),
      boolean("shift_to_now")
          .fallback("false")
          .help("Move the session's times so that it plays now, instead of when it was recorded."),
      duration("preroll")
          .fallback("0s")
          .range(0, 7.0 * 86'400'000)
          .help("So much of the session is played at once at the start, as history before now."),
      string("cluster").optional().help("The cluster's name, instead of the recorded one."));

  Replay(const Options& options, const Host& host);

  void refresh() override { player_.refresh(); }
  void run(Output& output) override { player_.play(output); }
  const void* service(std::string_view name) override;

  // What pipevane.trial/1 says: whether there is a session to play.
  void tryToStart(std::span<const pv_text> freed) const;
  std::string held() const { return {}; }

 private:
  const std::string file_;
  Player player_;
};

}  // namespace pipevane::replay
