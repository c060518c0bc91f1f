#include "plugins/replay/replay.h"

#include "plugins/proxmox/session/session_reader.h"
#include "plugins/replay/proxmox_decoder.h"
#include "plugins/replay/session_file.h"

#include <pipevane/trial_table.h>

#include <filesystem>

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
    : file_(sessionFile(options.text("path"), host.shareFolder())),
      player_(host, settingsOf(options, host), proxmoxDecoder) {}

const void* Replay::service(std::string_view name) {
  return name == PV_TRIAL ? &trialTable<Replay>() : nullptr;
}

void Replay::tryToStart(std::span<const pv_text>) const {
  std::error_code unknown;
  // Of what is no file, as a pipe, the first reader would take what is meant for the second.
  if (std::filesystem::exists(file_, unknown) &&
      !std::filesystem::is_regular_file(file_, unknown) &&
      !std::filesystem::is_directory(file_, unknown))
    return;
  session::SessionReader reader(file_);
  session::RecordedExchange first;
  if (reader.next(first)) return;
  throw Error((reader.problem().empty()
                   ? "cannot replay session \"" + file_ + "\": there is nothing in it"
                   : reader.problem()) +
              "; name a file that the recorder has written");
}

}  // namespace pipevane::replay

PIPEVANE_PLUGIN("replay", "1.0.0", "Plays recorded sessions.", "MIT",
                pipevane::source<pipevane::replay::Replay>(
                    "replay", "Plays a recorded session, at its own speed or faster."));
