#include "plugins/web/gate.h"

#include "plugins/web/cookie_key.h"
#include "plugins/web/json_reader.h"
#include "plugins/web/json_writer.h"
#include "plugins/web/peer.h"
#include "plugins/web/token.h"

#include <pipevane/error.h>

#include <Poco/Net/IPAddress.h>

#include <algorithm>

namespace pipevane::web {
namespace {

constexpr std::size_t kMostTokenBytes = 4096;

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

bool isPort(std::string_view text) {
  constexpr std::size_t kMostDigits = 5;
  return text.empty() || (text.front() == ':' && text.size() <= kMostDigits + 1 &&
                          text.find_first_not_of("0123456789", 1) == std::string_view::npos);
}

// "name:port" or "[address]:port" without the port and the brackets; empty where it is neither.
std::string_view nameIn(std::string_view host) {
  constexpr std::string_view kLetters =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_";
  const bool brackets = host.starts_with('[');
  const std::size_t end = std::min(host.find(brackets ? ']' : ':'), host.size());
  const std::string_view name = brackets ? host.substr(1, end - 1) : host.substr(0, end);
  const std::string_view behind = host.substr(std::min(end + (brackets ? 1 : 0), host.size()));
  const bool closed = !brackets || end < host.size();
  const bool fine = name.find_first_not_of(brackets ? "0123456789abcdefABCDEF:." : kLetters) ==
                    std::string_view::npos;
  return closed && fine && isPort(behind) ? name : std::string_view();
}

std::string withoutPort(std::string host, std::string_view port) {
  if (host.ends_with(port)) host.resize(host.size() - port.size());
  return host;
}

// The host and port of an origin as the header `Host` would say it, or nothing.
std::string hostOfOrigin(std::string_view origin) {
  for (const std::string_view scheme : {"http://", "https://"})
    if (origin.starts_with(scheme)) return lowered(origin.substr(scheme.size()));
  return {};
}

bool sameSite(std::string_view origin, std::string_view host) {
  const std::string_view port = origin.starts_with("https://") ? ":443" : ":80";
  return withoutPort(hostOfOrigin(origin), port) == withoutPort(lowered(host), port);
}

std::string_view bearerIn(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (lowered(authorization.substr(0, kScheme.size())) != kScheme) return {};
  return authorization.substr(kScheme.size());
}

// Where nobody logs in nothing is written down.
std::string keyFor(const GateRules& rules) {
  return keptCookieKey(rules.login_required ? rules.folder : "", rules.token_hash);
}

Problem loginNeeded() {
  return {401,
          "Login needed",
          "send the token as Authorization: Bearer, or log in at /api/login",
          {{"WWW-Authenticate", "Bearer realm=\"pipevane\""}}};
}

}  // namespace

Gate::Gate(const Host& host, GateRules rules)
    : host_(host),
      rules_(std::move(rules)),
      cookies_(keyFor(rules_), rules_.tls, rules_.login_required ? rules_.folder : "") {}

bool Gate::knowsHost(std::string_view name) const {
  Poco::Net::IPAddress address;
  if (Poco::Net::IPAddress::tryParse(std::string(name), address)) return true;
  const std::string wanted = lowered(name);
  return wanted == "localhost" || std::ranges::any_of(rules_.hosts, [&](const std::string& each) {
           return lowered(each) == wanted;
         });
}

void Gate::checkSite(const Request& request) const {
  const std::string_view name = nameIn(request.header("host"));
  if (name.empty()) throw Problem{400, "Bad header", "\"Host\" is no name with a port"};
  if (!knowsHost(name))
    throw Problem{421, "Unknown host",
                  "the server does not answer to that name: use its address, or add the name to "
                  "the option \"hosts\""};
  if (!request.header("origin").empty() &&
      !sameSite(request.header("origin"), request.header("host")))
    throw Problem{403, "Other site", "pages of other sites may not ask this server"};
}

// The right token always gets in: whoever sends wrong ones from behind the same address must not
// keep its owner out.
void Gate::checkToken(const Request& request, std::string_view token) {
  const std::string peer = peerOf(request.peer);
  if (token.size() <= kMostTokenBytes && equalSecrets(hashOf(token), rules_.token_hash))
    return limiter_.succeeded(peer);
  const std::int64_t now_ms = host_.steadyMs();
  const std::int64_t wait_ms = limiter_.waitMs(peer, now_ms);
  if (wait_ms > 0)
    throw Problem{429,
                  "Too many wrong tokens",
                  "wait a while before the next attempt",
                  {{"Retry-After", std::to_string(wait_ms / 1000 + 1)}}};
  limiter_.failed(peer, now_ms);
  Problem problem = loginNeeded();
  problem.title = "Wrong token";
  problem.detail = "that is not the token";
  throw problem;
}

bool Gate::authenticated(const Request& request) {
  if (!rules_.login_required) return true;
  if (cookies_.valid(request.header("cookie"), host_.nowMs())) return true;
  const std::string_view bearer = bearerIn(request.header("authorization"));
  if (bearer.empty()) return false;
  checkToken(request, bearer);
  return true;
}

void Gate::checkLogin(const Request& request) {
  if (!authenticated(request)) throw loginNeeded();
}

bool Gate::admits(const Request& request) {
  try {
    return authenticated(request);
  } catch (const Problem&) {
    return false;  // a wrong token
  }
}

Response Gate::session(const Request& request) {
  const bool known = admits(request);
  Response response;
  JsonWriter(response.body)
      .beginObject()
      .key("login_required")
      .boolean(rules_.login_required)
      .key("authenticated")
      .boolean(known)
      .endObject();
  return response;
}

Response Gate::login(const Request& request) {
  std::string token;
  try {
    token = JsonObject(request.body).text("token").value_or("");
  } catch (const Error& error) {
    throw Problem{400, "Bad request", error.what()};
  }
  Response response{.status = 204, .type = {}, .body = {}, .headers = {}};
  if (!rules_.login_required) return response;
  checkToken(request, token);
  response.headers.emplace_back("Set-Cookie", cookies_.begin(host_.nowMs()));
  return response;
}

Response Gate::logout(const Request& request) {
  cookies_.revoke(request.header("cookie"), host_.nowMs());
  return {.status = 204, .type = {}, .body = {}, .headers = {{"Set-Cookie", cookies_.end()}}};
}

}  // namespace pipevane::web
