#include "plugins/proxmox/api/node_connection.h"

#include "plugins/proxmox/api/answer_head.h"
#include "plugins/proxmox/api/api_client.h"
#include "plugins/proxmox/api/body_reader.h"
#include "plugins/proxmox/api/borrowed_session.h"
#include "plugins/proxmox/api/call_error.h"
#include "plugins/proxmox/api/question.h"

#include <Poco/Net/HTTPResponse.h>
#include <Poco/String.h>

#include <string_view>
#include <utility>

namespace pipevane::proxmox {
namespace {

using Poco::Net::HTTPRequest;
using Poco::Net::HTTPResponse;

// The server ends a connection after 100 requests or 5 s without a byte; that is left some room.
// The next one takes the session up again that this one began.
constexpr int kRequestsMax = 100;
constexpr std::int64_t kIdleMaxMs = 4'000;
static_assert(ApiClient::kQuietMs < kIdleMaxMs);
constexpr int kHeadersMax = 100;

}  // namespace

bool NodeConnection::isSpent(std::int64_t now_ms) const {
  const std::int64_t idle_ms = now_ms - used_ms_;
  return requests_ >= kRequestsMax || idle_ms < 0 || idle_ms > kIdleMaxMs;
}

bool NodeConnection::continues(const HTTPRequest& request) const {
  return textOf(request).starts_with(begun_);
}

bool NodeConnection::sendLineOf(const HTTPRequest& request) {
  const std::string text = textOf(request);
  if (!text.starts_with(begun_)) return false;
  std::string_view line = lineWithoutSecret(text, begun_.size());
  if (line.empty()) return false;
  while (!line.empty()) {
    const int sent = socket_.sendBytes(line.data(), static_cast<int>(line.size()));
    begun_ += line.substr(0, static_cast<std::size_t>(sent));
    line.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void NodeConnection::ask(HTTPRequest request, std::int64_t timeout_ms, std::size_t body_max,
                         Answer& answer, Course& course) {
  const std::string begun = std::exchange(begun_, {});
  BorrowedSession session(socket_, begun);
  session.setTimeout(Poco::Timespan(timeout_ms * 1000));
  ++requests_;
  session.sendRequest(request);
  HTTPResponse response;
  response.setFieldLimit(kHeadersMax);
  std::istream& in = session.receiveResponse(response);
  // Something between lost its patience with a request that was begun early.
  if (!begun.empty() && statusOf(response) == HTTPResponse::HTTP_REQUEST_TIMEOUT)
    throw CallError(Failure::kBroken, "the request took too long to be whole");
  course.answered = true;
  const std::int64_t length =
      response.hasContentLength() ? response.getContentLength64() : std::int64_t{-1};
  if (length > static_cast<std::int64_t>(body_max))
    throw CallError(Failure::kTooLarge, "the answer is " + std::to_string(length) + " bytes long");
  const bool gzip = Poco::icompare(response.get("Content-Encoding", ""), "gzip") == 0;
  answer.body = readBody(in, length, gzip, body_max);
  answer.status = statusOf(response);
  answer.reason = response.getReason();
  for (const auto& [name, value] : response)
    answer.headers.emplace_back(Poco::toLower(name), value);
  course.received_bytes = length >= 0 ? static_cast<std::size_t>(length) : answer.body.size();
  const bool framed = length >= 0 || response.getChunkedTransferEncoding();
  course.keep = framed && keptOpen(response) && answer.status < 400;
}

}  // namespace pipevane::proxmox
