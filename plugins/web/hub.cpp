#include "plugins/web/hub.h"

#include "plugins/web/pipeline_reader.h"

#include <poll.h>

#include <algorithm>

namespace pipevane::web {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// A cycle of a source comes as several batches; they shall go out as one.
constexpr auto kSettleFor = 30ms;
constexpr auto kTendEvery = 1s;
constexpr auto kFarewellFor = 300ms;

}  // namespace

Hub::Hub(const Host& host, Live& live, std::size_t most_clients)
    : host_(host), live_(live), most_clients_(most_clients), thread_([this] { run(); }) {}

Hub::~Hub() {
  stop_ = true;
  wake_up_.ring();
  thread_.join();
}

void Hub::add(Poco::Net::StreamSocket socket, std::string_view early,
              std::function<bool()> admitted) {
  auto session =
      std::make_unique<Session>(std::move(socket), early, std::move(admitted), steady_clock::now());
  {
    const std::lock_guard lock(arrivals_mutex_);
    arrivals_.push_back(std::move(session));
    ++clients_;
  }
  wake_up_.ring();
}

void Hub::changed() {
  if (clients_.load() > 0) wake_up_.ring();
}

void Hub::run() {
  while (!stop_) try {
      round();
    } catch (const std::exception& error) {
      // Nothing a client does leads here, but lack of memory may.
      host_.log(LogLevel::kError, std::string("cannot serve a WebSocket client: ") + error.what());
      sessions_.clear();
      clients_ = 0;
    }
  farewell();
}

void Hub::round() {
  const SteadyTime now = steady_clock::now();
  adopt();
  if (!sessions_.empty() && now - tended_at_ >= kTendEvery) tend(now);
  if (const Version version = live_.version(); version != seen_) {
    seen_ = version;
    if (settled_at_ <= now) settled_at_ = now + kSettleFor;
  }
  if (nextDue() <= now) publish(now);
  for (const auto& session : sessions_)
    if (session->sending()) session->send(now);
  bury(now);
  const SteadyTime tend_at = sessions_.empty() ? SteadyTime::max() : tended_at_ + kTendEvery;
  wait(std::min(nextDue(), tend_at));
}

// Takes in who arrived; what came behind the handshake is read like the rest.
void Hub::adopt() {
  std::vector<std::unique_ptr<Session>> arrived;
  {
    const std::lock_guard lock(arrivals_mutex_);
    arrived.swap(arrivals_);
  }
  for (auto& each : arrived) {
    each->receive(subscriptions_, steady_clock::now());
    sessions_.push_back(std::move(each));
  }
}

SteadyTime Hub::nextDue() const {
  SteadyTime earliest = SteadyTime::max();
  for (const auto& session : sessions_) {
    const SteadyTime due = session->due(seen_);
    if (due == SteadyTime::min()) return due;  // waits for its snapshot
    if (due != SteadyTime::max()) earliest = std::min(earliest, std::max(due, settled_at_));
  }
  return earliest;
}

void Hub::publish(SteadyTime now) {
  const std::int64_t now_ms = host_.nowMs();
  live_.locked([&](LiveParts& parts) {
    parts.state.sweep(now_ms);
    for (const auto& session : sessions_) session->publish(parts, now_ms, now);
    seen_ = parts.state.version();
  });
}

void Hub::tend(SteadyTime now) {
  tended_at_ = now;
  const std::int64_t now_ms = host_.nowMs();
  ComponentStates components = readComponents(host_);
  live_.locked([&](LiveParts& parts) {
    parts.state.sweep(now_ms);
    if (parts.components.differsFrom(components))
      parts.components.update(std::move(components), parts.state.advance());
  });
  for (const auto& session : sessions_) session->tend(now);
  subscriptions_.expire(now);
}

void Hub::bury(SteadyTime now) {
  const auto over = std::partition(sessions_.begin(), sessions_.end(),
                                   [](const auto& session) { return !session->over(); });
  for (auto each = over; each != sessions_.end(); ++each) (*each)->park(subscriptions_, now);
  clients_ -= static_cast<std::size_t>(sessions_.end() - over);
  sessions_.erase(over, sessions_.end());
}

void Hub::wait(SteadyTime until) {
  std::vector<pollfd> descriptors;
  descriptors.reserve(sessions_.size() + 1);
  descriptors.push_back({wake_up_.descriptor(), POLLIN, 0});
  for (const auto& session : sessions_) {
    const int interest = session->sending() ? POLLIN | POLLOUT : POLLIN;
    descriptors.push_back({session->descriptor(), static_cast<short>(interest), 0});
  }
  int timeout_ms = -1;
  if (const SteadyTime before = steady_clock::now(); until <= before) {
    timeout_ms = 0;  // also where it is the earliest time there is, from which nothing can be taken
  } else if (until != SteadyTime::max()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - before);
    timeout_ms = static_cast<int>(std::min<std::int64_t>(left.count(), 1000));
  }
  ::poll(descriptors.data(), descriptors.size(), timeout_ms);
  if (descriptors[0].revents != 0) wake_up_.heard();
  const SteadyTime now = steady_clock::now();
  for (std::size_t i = 0; i < sessions_.size(); ++i)
    if (descriptors[i + 1].revents != 0) sessions_[i]->receive(subscriptions_, now);
}

void Hub::farewell() {
  adopt();
  const SteadyTime end = steady_clock::now() + kFarewellFor;
  for (const auto& session : sessions_) session->close(CloseCode::kGoingAway, "the server stops");
  while (!sessions_.empty() && steady_clock::now() < end) {
    for (const auto& session : sessions_) session->send(steady_clock::now());
    bury(steady_clock::now());
    if (!sessions_.empty()) std::this_thread::sleep_for(5ms);
  }
  clients_ -= sessions_.size();
  sessions_.clear();
}

}  // namespace pipevane::web
