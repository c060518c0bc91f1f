#include "plugins/proxmox/api/api_client.h"

#include "plugins/proxmox/api/answer_head.h"
#include "plugins/proxmox/api/body_reader.h"
#include "plugins/proxmox/api/borrowed_session.h"
#include "plugins/proxmox/api/call_error.h"
#include "plugins/proxmox/api/question.h"
#include "plugins/proxmox/api/secret_filter.h"
#include "plugins/proxmox/api/secure_connection.h"
#include "plugins/proxmox/api/tcp_connection.h"
#include "plugins/proxmox/api/tls_session.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/String.h>

#include <optional>
#include <string_view>
#include <utility>

namespace pipevane::proxmox {
namespace {

using Poco::Net::HTTPRequest;
using Poco::Net::HTTPResponse;
using Poco::Net::SecureStreamSocket;
using Clock = CallGuard::Clock;

// The server ends a connection after 100 requests or 5 s without a byte; that is left some room.
// The next one takes the session up again that this one began.
constexpr int kRequestsMax = 100;
constexpr std::int64_t kIdleMaxMs = 4'000;
static_assert(ApiClient::kQuietMs < kIdleMaxMs);
constexpr int kHeadersMax = 100;

// It takes connections and speaks TLS, so it is a matter of the node and not of a wrong port.
constexpr const char* kClosedRemedy =
    "its pveproxy restarts, is overloaded or fails: on the node: systemctl status pveproxy; if "
    "that is well, look for a proxy or firewall in between that ends connections";

std::int64_t steadyMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now().time_since_epoch())
      .count();
}

}  // namespace

class ApiClient::Parts {
 public:
  Parts(Settings settings, std::function<bool()> stopping)
      : settings_(std::move(settings)),
        secret_(settings_.token),
        context_(contextFor(settings_.trust)),
        witness_(context_),
        guard_(std::move(stopping)),
        resolver_(settings_.endpoint.host, settings_.look_up) {
    if (!settings_.now_ms) settings_.now_ms = steadyMs;
  }

