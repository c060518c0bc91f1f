#include "plugins/web/connection.h"

#include "plugins/web/response_text.h"

#include <Poco/Exception.h>

#include <poll.h>
#include <sys/socket.h>

#include <array>

namespace pipevane::web {
namespace {

constexpr std::size_t kReadBytes = 16 * 1024;
// What a client still sends of a request that was refused.
constexpr std::size_t kMostDrainedBytes = 1024 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

Connection::Connection(OwnSocket socket, SteadyTime now)
    : socket_(std::move(socket)),
      address_(socket_->peerAddress().host().toString()),
      since_(now),
      deadline_(now + kRequestFor) {
  neverWait(*socket_);
  socket_->setNoDelay(true);
}

Connection::~Connection() {
  if (upgraded()) return;
  try {
    socket_->close();
  } catch (const Poco::Exception&) {
    // It is gone already.
  }
}

short Connection::interest() const {
  if (step_ == Step::kAnswering || over() || upgraded()) return 0;
  const bool sends = out_sent_ < out_.size();
  return static_cast<short>((step_ == Step::kSending ? 0 : POLLIN) | (sends ? POLLOUT : 0));
}

std::optional<Request> Connection::proceed(SteadyTime now) {
  if (out_sent_ < out_.size()) send(now);
  if (step_ == Step::kLeaving) drain();
  return step_ == Step::kReading ? receive(now) : std::nullopt;
}

// All that is there: TLS may have read it already, and poll(2) does not know. The limits of a
// request end it.
std::optional<Request> Connection::receive(SteadyTime now) {
  try {
    while (step_ == Step::kReading) {
      if (auto request = nextRequest(now)) return request;
      if (!readSome(now)) break;
    }
  } catch (const Problem& problem) {
    refuse(problem, now);
  }
  return std::nullopt;
}

std::optional<Request> Connection::nextRequest(SteadyTime now) {
  std::optional<Request> request = reader_.next();
  if (!request) {
    if (reader_.waitsToContinue()) {
      out_.append(kContinue);
      sendSome();
    }
    return std::nullopt;
  }
  request->peer = address_;
  keep_alive_ = request->keep_alive;
  with_body_ = request->method != "HEAD";
  if (!request->header("upgrade").empty()) credentials_ = credentialsOf(*request);
  become(Step::kAnswering, SteadyTime::max());
  since_ = now;
  return request;
}

// False when there is nothing more to read.
bool Connection::readSome(SteadyTime now) {
  std::array<char, kReadBytes> bytes;
  const auto count = receiveNow(*socket_, bytes);
  if (!count) step_ = Step::kOver;
  if (count.value_or(0) == 0) return false;
  if (idle_) deadline_ = now + kRequestFor;
  idle_ = false;
  reader_.feed({bytes.data(), *count});
  return true;
}

void Connection::answer(const Response& response, SteadyTime now) {
  upgrades_ = response.status == 101;
  begin(response, with_body_, now);
}

void Connection::refuse(const Problem& problem, SteadyTime now) {
  // What of the request was not read would be taken for the next one.
  keep_alive_ = false;
  begin(answerWith(problem), reader_.method() != "HEAD", now);
}

void Connection::begin(const Response& response, bool with_body, SteadyTime now) {
  out_.append(textOf(response, {.keep_alive = keep_alive_, .with_body = with_body}));
  become(Step::kSending, now + kAnswerFor);
  send(now);
}

void Connection::send(SteadyTime now) {
  if (sendSome() && step_ == Step::kSending) sent(now);
}

// True once all is sent.
bool Connection::sendSome() {
  while (out_sent_ < out_.size()) {
    const auto count = sendNow(*socket_, std::string_view(out_).substr(out_sent_));
    if (!count) step_ = Step::kOver;
    if (count.value_or(0) == 0) return false;
    out_sent_ += *count;
  }
  std::string().swap(out_);
  out_sent_ = 0;
  return true;
}

void Connection::sent(SteadyTime now) {
  if (upgrades_) return become(Step::kUpgraded, SteadyTime::max());
  if (!keep_alive_) return leave(now);
  since_ = now;
  idle_ = !reader_.begun();
  become(Step::kReading, now + (idle_ ? kIdleFor : kRequestFor));
}

// A connection that is closed with bytes unread is reset, and the answer may be lost with it: the
// client closes first.
void Connection::leave(SteadyTime now) {
  become(Step::kLeaving, now + kGoodbyeFor);
  since_ = now;
  try {
    if (socket_->secure()) socket_->shutdown();  // tells TLS's end
  } catch (const Poco::Exception&) {
    // It is gone already.
  }
  ::shutdown(descriptor(), SHUT_WR);
}

void Connection::drain() {
  std::array<char, kReadBytes> bytes;
  while (drained_bytes_ < kMostDrainedBytes) {
    const ssize_t count = ::recv(descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return;
    if (count <= 0) break;
    drained_bytes_ += static_cast<std::size_t>(count);
  }
  step_ = Step::kOver;
}

void Connection::expire(SteadyTime now) {
  if (now < deadline_) return;
  const bool in_the_middle = step_ == Step::kReading && reader_.begun();
  if (!in_the_middle) {
    step_ = Step::kOver;
    return;
  }
  refuse({408, "Too slow", "the request took more than 10 seconds to come"}, now);
}

void Connection::become(Step step, SteadyTime deadline) {
  step_ = step;
  deadline_ = deadline;
}

}  // namespace pipevane::web
