#include "plugins/proxmox_push/http_connection.h"

#include "plugins/proxmox/receiving/token.h"
#include "plugins/proxmox_push/over_limit.h"
#include "plugins/proxmox_push/unpacked.h"

#include <Poco/JSON/Object.h>

#include <array>
#include <sstream>
#include <utility>

namespace pipevane::proxmox_push {
namespace {

using proxmox::PushCarrier;
using proxmox::PushFormat;

constexpr std::string_view kWritePath = "/api/v2/write", kHealthPath = "/health";
const proxmox::Problem kTooMuch{503, "too much is on its way at once; it is to be sent later"};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

struct Reason {
  int status;
  const char* words;
};
constexpr std::array<Reason, 14> kReasons = {{
    {200, "OK"},
    {204, "No Content"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {503, "Service Unavailable"},
}};

const char* reasonOf(int status) {
  for (const Reason& each : kReasons)
    if (each.status == status) return each.words;
  return "Error";
}

std::string jsonOf(std::initializer_list<std::pair<const char*, std::string>> members) {
  Poco::JSON::Object object(Poco::JSON_PRESERVE_KEY_ORDER);
  for (const auto& [name, value] : members) object.set(name, value);
  std::ostringstream text;
  object.stringify(text);
  return text.str();
}

// Behind "Token", as InfluxDB has it, or "Bearer".
std::string_view tokenIn(std::string_view authorization) {
  for (const std::string_view scheme : {"Token ", "Bearer ", "token ", "bearer "})
    if (authorization.starts_with(scheme)) return authorization.substr(scheme.size());
  return authorization;
}

// What a recording keeps of the query: no more than is Proxmox VE's, and no secret.
std::string keptOf(std::string_view query) {
  std::string kept;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view part = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (!part.starts_with("org=") && !part.starts_with("bucket=")) continue;
    kept.append(kept.empty() ? "" : "&").append(part);
  }
  return kept;
}

}  // namespace

HttpConnection::HttpConnection(Poco::Net::StreamSocket socket, std::string sender,
                               proxmox::Sockets& sockets, Intake& intake, const Host& host,
                               const HttpRules& rules)
    : proxmox::Connection(std::move(socket), std::move(sender), sockets),
      intake_(intake),
      host_(host),
      rules_(rules),
      reader_(rules.mostBodyBytes()) {
  setDeadline(host_.steadyMs() + kRequestMs);
}

std::size_t HttpConnection::heldBytes() const {
  return proxmox::Connection::heldBytes() + (keep_alive_ ? reader_.heldBytes() : 0);
}

void HttpConnection::take(std::string_view bytes) {
  if (!reader_.begun()) setDeadline(host_.steadyMs() + kRequestMs);
  if (!rules_.has_room(bytes.size())) return refuse(kTooMuch);
  reader_.feed(bytes);
  resume();
}

void HttpConnection::resume() {
  try {
    while (!over() && !sends() && keep_alive_) {
      if (const proxmox::Request* const head = reader_.head()) {
        checkHead(*head);
        const std::size_t bytes = reader_.announcedBytes();
        if (!rules_.has_room(bytes)) throw kTooMuch;
        if (bytes > 0 && !intake_.mayCome(origin(), bytes)) throw kOverLimit;
        if (reader_.waitsToContinue()) send(kContinue);
      }
      const auto request = reader_.whole();
      if (!request) return;
      answer(answerTo(*request), request->keep_alive);
    }
  } catch (const proxmox::Problem& problem) {
    refuse(problem);
  }
}

bool HttpConnection::isHealth(const proxmox::Request& request) const {
  return rules_.format == PushFormat::kInflux && request.path.ends_with(kHealthPath);
}

// Before its body is taken: a stranger's costs nothing.
void HttpConnection::checkHead(const proxmox::Request& head) {
  with_token_ = false;
  if (isHealth(head) && head.method == "GET") return;
  const bool known = rules_.format == PushFormat::kInflux ? head.path.ends_with(kWritePath)
                                                          : head.path == rules_.otlp_path;
  if (!known)
    throw proxmox::Problem{404, rules_.format == PushFormat::kInflux
                                    ? "here is nothing but /api/v2/write and /health"
                                    : "here is nothing but " + rules_.otlp_path};
  if (head.method != "POST") throw proxmox::Problem{405, "it is to be a POST"};
  with_token_ = proxmox::isSameToken(tokenIn(head.authorization), rules_.token) ||
                proxmox::isSameToken(head.own_token, rules_.token);
  if (!rules_.token.empty() && !with_token_)
    throw proxmox::Problem{401,
                           "its token is missing or wrong; give the metric server the token of the "
                           "option \"token\""};
  if (with_token_) prove();
  const std::string& encoding = head.content_encoding;
  if (!encoding.empty() && encoding != "gzip" && encoding != "identity")
    throw proxmox::Problem{415, "its body is packed in another way than gzip"};
}

Intake::Origin HttpConnection::origin() const {
  return {.format = rules_.format,
          .carrier = PushCarrier::kHttp,
          .sender = sender(),
          .with_token = with_token_};
}

HttpConnection::Answer HttpConnection::answerTo(const proxmox::Request& request) {
  if (!isHealth(request)) return write(request);
  // As InfluxDB 2 answers it, which Proxmox VE looks for where a metric server is added.
  std::string json = jsonOf({{"name", "influxdb"},
                             {"message", "ready for queries and writes"},
                             {"status", "pass"},
                             {"version", "2.0.0"},
                             {"commit", "pipevane"}});
  json.insert(json.size() - 1, R"(,"checks":[])");
  return {200, std::move(json)};
}

HttpConnection::Answer HttpConnection::write(const proxmox::Request& request) {
  // Before it is unpacked: one that turns out to be damaged is as much work.
  if (!intake_.charge(origin(), request.body.size())) throw kOverLimit;
  std::string body;
  const bool packed = request.content_encoding == "gzip";
  if (packed)
    body = unpacked(request.body, rules_.mostBodyBytes(),
                    [this](std::size_t bytes) { return intake_.charge(origin(), bytes); });
  const Intake::Taken taken =
      intake_.take(origin(), packed ? std::string_view(body) : std::string_view(request.body),
                   keptOf(request.query));
  if (taken.any()) prove();
  // Proxmox VE writes it into its log.
  if (taken.none())
    return {taken.why == proxmox::Refusal::kForeign ? 403 : 400,
            wrong("all of its " + std::to_string(taken.lines) + " values or lines " +
                  std::string(wordsOf(taken.why).sentence))};
  if (rules_.format == PushFormat::kInflux) return {204, ""};
  return {200, "{}"};
}

void HttpConnection::answer(const Answer& answer, bool keep_alive) {
  keep_alive_ = keep_alive;
  answered_ = true;
  std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " " + reasonOf(answer.status) +
                     "\r\nConnection: " + (keep_alive ? "keep-alive" : "close") + "\r\n";
  if (answer.status == 401) text += "WWW-Authenticate: Bearer\r\n";
  if (answer.status != 204)
    text +=
        "Content-Type: application/json\r\nContent-Length: " + std::to_string(answer.json.size()) +
        "\r\n";
  setDeadline(host_.steadyMs() + kRequestMs);
  send(text + "\r\n" + answer.json);
}

void HttpConnection::sent() {
  if (!std::exchange(answered_, false)) return;
  if (keep_alive_) {
    setDeadline(host_.steadyMs() + kIdleMs);
    return;
  }
  setDeadline(host_.steadyMs() + kGoodbyeMs);
  leave();
}

void HttpConnection::refuse(const proxmox::Problem& problem) {
  count(problem);
  // What came of it is not kept until the farewell is over.
  reader_ = proxmox::RequestReader(rules_.mostBodyBytes());
  answer({problem.status, wrong(problem.why)}, false);
}

// Each in one place. What is over the limit was counted where that was asked for.
void HttpConnection::count(const proxmox::Problem& problem) const {
  Lost& lost = intake_.lost();
  if (problem.status == kOverLimit.status) return;
  if (problem.status == kTooMuch.status) {
    ++lost.too_much;
    return;
  }
  const bool by_token = problem.status == 401;
  (by_token ? lost.wrong_tokens : lost.bad_requests).add(sender(), problem.why);
  if (intake_.mayBeSender(sender()))
    (by_token ? lost.senders_wrong_tokens : lost.senders_bad_requests).add(sender(), problem.why);
}

// As both of them have it.
std::string HttpConnection::wrong(const std::string& why) const {
  if (rules_.format == PushFormat::kInflux) return jsonOf({{"code", "invalid"}, {"message", why}});
  return jsonOf({{"message", why}});
}

void HttpConnection::expire() {
  if (keep_alive_ && reader_.begun() && !sends())
    return refuse({408, "it took more than 30 seconds to come"});
  end();
}

}  // namespace pipevane::proxmox_push
