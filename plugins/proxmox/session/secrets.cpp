#include "plugins/proxmox/session/secrets.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace pipevane::session {
namespace {

constexpr std::string_view kRemoved = "(removed)";
constexpr std::string_view kHeaders[] = {"set-cookie", "authorization", "proxy-authorization",
                                         "cookie", "csrfpreventiontoken"};
constexpr std::string_view kFields[] = {
    "ticket",       "csrfpreventiontoken", "password",   "cipassword", "secret",
    "token_secret", "tfa-challenge",       "privatekey", "private-key"};
// Credentials that name themselves, in any text.
constexpr std::string_view kPrefixes[] = {"PVEAPIToken", "PVEAuthCookie"};

bool sameWord(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

bool secretField(std::string_view name) {
  return std::ranges::any_of(kFields, [name](auto field) { return sameWord(name, field); });
}

std::size_t skipBlanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(" \t\r\n", at), text.size());
}

// Behind the string that begins at `at` (its opening quote).
std::size_t endOfString(std::string_view text, std::size_t at) {
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      return i + 1;
  }
  return text.size();
}

// Where the scalar that begins at `at` ends; nothing for an object or a list, whose own fields are
// looked at one by one.
std::optional<std::size_t> endOfScalar(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] == '{' || text[at] == '[') return std::nullopt;
  if (text[at] == '"') return endOfString(text, at);
  return std::min(text.find_first_of(",}] \t\r\n", at), text.size());
}

std::string fieldsWithoutSecrets(std::string_view body, bool value_is_secret) {
  std::string kept;
  kept.reserve(body.size());
  std::size_t from = 0;
  for (std::size_t at = body.find('"'); at < body.size(); at = body.find('"', at)) {
    const std::size_t end = endOfString(body, at);
    const std::string_view name = body.substr(at + 1, end - at - (end < body.size() ? 2 : 1));
    at = end;
    const std::size_t colon = skipBlanks(body, end);
    if (colon >= body.size() || body[colon] != ':') continue;
    if (!secretField(name) && !(value_is_secret && sameWord(name, "value"))) continue;
    const std::size_t value = skipBlanks(body, colon + 1);
    const auto stop = endOfScalar(body, value);
    if (!stop) continue;
    kept.append(body, from, value - from).append(1, '"').append(kRemoved).append(1, '"');
    from = at = *stop;
  }
  return kept.append(body, from);
}

// Behind the credential whose name ends at `at`.
std::size_t endOfCredential(std::string_view text, std::size_t at) {
  return std::min(text.find_first_of(" \t\r\n\"'\\,;&<>", at), text.size());
}

std::string withoutCredentials(std::string_view text, std::string_view prefix) {
  std::string kept;
  std::size_t from = 0;
  for (std::size_t at = text.find(prefix); at < text.size(); at = text.find(prefix, at)) {
    at += prefix.size();
    if (at >= text.size() || std::string_view("= :").find(text[at]) == std::string_view::npos)
      continue;
    ++at;
    kept.append(text, from, at - from).append(kRemoved);
    from = at = endOfCredential(text, at);
  }
  return kept.append(text, from);
}

}  // namespace

bool secretHeader(std::string_view name) {
  return std::ranges::any_of(kHeaders, [name](auto header) { return sameWord(name, header); });
}

std::string bodyWithoutSecrets(std::string_view body, std::string_view path) {
  const bool access = path.find("/access/") != std::string_view::npos;
  return textWithoutSecrets(fieldsWithoutSecrets(body, access));
}

std::string textWithoutSecrets(std::string_view text) {
  std::string kept(text);
  for (const auto prefix : kPrefixes) kept = withoutCredentials(kept, prefix);
  return kept;
}

std::string queryWithoutSecrets(std::string_view query) {
  std::string kept;
  while (!query.empty()) {
    const std::string_view term = query.substr(0, query.find('&'));
    const std::size_t equals = term.find('=');
    if (equals != std::string_view::npos && secretField(term.substr(0, equals)))
      kept.append(term, 0, equals + 1).append(kRemoved);
    else
      kept.append(term);
    if (term.size() < query.size()) kept += '&';
    query.remove_prefix(std::min(term.size() + 1, query.size()));
  }
  return textWithoutSecrets(kept);
}

std::string hostWithoutSecrets(std::string_view host) {
  const std::size_t scheme = host.find("://");
  const std::size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t end = host.find_first_of("/?#", begin);
  const std::size_t user = host.substr(0, end).rfind('@');
  if (user == std::string_view::npos || user < begin) return textWithoutSecrets(host);
  return textWithoutSecrets(std::string(host.substr(0, begin)).append(host.substr(user + 1)));
}

}  // namespace pipevane::session
