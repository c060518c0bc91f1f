#include "plugins/web/hub.h"

#include "plugins/web/pipeline_reader.h"
#include "plugins/web/refused_configuration.h"

#include <poll.h>

#include <algorithm>
#include <functional>
#include <set>

namespace pipevane::web {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// A cycle of a source comes as several batches; they shall go out as one.
constexpr auto kSettleFor = 30ms;
constexpr auto kTendEvery = 1s;
constexpr auto kFarewellFor = 300ms;
// How long others wait for what is live while texts are written.
constexpr auto kMostLocked = 5ms;
// Of all texts that slow clients have not taken yet, each counted once.
constexpr std::size_t kMostHeldBytes = 64 << 20;

}  // namespace

Hub::Hub(const Host& host, Live& live, std::size_t most_clients)
    : host_(host), live_(live), most_clients_(most_clients), thread_([this] { run(); }) {}

Hub::~Hub() {
  stop_ = true;
  wake_up_.ring();
  thread_.join();
}

void Hub::add(OwnSocket socket, std::string_view early, std::function<bool()> admitted) {
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
      clients_ -= sessions_.size();
      sessions_.clear();
    }
  farewell();
}

void Hub::round() {
  const SteadyTime now = steady_clock::now();
  adopt();
  const bool idle = sessions_.empty() && subscriptions_.noneParked();
  if (!idle && now - tended_at_ >= kTendEvery) tend(now);
  if (const Version version = live_.version(); version != seen_) {
    seen_ = version;
    if (settled_at_ <= now) settled_at_ = now + kSettleFor;
  }
  if (nextDue() <= now) publish(now);
  for (const auto& session : sessions_)
    if (session->sending()) session->send(now);
  bury(now);
  const SteadyTime tend_at = idle ? SteadyTime::max() : tended_at_ + kTendEvery;
  wait(std::min(nextDue(), tend_at));
}

// Takes in who arrived; what came behind the handshake is read like the rest.
void Hub::adopt() {
  const std::size_t before = sessions_.size();
  {
    const std::lock_guard lock(arrivals_mutex_);
    sessions_.reserve(before + arrivals_.size());
    for (auto& each : arrivals_) sessions_.push_back(std::move(each));
    arrivals_.clear();
  }
  for (std::size_t i = before; i < sessions_.size(); ++i)
    sessions_[i]->receive(subscriptions_, steady_clock::now());
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

// One message to every client whose turn it is. Clients of one feed come together: its text is
// written once for all of them.
void Hub::publish(SteadyTime now) {
  live_.locked([&](LiveParts& parts) {
    parts.state.sweep(host_.steadyMs());
    seen_ = parts.state.version();
  });
  const std::vector<Turn> all = turns(now);
  for (std::span<const Turn> left = all; !left.empty();) {
    left = left.subspan(publishSome(left, now));
    while (heldBytes() > kMostHeldBytes && shed()) continue;
  }
  subscriptions_.trim(seen_);
}

std::vector<Hub::Turn> Hub::turns(SteadyTime now) {
  std::vector<Turn> all;
  for (const auto& session : sessions_)
    if (const Subscription* each = session->turn(seen_, now))
      all.push_back({session.get(), &each->feed()});
  std::ranges::sort(all, std::less<>{}, &Turn::feed);
  return all;
}

// As many as can be written while others wait for the lock; how many these were. Only the texts are
// written under the lock, and they are sent as they are.
std::size_t Hub::publishSome(std::span<const Turn> due, SteadyTime now) {
  struct Message {
    Session* session;
    Subscription* subscription;
    Feed::Body body;
  };
  std::vector<Message> messages;
  std::size_t count = 0;
  live_.locked([&](const LiveParts& parts) {
    const SteadyTime end = steady_clock::now() + kMostLocked;
    do {
      Session* session = due[count].session;
      while (Subscription* each = session->turn(parts.state.version(), now))
        if (auto body = each->next(parts)) {
          messages.push_back({session, each, std::move(*body)});
          break;
        }
    } while (++count < due.size() && steady_clock::now() < end);
  });
  for (const Message& each : messages) {
    each.session->tell(*each.subscription, each.body, host_.nowMs(), now);
    each.session->send(now);
  }
  return count;
}

// Whoever takes longest makes room. It can come back, and resume.
bool Hub::shed() {
  Session* longest = nullptr;
  for (const auto& session : sessions_)
    if (session->holds() != nullptr && !session->over() &&
        (longest == nullptr || session->sendingSince() < longest->sendingSince()))
      longest = session.get();
  if (longest != nullptr) longest->drop();
  return longest != nullptr;
}

std::size_t Hub::heldBytes() const {
  std::set<const std::string*> held;
  for (const auto& session : sessions_)
    if (session->holds() != nullptr && !session->over()) held.insert(session->holds());
  std::size_t bytes = 0;
  for (const std::string* each : held) bytes += each->size();
  return bytes;
}

std::unique_ptr<Subscription> Hub::takeOver(const Subscriptions::Wanted& wanted) {
  for (const auto& session : sessions_)
    if (auto released = session->release(wanted)) return released;
  return nullptr;
}

void Hub::tend(SteadyTime now) {
  tended_at_ = now;
  const std::int64_t steady_ms = host_.steadyMs();
  ComponentStates components = readComponents(host_);
  const auto refused = readRefusedConfiguration(host_);
  const auto refused_ms = refused ? std::optional(refused->since_ms) : std::nullopt;
  live_.locked([&](LiveParts& parts) {
    parts.state.sweep(steady_ms);
    if (parts.refusal.differsFrom(refused_ms))
      parts.refusal.update(refused_ms, parts.state.advance());
    if (parts.components.differsFrom(components))
      parts.components.update(std::move(components), parts.state.advance());
  });
  for (const auto& session : sessions_) session->tend(now);
  subscriptions_.expire(now);
  subscriptions_.trim(live_.version());
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
