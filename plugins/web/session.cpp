#include "plugins/web/session.h"

#include <pipevane/error.h>

#include <Poco/Exception.h>

#include <algorithm>
#include <array>

namespace pipevane::web {
namespace {

using namespace std::chrono_literals;

constexpr auto kPingEvery = 15s;
// Three pings without a word, or nothing read for two.
constexpr auto kSilentFor = 50s;
constexpr auto kStuckFor = 30s;
constexpr auto kGoodbyeFor = 2s;
// Errors and pongs that a client provokes without reading them.
constexpr std::size_t kMostAnswers = 256 * 1024;
// A client that sends without end does not keep the others waiting.
constexpr int kMostReadsAtOnce = 4;

}  // namespace

Session::Session(OwnSocket socket, std::string_view early, std::function<bool()> admitted,
                 SteadyTime now)
    : socket_(std::move(socket)),
      admitted_(std::move(admitted)),
      heard_at_(now),
      progress_at_(now),
      pinged_at_(now) {
  neverWait(*socket_);
  reader_.feed(early);
}

Session::~Session() {
  try {
    socket_->close();
  } catch (const Poco::Exception&) {
    // It is gone already.
  }
}

void Session::receive(Subscriptions& subscriptions, SteadyTime now) {
  for (int i = 0; i < kMostReadsAtOnce && !over_; ++i) {
    const bool more = readSome(now);
    answerAll(subscriptions);
    if (!more) return;
  }
}

// False when there is nothing more to read.
bool Session::readSome(SteadyTime now) {
  std::array<char, 16 * 1024> bytes;
  const auto count = receiveNow(*socket_, bytes);
  if (!count) over_ = true;
  if (!count || *count == 0) return false;
  heard_at_ = now;
  if (!closing_) reader_.feed({bytes.data(), *count});  // else nobody reads on
  return true;
}

void Session::answerAll(Subscriptions& subscriptions) {
  FrameReader::Message message{};
  answering_ = true;
  while (!over_ && !closing_) {
    const FrameReader::Status status = reader_.next(message);
    if (status == FrameReader::Status::kNeedMore) break;
    if (status == FrameReader::Status::kBroken)
      close(reader_.closeCode(), "that is no message of a WebSocket client");
    else
      answer(message, subscriptions);
    if (answer_bytes_ > kMostAnswers) over_ = true;
  }
  answering_ = false;
}

void Session::answer(const FrameReader::Message& message, Subscriptions& subscriptions) {
  switch (message.opcode) {
    case Opcode::kText:
      handle(message.payload, subscriptions);
      return;
    case Opcode::kPing:
      pong(message.payload);
      return;
    case Opcode::kClose:
      close(CloseCode::kNormal, "");
      return;
    case Opcode::kBinary:
      close(CloseCode::kUnsupported, "messages are text");
      return;
    case Opcode::kPong:
    case Opcode::kContinuation:
      return;
  }
}

void Session::handle(std::string_view text, Subscriptions& subscriptions) {
  ClientMessage message;
  try {
    readClientMessage(text, message);
    if (message.subscribe) {
      subscribe(message, subscriptions);
    } else {
      subscriptions_.erase(message.subscription);
    }
  } catch (const Error& error) {
    refuse(message.subscription, "The message cannot be used", error.what());
  }
}

void Session::subscribe(const ClientMessage& message, Subscriptions& subscriptions) {
  if (!subscriptions_.contains(message.subscription) && subscriptions_.size() >= kMostSubscriptions)
    throw Error("cannot subscribe: a client can have at most " +
                std::to_string(kMostSubscriptions) + " subscriptions");
  subscriptions_.insert_or_assign(message.subscription, subscriptions.open(message));
}

void Session::refuse(const std::string& subscription, const char* title,
                     const std::string& detail) {
  std::string text;
  JsonWriter json(text);
  json.beginObject().key("type").text("error");
  if (!subscription.empty()) json.key("subscription").text(subscription);
  json.key("title").text(title).key("detail").text(detail).endObject();
  answer_bytes_ += text.size();
  say(Opcode::kText, text);
}

void Session::pong(std::string_view payload) {
  answer_bytes_ += payload.size() + 2;
  say(Opcode::kPong, payload);
}

void Session::say(Opcode opcode, std::string_view payload) {
  std::string frame;
  appendFrame(frame, opcode, payload);
  out_.add(frame);
}

// Those that wait for their snapshot first, then in the order in which they became due: one message
// at a time, so that a client that reads slowly has no more than one waiting here.
Subscription* Session::turn(Version version, SteadyTime now) {
  if (over_ || closing_ || sending()) return nullptr;
  Subscription* first = nullptr;
  for (const auto& [name, each] : subscriptions_) {
    if (!each->begun()) return each.get();
    if (!each->behind(version) || each->due() > now) continue;
    if (first == nullptr || each->due() < first->due()) first = each.get();
  }
  return first;
}

void Session::tell(Subscription& subscription, const Feed::Body& body, std::int64_t now_ms,
                   SteadyTime now) {
  std::string head = subscription.head(now_ms);
  if (body) head += ',';
  std::string begin;
  appendFrameHeader(begin, Opcode::kText, head.size() + (body ? body->size() : 0) + 1);
  out_.add(begin + head);
  if (body) out_.add(body);
  out_.add("}");
  sending_since_ = now;
  subscription.sentAt(now);
}

SteadyTime Session::due(Version version) const {
  SteadyTime earliest = SteadyTime::max();
  if (over_ || closing_ || sending()) return earliest;
  for (const auto& [name, each] : subscriptions_) {
    if (!each->begun()) return SteadyTime::min();
    if (each->behind(version)) earliest = std::min(earliest, each->due());
  }
  return earliest;
}

void Session::send(SteadyTime now) {
  while (!out_.empty()) {
    const auto count = sendNow(*socket_, out_.next());
    if (!count) over_ = true;
    if (!count || *count == 0) return;
    out_.sent(*count);
    progress_at_ = now;
  }
  answer_bytes_ = 0;
  if (closing_) over_ = true;
}

void Session::tend(SteadyTime now) {
  if (!sending()) progress_at_ = now;
  if (!closing_ && !admitted_()) close(CloseCode::kPolicy, "the login is over");
  if (closing_ && now - progress_at_ > kGoodbyeFor) over_ = true;
  if (now - progress_at_ > kStuckFor || now - heard_at_ > kSilentFor) {
    if (!closing_) close(CloseCode::kTryLater, "the client does not keep up");
    send(now);
    over_ = true;
  } else if (now - pinged_at_ >= kPingEvery && !sending()) {
    pinged_at_ = now;
    say(Opcode::kPing, {});
    // A page in a browser does not see pings, and has to tell a quiet server from a dead
    // connection.
    say(Opcode::kText, R"({"type":"heartbeat"})");
  }
}

void Session::close(CloseCode code, std::string_view reason) {
  if (closing_) return;
  closing_ = true;
  std::string frame;
  appendClose(frame, code, reason);
  out_.add(frame);
}

std::unique_ptr<Subscription> Session::release(const Subscriptions::Wanted& wanted) {
  const auto at =
      std::ranges::find_if(subscriptions_, [&](const auto& each) { return wanted(*each.second); });
  if (at == subscriptions_.end()) return nullptr;
  auto released = std::move(at->second);
  subscriptions_.erase(at);
  if (!answering_) close(CloseCode::kGoingAway, "the client came back over another connection");
  return released;
}

void Session::park(Subscriptions& subscriptions, SteadyTime now) {
  for (auto& [name, each] : subscriptions_) subscriptions.park(std::move(each), now);
  subscriptions_.clear();
}

}  // namespace pipevane::web
