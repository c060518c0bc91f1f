#include "plugins/proxmox/api/known_certificates_text.h"

#include "plugins/proxmox/api/endpoint.h"
#include "plugins/proxmox/fingerprint_text.h"

#include <pipevane/error.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <optional>

namespace pipevane::proxmox {
namespace {

constexpr std::string_view kTitle = "# pipevane certificates ";
constexpr std::string_view kVersion = "1";
constexpr std::string_view kEnd = "end";
constexpr std::string_view kUnknown = "-";
constexpr std::size_t kLongestName = 64;
// Of a Proxmox VE's certificate, none is made later than that: 9999-12-31T23:59:59Z.
constexpr std::int64_t kLatestS = 253'402'300'799;
constexpr const char* kHint =
    "# Written by Pipevane: the certificates that it trusts as they were the first ones that "
    "these\n"
    "# nodes showed. Take a node's line out, and it trusts the one that it is shown next.\n";

[[noreturn]] void refuse(std::size_t line, const std::string& why) {
  throw Error("line " + std::to_string(line) + ": " + why);
}

std::string textOf(std::int64_t time_ms) {
  const auto seconds =
      static_cast<std::time_t>(std::clamp<std::int64_t>(time_ms / 1000, 0, kLatestS));
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// Nothing where it is not exactly what `textOf` writes.
std::optional<std::int64_t> timeOf(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00Z";
  if (text.size() != kShape.size()) return std::nullopt;
  const auto number = [text](std::size_t at, std::size_t digits) {
    int value = -1;
    std::from_chars(text.data() + at, text.data() + at + digits, value);
    return value;
  };
  std::tm parts{};
  parts.tm_year = number(0, 4) - 1900;
  parts.tm_mon = number(5, 2) - 1;
  parts.tm_mday = number(8, 2);
  parts.tm_hour = number(11, 2);
  parts.tm_min = number(14, 2);
  parts.tm_sec = number(17, 2);
  const std::int64_t time_ms = static_cast<std::int64_t>(timegm(&parts)) * 1000;
  return textOf(time_ms) == text ? std::optional(time_ms) : std::nullopt;
}

// Up to the next blank, which is taken away with it.
std::string_view wordOf(std::string_view& line) {
  const auto blank = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, blank);
  line.remove_prefix(std::min(blank + 1, line.size()));
  return word;
}

bool isKey(std::string_view text) {
  try {
    return keyOf(Endpoint::parse(text)) == text;
  } catch (const Error&) {
    return false;
  }
}

KnownCertificate readLine(std::string_view line, std::size_t number) {
  std::string_view rest = line;
  const std::string_view endpoint = wordOf(rest), fingerprint = wordOf(rest), time = wordOf(rest);
  const std::string_view cluster = rest;
  if (!isKey(endpoint)) refuse(number, "it does not begin with an endpoint as https://host:port");
  if (!isFingerprint(fingerprint))
    refuse(number, "the second word is no SHA-256 fingerprint in upper case with colons");
  const auto since_ms = timeOf(time);
  if (!since_ms) refuse(number, "the third word is no time as 2026-11-29T03:18:55Z");
  if (cluster != kUnknown && !isPlainName(cluster))
    refuse(number, "the fourth word is neither a cluster's name nor a -");
  return {.endpoint = std::string(endpoint),
          .fingerprint = std::string(fingerprint),
          .since_ms = *since_ms,
          .cluster = cluster == kUnknown ? std::string() : std::string(cluster)};
}

void checkTitle(std::string_view line) {
  if (!line.starts_with(kTitle))
    refuse(1, "it is not \"" + std::string(kTitle) + std::string(kVersion) + "\"");
  if (line.substr(kTitle.size()) != kVersion)
    refuse(1, "it is of another version than " + std::string(kVersion) +
                  ", the one that this Pipevane reads");
}

}  // namespace

bool isPlainName(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && name != kUnknown &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '-' || c == '_';
         });
}

std::string keyOf(const Endpoint& endpoint) {
  Endpoint lower = endpoint;
  for (char& c : lower.host)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower.url();
}

std::vector<KnownCertificate> parseKnownCertificates(std::string_view text) {
  std::vector<KnownCertificate> known;
  bool ended = false;
  std::size_t number = 1;
  for (; !text.empty(); ++number) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) refuse(number, "it breaks off");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (number == 1) checkTitle(line);
    if (ended) refuse(number, "something stands behind the end");
    if (line == kEnd)
      ended = true;
    else if (!line.starts_with('#'))
      known.push_back(readLine(line, number));
    if (known.size() > kKnownCertificatesMax)
      refuse(number, "there are more than " + std::to_string(kKnownCertificatesMax));
  }
  if (!ended) refuse(number, "its last line, \"" + std::string(kEnd) + "\", is missing");
  std::vector<std::string_view> endpoints;
  for (const KnownCertificate& each : known) endpoints.emplace_back(each.endpoint);
  std::ranges::sort(endpoints);
  if (const auto twice = std::ranges::adjacent_find(endpoints); twice != endpoints.end())
    throw Error(std::string(*twice) + " is in it twice");
  return known;
}

std::string textOf(const std::vector<KnownCertificate>& known) {
  std::string text = std::string(kTitle) + std::string(kVersion) + "\n" + kHint;
  for (const KnownCertificate& each : known)
    text.append(each.endpoint)
        .append(" ")
        .append(each.fingerprint)
        .append(" ")
        .append(textOf(each.since_ms))
        .append(" ")
        .append(each.cluster.empty() ? kUnknown : each.cluster)
        .append("\n");
  return text.append(kEnd).append("\n");
}

}  // namespace pipevane::proxmox
