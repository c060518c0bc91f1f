#include "plugins/proxmox/api/https_client.h"

#include "plugins/proxmox/api/call_error.h"
#include "plugins/proxmox/api/call_guard.h"
#include "plugins/proxmox/api/node_connection.h"
#include "plugins/proxmox/api/question.h"
#include "plugins/proxmox/api/secret_filter.h"
#include "plugins/proxmox/api/secure_connection.h"
#include "plugins/proxmox/api/tcp_connection.h"
#include "plugins/proxmox/api/tls_session.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace pipevane::proxmox {
namespace {

using Poco::Net::HTTPRequest;
using Poco::Net::HTTPResponse;
using Clock = CallGuard::Clock;

// It takes connections and speaks TLS, so it is a matter of the node and not of a wrong port.
constexpr const char* kClosedRemedy =
    "its pveproxy restarts, is overloaded or fails: on the node: systemctl status pveproxy; if "
    "that is well, look for a proxy or firewall in between that ends connections";

std::int64_t steadyMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now().time_since_epoch())
      .count();
}

}  // namespace

class HttpsClient::Parts {
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
    guard_.watch(connection_->descriptor(),
                 Clock::now() + std::chrono::milliseconds(settings_.timeout_ms));
    try {
      const bool sent = connection_->sendLineOf(requestFor(path));
      guard_.release();
      if (sent) connection_->used(settings_.now_ms());
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
  Answer attempt(const std::string& path, Clock::time_point deadline) {
    Answer answer;
    try {
      const bool reused = reusable() && begunFor(path);
      NodeConnection::Course course;
      try {
        exchange(path, deadline, answer, course);
      } catch (const CallError& error) {
        // The server may have closed a kept connection just then; that is no failure of it.
        if (!reused || course.answered || error.failure() != Failure::kBroken) throw;
        answer = {};
        course = {};
        exchange(path, deadline, answer, course);
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
    if (connection_ && connection_->isSpent(settings_.now_ms())) connection_.reset();
    return connection_.has_value();
  }
  // Another request than the one that was begun needs another connection.
  bool begunFor(const std::string& path) {
    if (!connection_->continues(requestFor(path))) connection_.reset();
    return connection_.has_value();
  }

  void exchange(const std::string& path, Clock::time_point deadline, Answer& answer,
                NodeConnection::Course& course) {
    if (!connection_) connect(deadline);
    guard_.watch(connection_->descriptor(), deadline);
    try {
      talk(path, answer, course);
      guard_.release();
      connection_->used(settings_.now_ms());
      if (connection_->isFresh()) session_.keep(connection_->socket(), settings_.now_ms());
      if (!course.keep) connection_.reset();
    } catch (const CallError& error) {
      abandon();
      if (guard_.stopping() || Clock::now() >= deadline) throwEnded();
      throw CallError(error);
    } catch (const Poco::Net::NoMessageException&) {
      abandon();
      if (guard_.stopping() || Clock::now() >= deadline) throwEnded();
      throw CallError(Failure::kBroken, "it took the question and closed the connection",
                      kClosedRemedy);
    } catch (const std::exception& error) {
      abandon();
      if (guard_.stopping() || Clock::now() >= deadline) throwEnded();
      throw CallError(Failure::kBroken, std::string("the connection broke: ") + error.what());
    }
  }
  void talk(const std::string& path, Answer& answer, NodeConnection::Course& course) {
    ++counters_.requests;
    connection_->ask(requestFor(path), timeout_ms_, body_max_, answer, course);
    counters_.received_bytes += course.received_bytes;
  }
  void connect(Clock::time_point deadline) {
    const auto plain = connectTcp(resolver_, settings_.endpoint.port, guard_, deadline);
    try {
      connection_.emplace(secure(plain, settings_.endpoint, settings_.trust, context_, witness_,
                                 session_.offered(settings_.now_ms()), guard_, deadline));
    } catch (const CallError&) {
      session_.forget();
      throw;
    }
    ++(connection_->resumed() ? counters_.resumptions : counters_.handshakes);
  }
  void abandon() {
    guard_.release();
    connection_.reset();
  }
  [[noreturn]] void throwEnded() const {
    if (guard_.stopping()) throw CallError(Failure::kStopped, "stopped");
    throw CallError(Failure::kTimeout,
                    "no whole answer within " + (timeout_ms_ % 1000 == 0
                                                     ? std::to_string(timeout_ms_ / 1000) + " s"
                                                     : std::to_string(timeout_ms_) + " ms"));
  }
  HTTPRequest requestFor(const std::string& path) const {
    return question(settings_.endpoint, settings_.token, path);
  }

  Settings settings_;
  SecretFilter secret_;
  Poco::Net::Context::Ptr context_;
  PeerWitness witness_;
  CallGuard guard_;
  Resolver resolver_;
  TlsSession session_;
  std::optional<NodeConnection> connection_;
  std::size_t body_max_ = 0;  // of the call under way
  std::int64_t timeout_ms_ = 0;
  Counters counters_;
};

HttpsClient::HttpsClient(Settings settings, std::function<bool()> stopping)
    : parts_(std::make_unique<Parts>(std::move(settings), std::move(stopping))) {}
HttpsClient::~HttpsClient() = default;

Answer HttpsClient::get(const std::string& path, const Limits& limits) {
  return parts_->get(path, limits);
}
Answer HttpsClient::prove(const Limits& limits) { return parts_->prove(limits); }
void HttpsClient::trustAlso(std::vector<std::string> fingerprints) {
  parts_->trustAlso(std::move(fingerprints));
}
void HttpsClient::keepOpen(const std::string& path) { parts_->keepOpen(path); }
const ApiClient::Settings& HttpsClient::settings() const { return parts_->settings(); }
const ApiClient::Counters& HttpsClient::counters() const { return parts_->counters(); }
const std::optional<ShownCertificate>& HttpsClient::certificate() const {
  return parts_->certificate();
}

}  // namespace pipevane::proxmox
