#include "plugins/proxmox_events/webhook_connection.h"

#include "plugins/proxmox/receiving/token.h"

#include <utility>

namespace pipevane::proxmox_events {
namespace {

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view kPath = "/webhook";

std::string_view tokenOf(std::string_view authorization) {
  for (const std::string_view scheme : {"Bearer ", "bearer "})
    if (authorization.starts_with(scheme)) return authorization.substr(scheme.size());
  return authorization;
}

}  // namespace

WebhookConnection::WebhookConnection(Poco::Net::StreamSocket socket, std::string sender,
                                     proxmox::Sockets& sockets, const Host& host,
                                     const WebhookRules& rules)
    : Connection(std::move(socket), std::move(sender), sockets),
      host_(host),
      rules_(rules),
      reader_(kMostBodyBytes) {
  setDeadline(host_.steadyMs() + kRequestMs);
}

// One request a connection, as Proxmox VE sends it.
void WebhookConnection::take(std::string_view bytes) {
  if (answered_) return;
  try {
    reader_.feed(bytes);
    if (const proxmox::Request* const head = reader_.head()) {
      checkHead(*head);
      if (reader_.waitsToContinue()) send(kContinue);
    }
    const auto request = reader_.whole();
    if (!request) return;
    if (!rules_.has_room()) throw proxmox::Problem{429, "too many come at once"};
    if (!rules_.take(sender(), request->body))
      throw proxmox::Problem{503,
                             "those that came before it are not told yet, and there is no room"};
    prove();
    answer(204, {});
  } catch (const proxmox::Problem& problem) {
    rules_.refused(problem.status);
    answer(problem.status, problem.why);
  }
}

// Before its body is taken: a stranger's costs nothing.
void WebhookConnection::checkHead(const proxmox::Request& head) {
  if (head.path != kPath) throw proxmox::Problem{404, "here is nothing but /webhook"};
  if (head.method != "POST" && head.method != "PUT")
    throw proxmox::Problem{405, "it is to be a POST"};
  const bool with_token = proxmox::isSameToken(tokenOf(head.authorization), rules_.token) ||
                          proxmox::isSameToken(head.own_token, rules_.token);
  if (!rules_.token.empty() && !with_token)
    throw proxmox::Problem{401,
                           "its token is missing or wrong; give the target a header "
                           "Authorization with Bearer and the token of \"webhook_token\""};
  if (with_token) prove();
  if (!head.content_encoding.empty() && head.content_encoding != "identity")
    throw proxmox::Problem{415, "its body is packed"};
}

void WebhookConnection::answer(int status, const std::string& words) {
  answered_ = true;
  const char* const reason = status == 204 ? "No Content" : "Refused";
  std::string text =
      "HTTP/1.1 " + std::to_string(status) + " " + reason + "\r\nConnection: close\r\n";
  if (status == 401) text += "WWW-Authenticate: Bearer\r\n";
  if (status != 204)
    text += "Content-Type: text/plain\r\nContent-Length: " + std::to_string(words.size()) + "\r\n";
  setDeadline(host_.steadyMs() + kRequestMs);
  send(text + "\r\n" + words);
}

void WebhookConnection::sent() {
  if (!answered_) return;
  setDeadline(host_.steadyMs() + kGoodbyeMs);
  leave();
}

void WebhookConnection::expire() {
  if (answered_ || !reader_.begun()) return end();
  rules_.refused(408);
  answer(408, "it took more than 10 seconds to come");
}

}  // namespace pipevane::proxmox_events
