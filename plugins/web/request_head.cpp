#include "plugins/web/request_head.h"

#include <algorithm>
#include <array>

namespace pipevane::web {
namespace {

constexpr std::string_view kHeadLineEnd = "\r\n";

Problem badHeader(const char* why) { return {400, "Bad header", why}; }

bool isControl(char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }

bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Takes the first line off.
std::string_view takeLine(std::string_view& text) {
  const std::size_t end = std::min(text.find(kHeadLineEnd), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + kHeadLineEnd.size(), text.size()));
  return line;
}

// True for 1.1, false for 1.0.
bool isNewVersion(std::string_view version) {
  constexpr std::string_view kName = "HTTP/";
  if (version == "HTTP/1.1") return true;
  if (version == "HTTP/1.0") return false;
  const bool other = version.size() == kName.size() + 3 && version.starts_with(kName) &&
                     isDigit(version[5]) && version[6] == '.' && isDigit(version[7]);
  if (other) throw Problem{505, "Wrong version", "the server speaks HTTP/1.1 and HTTP/1.0"};
  throw Problem{400, "Bad request line", "it does not end with a version of HTTP"};
}

bool readRequestLine(std::string_view line, Request& request) {
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    throw Problem{400, "Bad request line", "it must be a method, an address and a version"};
  request.method = line.substr(0, first);
  if (request.method.empty() || !std::ranges::all_of(request.method, isTokenLetter))
    throw Problem{400, "Bad request line", "that is no method"};
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (std::ranges::any_of(target, [](char c) { return isControl(c) || c == ' '; }))
    throw Problem{400, "Bad address", "there is a blank in it"};
  const bool new_version = isNewVersion(line.substr(last + 1));
  readTarget(target, request);
  return new_version;
}

// Whether two of them contradict each other.
bool isSingle(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kNames = {
      "host", "content-length", "transfer-encoding", "origin", "authorization"};
  return std::ranges::find(kNames, name) != kNames.end();
}

void keep(Request& request, std::string name, std::string_view value) {
  const auto before = std::ranges::find_if(
      request.headers, [&name](const auto& each) { return each.first == name; });
  if (before == request.headers.end()) {
    request.headers.emplace_back(std::move(name), value);
    return;
  }
  if (isSingle(name)) throw badHeader("one that may be there once is there twice");
  before->second.append(name == "cookie" ? "; " : ", ").append(value);
}

void readHeader(std::string_view line, Request& request) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) throw badHeader("a line of it has no colon");
  const std::string_view name = line.substr(0, colon);
  // Also a line that goes on with the one before, and a blank before the colon.
  if (name.empty() || !std::ranges::all_of(name, isTokenLetter))
    throw badHeader("a line of it does not begin with a name");
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (std::ranges::any_of(value, [](char c) { return isControl(c) && c != '\t'; }))
    throw badHeader("there is a control letter in it");
  keep(request, lowered(name), value);
}

}  // namespace

bool isTokenLetter(char c) {
  constexpr std::string_view kSigns = "!#$%&'*+-.^_`|~";
  return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kSigns.find(c) != std::string_view::npos;
}

Request readHead(std::string_view head, std::size_t most_headers) {
  Request request;
  const bool new_version = readRequestLine(takeLine(head), request);
  for (std::size_t count = 0; !head.empty(); ++count) {
    if (count == most_headers) throw Problem{431, "Header too big", "it has too many lines"};
    readHeader(takeLine(head), request);
  }
  if (new_version && request.header("host").empty()) throw badHeader("\"Host\" is missing");
  const std::string connection = lowered(request.header("connection"));
  request.takes_chunks = new_version;
  request.keep_alive = new_version && connection.find("close") == std::string::npos;
  if (!new_version && !request.header("transfer-encoding").empty())
    throw badHeader("HTTP/1.0 knows no \"Transfer-Encoding\"");
  return request;
}

}  // namespace pipevane::web
