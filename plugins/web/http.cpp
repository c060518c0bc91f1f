#include "plugins/web/http.h"

#include "plugins/web/json_writer.h"

#include <algorithm>

namespace pipevane::web {
namespace {

// Room for the history of 500 pairs of an entity and a metric.
constexpr std::size_t kMostTargetBytes = 16 * 1024;
constexpr std::size_t kMostParameters = 512;

int digitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decodedOr400(std::string_view text, bool plus_is_blank) {
  auto decoded = percentDecoded(text, plus_is_blank);
  if (!decoded)
    throw Problem{400, "Bad address", "a percent sign in it is not followed by two digits"};
  return *std::move(decoded);
}

// Calls `each` with the pieces between the separators.
template <class Each>
void split(std::string_view text, char separator, Each each) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    each(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

const std::string* Request::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return &value;
  return nullptr;
}

std::vector<std::string> Request::parameters(std::string_view name) const {
  std::vector<std::string> all;
  for (const auto& [key, value] : query)
    if (key == name) all.push_back(value);
  return all;
}

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

Request credentialsOf(const Request& request) {
  Request credentials;
  credentials.peer = request.peer;
  for (const auto& [name, value] : request.headers)
    if (name == "cookie" || name == "authorization") credentials.headers.emplace_back(name, value);
  return credentials;
}

Response answerWith(const Problem& problem) {
  Response response{
      .status = problem.status, .type = "application/problem+json", .body = {}, .headers = {}};
  response.headers = problem.headers;
  JsonWriter json(response.body);
  json.beginObject().key("type").text("about:blank").key("title").text(problem.title);
  json.key("status").integer(problem.status).key("detail").text(problem.detail);
  if (!problem.problems.empty()) {
    json.key("problems").beginArray();
    for (const std::string& each : problem.problems) json.text(each);
    json.endArray();
  }
  json.endObject();
  return response;
}

void varyBy(std::string_view header, Headers& headers) {
  const auto told = std::ranges::find(headers, "Vary", &Headers::value_type::first);
  if (told == headers.end())
    headers.emplace_back("Vary", header);
  else
    told->second.append(", ").append(header);
}

void readTarget(std::string_view target, Request& request) {
  if (target.size() > kMostTargetBytes)
    throw Problem{414, "Address too long", "it has more than 16384 bytes"};
  if (target.empty() || target.front() != '/')
    throw Problem{400, "Bad address", "it does not begin with a slash"};
  const std::size_t mark = std::min(target.find('?'), target.size());
  request.path = target.substr(0, mark);
  split(target.substr(1, mark - 1), '/',
        [&request](std::string_view part) { request.parts.push_back(decodedOr400(part, false)); });
  split(target.substr(std::min(mark + 1, target.size())), '&', [&request](std::string_view pair) {
    if (request.query.size() == kMostParameters)
      throw Problem{400, "Bad address", "it has too many parameters"};
    const std::size_t equals = std::min(pair.find('='), pair.size());
    request.query.emplace_back(decodedOr400(pair.substr(0, equals), true),
                               decodedOr400(pair.substr(std::min(equals + 1, pair.size())), true));
  });
}

std::string percentEncoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || kPlain.find(c) != std::string_view::npos)
      out += c;
    else
      out.append(1, '%').append(1, kDigits[byte >> 4U]).append(1, kDigits[byte & 15U]);
  }
  return out;
}

std::optional<std::string> percentDecoded(std::string_view text, bool plus_is_blank) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = text.size() - i > 2 ? digitOf(text[i + 1]) : -1;
      const int low = text.size() - i > 2 ? digitOf(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

}  // namespace pipevane::web
