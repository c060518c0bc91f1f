#include "plugins/proxmox/json.h"

#include <pipevane/error.h>

#include <charconv>
#include <cmath>

namespace pipevane::proxmox::json {
namespace {

using Type = simdjson::dom::element_type;

constexpr std::size_t kLongestText = 1024;
// The first and the last whole number beyond what a 64-bit integer holds.
constexpr double kIntegerEnd = 9223372036854775808.0;

std::optional<double> numberIn(std::string_view text) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

}  // namespace

std::optional<double> number(const Element& value) {
  switch (value.type()) {
    case Type::DOUBLE:
      return double(value);
    case Type::INT64:
      return static_cast<double>(std::int64_t(value));
    case Type::UINT64:
      return static_cast<double>(std::uint64_t(value));
    case Type::STRING:
      return numberIn(std::string_view(value));
    default:
      return std::nullopt;
  }
}

std::optional<std::int64_t> integer(const Element& value) {
  if (value.type() == Type::INT64) return std::int64_t(value);
  const auto read = number(value);
  if (!read || *read != std::floor(*read) || *read >= kIntegerEnd || *read < -kIntegerEnd)
    return std::nullopt;
  return static_cast<std::int64_t>(*read);
}

std::optional<bool> boolean(const Element& value) {
  if (value.type() == Type::BOOL) return bool(value);
  if (value.type() == Type::STRING && std::string_view(value).empty()) return false;
  const auto read = number(value);
  if (!read || (*read != 0 && *read != 1)) return std::nullopt;
  return *read == 1;
}

std::optional<std::string_view> text(const Element& value, std::string& scratch) {
  switch (value.type()) {
    case Type::STRING: {
      const std::string_view read(value);
      return read.size() > kLongestText ? std::nullopt : std::optional(read);
    }
    case Type::INT64:
      scratch = std::to_string(std::int64_t(value));
      return scratch;
    case Type::UINT64:
      scratch = std::to_string(std::uint64_t(value));
      return scratch;
    case Type::DOUBLE:
      scratch = simdjson::to_string(value);
      return scratch;
    default:
      return std::nullopt;
  }
}

Element Document::data(std::string_view body) {
  sizes_.used(body.size());
  if (body.size() > kLargest) throw Error("is larger than 64 MiB");
  if (body.size() > parser_.capacity() || parser_.max_depth() != kDeepest) {
    const auto failed = parser_.allocate(std::max<std::size_t>(body.size(), 4096), kDeepest);
    if (failed != simdjson::SUCCESS)
      throw Error(std::string("does not fit: ") + simdjson::error_message(failed));
  }
  Element top;
  const auto failed = parser_.parse(body.data(), body.size(), true).get(top);
  if (failed != simdjson::SUCCESS)
    throw Error(std::string("is no JSON: ") + simdjson::error_message(failed));
  Element data;
  if (top["data"].get(data) != simdjson::SUCCESS)
    throw Error("has no \"data\": it does not come from Proxmox VE");
  return data;
}

}  // namespace pipevane::proxmox::json
