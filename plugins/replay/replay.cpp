#include "plugins/replay/replay.h"

#include "plugins/replay/proxmox_decoder.h"
#include "plugins/replay/session_file.h"

namespace pipevane::replay {

namespace {

Player::Settings settingsOf(const Options& options, const Host& host) {
  Player::Settings settings{.path = sessionFile(options.text("path"), host.shareFolder()),
                            .timeline = {.speed = Speed::parse(options.text("speed")),
                                         .shift_to_now = options.boolean("shift_to_now"),
                                         .preroll_ms = options.durationMs("preroll")},
                            .loop = options.boolean("loop"),
                            .cluster = options.text("cluster", "")};
  if (settings.loop && settings.timeline.speed.max())
    throw Error("cannot use option \"loop\" with speed \"max\": it would never wait");
  return settings;
}

}  // namespace

Replay::Replay(const Options& options, const Host& host)
    : player_(host, settingsOf(options, host), proxmoxDecoder) {}

}  // namespace pipevane::replay

PIPEVANE_PLUGIN("replay", "1.0.0", "Plays recorded sessions.", "MIT",
                pipevane::source<pipevane::replay::Replay>(
                    "replay", "Plays a recorded session, at its own speed or faster."));
