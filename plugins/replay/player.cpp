#include "plugins/replay/player.h"

#include <pipevane/error.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace pipevane::replay {
namespace {

// Between the end of a session and its beginning anew: one cycle of Proxmox VE's own statistics.
constexpr std::int64_t kPauseMs = 10'000;

std::int64_t answeredMs(const session::RecordedExchange& exchange) {
  return exchange.answeredUs() / 1000;
}

// Reads the whole session, or up to a stop, for the time of its last answer.
std::int64_t lengthOf(const Host& host, const std::string& path, std::int64_t first_ms) {
  session::SessionReader reader(path);
  session::RecordedExchange each;
  std::int64_t length_ms = 0;
  while (!host.stopping() && reader.next(each))
    length_ms = std::max(length_ms, answeredMs(each) - first_ms);
  return length_ms;
}

}  // namespace

Player::Player(const Host& host, const Settings& settings, MakeDecoder make)
    : host_(host),
      settings_(settings),
      shifted_(host),
      decoders_(host, std::move(make), settings.cluster) {}

void Player::play(Output& output) {
  if (host_.stopping()) return;
  while (playOnce(output) && settings_.loop) {
    timeline_->beginPass(last_ms_ - first_ms_ + kPauseMs);
    shifted_.leaveOutThePast();
    shifted_.tellers().beginAnew();
    decoders_.beginAnew();
  }
}

// False when a stop was asked for.
bool Player::playOnce(Output& output) {
  session::SessionReader reader(settings_.path);
  AnswerOrder order(reader);
  session::RecordedExchange exchange;
  while (order.next(exchange)) {
    if (!timeline_) begin(exchange);
    last_ms_ = std::max(last_ms_, answeredMs(exchange));
    if (!waitFor(exchange) || !forward(exchange, output)) return false;
    if (refresh_asked_.exchange(false)) decoders_.refresh();
    shifted_.tellers().setTeller(exchange.source.value_or(exchange.token), exchange.method);
    decoders_.decode(exchange, shifted_.output());
  }
  if (!timeline_)
    throw Error(reader.problem().empty()
                    ? "cannot replay session \"" + settings_.path + "\": there is nothing in it"
                    : reader.problem());
  report(reader.problem());
  return !host_.stopping();
}

void Player::begin(const session::RecordedExchange& first) {
  first_ms_ = first.time_ms;
  Timeline::Settings timeline = settings_.timeline;
  std::int64_t length_ms = 0;
  if (timeline.shift_to_now && !settings_.loop) {
    length_ms = lengthOf(host_, settings_.path, first_ms_);
    timeline.preroll_ms = std::min(timeline.preroll_ms, length_ms);
  }
  timeline_.emplace(timeline, host_.nowMs(), first_ms_, length_ms);
  began_steady_ms_ = host_.steadyMs();
}

bool Player::waitFor(const session::RecordedExchange& exchange) {
  const std::int64_t position_ms = timeline_->position(answeredMs(exchange));
  shifted_.setShift(timeline_->shiftMs());
  shifted_.setFlags(timeline_->isHistory(position_ms) ? PV_BACKFILL : 0);
  if (settings_.timeline.speed.max() || timeline_->inPreroll(position_ms)) return !host_.stopping();
  return host_.waitUntilSteady(began_steady_ms_ + timeline_->dueAfterMs(position_ms));
}

bool Player::forward(const session::RecordedExchange& exchange, Output& output) {
  if (!output.wants(PV_EXCHANGES)) return true;
  std::vector<pv_attribute> headers;
  Output& shifted = shifted_.output();
  Draft draft = shifted.begin(answeredMs(exchange));
  draft.exchange(exchange.raw(headers));
  return shifted.push(std::move(draft));
}

void Player::report(const std::string& problem) {
  if (problem.empty() || std::exchange(reported_, true)) return;
  host_.log(LogLevel::kWarn, problem);
  host_.degraded(problem);
}

}  // namespace pipevane::replay
