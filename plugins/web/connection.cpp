#include "plugins/web/connection.h"

#include "plugins/web/response_text.h"

#include <Poco/Exception.h>

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <charconv>

namespace pipevane::web {
namespace {

constexpr std::size_t kReadBytes = 16 * 1024;
// What a client still sends of a request that was refused.
constexpr std::size_t kMostDrainedBytes = 1024 * 1024;
// With less than that to send a stream's next piece is made, so that it is there in time.
constexpr std::size_t kHungryBytes = 64 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string chunkHead(std::size_t bytes) {
  constexpr int kHexadecimal = 16;
  std::array<char, 24> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), bytes, kHexadecimal).ptr;
  return std::string(text.data(), end) + "\r\n";
}

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
  const bool sends = !out_.empty();
  return static_cast<short>((step_ == Step::kSending ? 0 : POLLIN) | (sends ? POLLOUT : 0));
}

std::optional<Request> Connection::proceed(SteadyTime now) {
  if (!out_.empty()) send(now);
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
      out_.add(kContinue);
      sendSome();
    }
    return std::nullopt;
  }
  request->peer = address_;
  keep_alive_ = request->keep_alive;
  chunks_ = request->takes_chunks;
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
  if (with_body_) stream_ = response.stream;
  streamed_ = stream_ != nullptr;
  begin(response, with_body_, now);
}

std::shared_ptr<Body> Connection::hungry() {
  if (!stream_ || making_ || step_ != Step::kSending || out_.bytes() >= kHungryBytes) return {};
  making_ = true;
  return stream_;
}

void Connection::goOn(Piece piece, SteadyTime now) {
  making_ = false;
  if (!stream_ || step_ != Step::kSending) return;
  if (piece.last) stream_.reset();
  const bool some = !piece.bytes.empty();
  if (some && chunks_) out_.add(chunkHead(piece.bytes.size()));
  if (some) out_.take(std::move(piece.bytes));
  if (some && chunks_) out_.add("\r\n");
  if (piece.last && chunks_) out_.add("0\r\n\r\n");
  // Who takes each piece in time may take as long as there are pieces.
  become(Step::kSending, now + kAnswerFor);
  send(now);
}

void Connection::breakOff() {
  try {
    socket_->setLinger(true, 0);  // a reset, which no client takes for the end
  } catch (const Poco::Exception&) {
    // It is gone already.
  }
  stream_.reset();
  step_ = Step::kOver;
}

void Connection::refuse(const Problem& problem, SteadyTime now) {
  // What of the request was not read would be taken for the next one.
  keep_alive_ = false;
  begin(answerWith(problem), reader_.method() != "HEAD", now);
}

void Connection::begin(const Response& response, bool with_body, SteadyTime now) {
  out_.take(
      textOf(response, {.keep_alive = keep_alive_, .with_body = with_body, .chunks = chunks_}));
  become(Step::kSending, now + kAnswerFor);
  send(now);
}

void Connection::send(SteadyTime now) {
  if (!sendSome() || step_ != Step::kSending) return;
  if (stream_)
    deadline_ = SteadyTime::max();  // the client waits for us
  else
    sent(now);
}

// True once all is sent.
bool Connection::sendSome() {
  while (!out_.empty()) {
    const auto count = sendNow(*socket_, out_.next());
    if (!count) step_ = Step::kOver;
    if (count.value_or(0) == 0) return false;
    out_.sent(*count);
  }
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
    // Of an answer whose length nobody was told a client that does not take chunks knows the end by
    // the end of the connection: it would take a part for all of it.
    if (step_ == Step::kSending && streamed_) return breakOff();
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