  Answer get(const std::string& path, const Limits& limits) {
    body_max_ = limits.body_max.value_or(settings_.body_max);
    timeout_ms_ = std::min(limits.timeout_ms.value_or(settings_.timeout_ms), settings_.timeout_ms);
    if (settings_.answers) {
      ++counters_.requests;
      return settings_.answers(settings_.endpoint, path, timeout_ms_);
    }
    const auto began = Clock::now();
    Answer answer = attempt(path, began + std::chrono::milliseconds(timeout_ms_));
    secret_.clean(answer);
    answer.duration_us =
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began).count();
    return answer;
  }
  Answer prove(const Limits& limits) {
    timeout_ms_ = std::min(limits.timeout_ms.value_or(settings_.timeout_ms), settings_.timeout_ms);
    connection_.reset();
    Answer answer;
    try {
      connect(Clock::now() + std::chrono::milliseconds(timeout_ms_));
      answer.status = HTTPResponse::HTTP_OK;
    } catch (const CallError& error) {
      fail(answer, error);
    }
    connection_.reset();
    secret_.clean(answer);
    return answer;
  }
  void keepOpen(const std::string& path) {
    if (!reusable()) return;
    const std::string text = textOf(requestFor(path));
    std::string& begun = connection_->begun;
    if (!text.starts_with(begun)) return;
    std::string_view line = lineWithoutSecret(text, begun.size());
    if (line.empty()) return;
    const auto deadline = Clock::now() + std::chrono::milliseconds(settings_.timeout_ms);
    guard_.watch(static_cast<int>(connection_->socket.impl()->sockfd()), deadline);
    try {
      while (!line.empty()) {
        const int sent = connection_->socket.sendBytes(line.data(), static_cast<int>(line.size()));
        begun += line.substr(0, static_cast<std::size_t>(sent));
        line.remove_prefix(static_cast<std::size_t>(sent));
      }
      guard_.release();
      connection_->used_ms = settings_.now_ms();
    } catch (const std::exception&) {
      // Nothing was asked yet, so nothing failed: the question makes a new connection.
      abandon();
    }
  }
  void trustAlso(std::vector<std::string> fingerprints) {
    settings_.trust.also = std::move(fingerprints);
  }
  const Settings& settings() const { return settings_; }
  const Counters& counters() const { return counters_; }
  const std::optional<ShownCertificate>& certificate() const { return witness_.shown(); }

 private:
  struct Connection {
    SecureStreamSocket socket;
    int requests = 0;
    std::int64_t used_ms = 0;
    std::string begun = {};  // of the next request
  };

  Answer attempt(const std::string& path, Clock::time_point deadline) {
    Answer answer;
    try {
      const bool reused = reusable() && begunFor(path);
      try {
        exchange(path, deadline, answer);
      } catch (const CallError& error) {
        // The server may have closed a kept connection just then; that is no failure of it.
        if (!reused || answered_ || error.failure() != Failure::kBroken) throw;
        answer = {};
        exchange(path, deadline, answer);
      }
    } catch (const CallError& error) {
      fail(answer, error);
    }
    return answer;
  }
  static void fail(Answer& answer, const CallError& error) {
    answer.status = 0;
    answer.failure = error.failure();
    answer.reason = error.what();
    answer.remedy = error.remedy();
    answer.body.clear();
  }

  bool reusable() {
    if (connection_ && (connection_->requests >= kRequestsMax || idleTooLong()))
      connection_.reset();
    return connection_.has_value();
  }

  // Another request than the one that was begun needs another connection.
  bool begunFor(const std::string& path) {
    if (!textOf(requestFor(path)).starts_with(connection_->begun)) connection_.reset();
    return connection_.has_value();
  }

  bool idleTooLong() const {
    const std::int64_t idle_ms = settings_.now_ms() - connection_->used_ms;
    return idle_ms < 0 || idle_ms > kIdleMaxMs;
  }

  void exchange(const std::string& path, Clock::time_point deadline, Answer& answer) {
    answered_ = false;
    if (!connection_) connect(deadline);
    guard_.watch(static_cast<int>(connection_->socket.impl()->sockfd()), deadline);
    try {
      const bool keep = talk(path, answer);
      guard_.release();
      connection_->used_ms = settings_.now_ms();
      if (connection_->requests == 1) session_.keep(connection_->socket, connection_->used_ms);
      if (!keep) connection_.reset();
    } catch (const CallError& error) {
      abandon();
      if (guard_.stopping() || Clock::now() >= deadline) throwEnded(deadline);
      throw CallError(error);
    } catch (const Poco::Net::NoMessageException&) {
      abandon();
      if (guard_.stopping() || Clock::now() >= deadline) throwEnded(deadline);
      throw CallError(Failure::kBroken, "it took the question and closed the connection",
                      kClosedRemedy);
    } catch (const std::exception& error) {
      abandon();
      if (guard_.stopping() || Clock::now() >= deadline) throwEnded(deadline);
      throw CallError(Failure::kBroken, std::string("the connection broke: ") + error.what());
    }
  }
  void connect(Clock::time_point deadline) {
    const auto plain = connectTcp(resolver_, settings_.endpoint.port, guard_, deadline);
    try {
      connection_ =
          Connection{secure(plain, settings_.endpoint, settings_.trust, context_, witness_,
                            session_.offered(settings_.now_ms()), guard_, deadline)};
    } catch (const CallError&) {
      session_.forget();
      throw;
    }
    ++(connection_->socket.sessionWasReused() ? counters_.resumptions : counters_.handshakes);
  }
  void abandon() {
    guard_.release();
    connection_.reset();
  }
  [[noreturn]] void throwEnded(Clock::time_point) const {
    if (guard_.stopping()) throw CallError(Failure::kStopped, "stopped");
    throw CallError(Failure::kTimeout,
                    "no whole answer within " + (timeout_ms_ % 1000 == 0
                                                     ? std::to_string(timeout_ms_ / 1000) + " s"
                                                     : std::to_string(timeout_ms_) + " ms"));
  }

  HTTPRequest requestFor(const std::string& path) const {
    return question(settings_.endpoint, settings_.token, path);
  }

  // True where the connection can be used again.
  bool talk(const std::string& path, Answer& answer) {
    const std::string begun = std::exchange(connection_->begun, {});
    BorrowedSession session(connection_->socket, begun);
    // The guard ends the call; Poco's own limit is for each read.
    session.setTimeout(Poco::Timespan(timeout_ms_ * 1000));
    HTTPRequest request = requestFor(path);
    ++counters_.requests;
    ++connection_->requests;
    session.sendRequest(request);
    HTTPResponse response;
    response.setFieldLimit(kHeadersMax);
    std::istream& in = session.receiveResponse(response);
    // Something between lost its patience with a request that was begun early.
    if (!begun.empty() && statusOf(response) == HTTPResponse::HTTP_REQUEST_TIMEOUT)
      throw CallError(Failure::kBroken, "the request took too long to be whole");
    answered_ = true;
    const std::int64_t length =
        response.hasContentLength() ? response.getContentLength64() : std::int64_t{-1};
    if (length > static_cast<std::int64_t>(body_max_))
      throw CallError(Failure::kTooLarge,
                      "the answer is " + std::to_string(length) + " bytes long");
    const bool gzip = Poco::icompare(response.get("Content-Encoding", ""), "gzip") == 0;
    answer.body = readBody(in, length, gzip, body_max_);
    answer.status = statusOf(response);
    answer.reason = response.getReason();
    for (const auto& [name, value] : response)
      answer.headers.emplace_back(Poco::toLower(name), value);
    counters_.received_bytes +=
        length >= 0 ? static_cast<std::uint64_t>(length) : answer.body.size();
    const bool framed = length >= 0 || response.getChunkedTransferEncoding();
    return framed && keptOpen(response) && answer.status < 400;
  }

  Settings settings_;
  SecretFilter secret_;
  Poco::Net::Context::Ptr context_;
  PeerWitness witness_;
  CallGuard guard_;
  Resolver resolver_;
  TlsSession session_;
  std::optional<Connection> connection_;
  bool answered_ = false;     // the call under way
  std::size_t body_max_ = 0;  // of it
  std::int64_t timeout_ms_ = 0;
  Counters counters_;
};

ApiClient::ApiClient(Settings settings, std::function<bool()> stopping)
    : parts_(std::make_unique<Parts>(std::move(settings), std::move(stopping))) {}
ApiClient::~ApiClient() = default;

Answer ApiClient::get(const std::string& path, const Limits& limits) {
  return parts_->get(path, limits);
}
Answer ApiClient::prove(const Limits& limits) { return parts_->prove(limits); }
void ApiClient::trustAlso(std::vector<std::string> fingerprints) {
  parts_->trustAlso(std::move(fingerprints));
}
void ApiClient::keepOpen(const std::string& path) { parts_->keepOpen(path); }
const ApiClient::Settings& ApiClient::settings() const { return parts_->settings(); }
const ApiClient::Counters& ApiClient::counters() const { return parts_->counters(); }
const std::optional<ShownCertificate>& ApiClient::certificate() const {
  return parts_->certificate();
}

}  // namespace pipevane::proxmox
