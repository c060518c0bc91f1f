#include "plugins/proxmox/session/line_parser.h"

#include "plugins/proxmox/session/json_string.h"
#include "plugins/proxmox/session/session_limits.h"

namespace pipevane::session {
namespace {

namespace ondemand = simdjson::ondemand;

struct TextField {
  std::string_view name;
  std::string RecordedExchange::*member;
};
constexpr TextField kTextFields[] = {
    {"host", &RecordedExchange::host},     {"method", &RecordedExchange::method},
    {"path", &RecordedExchange::path},     {"query", &RecordedExchange::query},
    {"reason", &RecordedExchange::reason}, {"body", &RecordedExchange::body},
    {"token", &RecordedExchange::token}};

// Fills a ParsedLine in, field by field; every function answers what is wrong, or nothing.
class Fields {
 public:
  explicit Fields(ParsedLine& out) : out_(out) {}

  std::string read(ondemand::object object) {
    for (auto field : object) {
      std::string_view key;
      ondemand::value value;
      if (const auto error = field.unescaped_key().get(key)) return simdjson::error_message(error);
      // The key's text is overwritten by nothing before the next line.
      if (const auto error = field.value().get(value)) return simdjson::error_message(error);
      if (auto why = readField(key, value); !why.empty())
        return "\"" + std::string(key.substr(0, 40)) + "\" " + why;
    }
    return {};
  }

 private:
  std::string readField(std::string_view key, ondemand::value value) {
    for (const TextField& field : kTextFields)
      if (key == field.name) {
        out_.has_path |= key == "path";
        return readText(value, out_.exchange.*field.member);
      }
    if (key == "source") return readText(value, out_.exchange.source.emplace());
    if (key == "cluster") return readText(value, out_.exchange.cluster.emplace());
    if (key == "order") return readText(value, out_.order);
    if (key == "body_bytes") return readBytes(value);
    if (key == "headers") return readHeaders(value);
    return readNumberField(key, value);
  }

  std::string readNumberField(std::string_view key, ondemand::value value) {
    if (key == "t_ms") {
      out_.has_time = true;
      return readNumber(value, kTimeMsMax, out_.exchange.time_ms);
    }
    if (key == "us") {
      exact_ = true;
      return readNumber(value, kDurationMsMax * 1000, out_.exchange.duration_us);
    }
    if (key == "ms") return readMilliseconds(value);
    if (key == "status") return readStatus(value);
    if (key == "pipevane_session") return readNumber(value, kTimeMsMax, out_.format.emplace());
    return {};
  }

  std::string readMilliseconds(ondemand::value value) {
    std::int64_t duration_ms = 0;
    auto why = readNumber(value, kDurationMsMax, duration_ms);
    if (!exact_) out_.exchange.duration_us = duration_ms * 1000;
    return why;
  }

  std::string readStatus(ondemand::value value) {
    std::int64_t status = 0;
    auto why = readNumber(value, 999, status);
    out_.exchange.status = static_cast<std::int32_t>(status);
    out_.has_status = true;
    return why;
  }

  static std::string readText(ondemand::value value, std::string& out) {
    std::string_view text;
    if (value.get_string().get(text)) return "is no text";
    out.assign(text);
    return {};
  }

  std::string readBytes(ondemand::value value) {
    std::string text;
    auto why = readText(value, text);
    out_.exchange.body = utf8ToBytes(text);
    return why;
  }

  static std::string readNumber(ondemand::value value, std::int64_t max, std::int64_t& out) {
    std::int64_t number = 0;
    if (value.get_int64().get(number)) return "is no whole number";
    if (number < 0 || number > max) return "is out of range";
    out = number;
    return {};
  }

  std::string readHeaders(ondemand::value value) {
    ondemand::object object;
    auto& headers = out_.exchange.headers;
    headers.clear();
    if (value.get_object().get(object)) return "is no map";
    for (auto field : object) {
      std::string_view name, text;
      if (headers.size() == kHeadersMax) return "has too many entries";
      if (field.unescaped_key().get(name) || field.value().get_string().get(text))
        return "is no map of text";
      headers.emplace_back(name, text);
    }
    return {};
  }

  ParsedLine& out_;
  bool exact_ = false;
};

std::string missing(const ParsedLine& line) {
  if (line.format) return {};
  if (!line.has_time) return "it is no exchange: \"t_ms\" is missing";
  if (!line.has_path) return "it is no exchange: \"path\" is missing";
  if (!line.has_status) return "it is no exchange: \"status\" is missing";
  return {};
}

}  // namespace

bool LineParser::parse(std::string_view line, ParsedLine& out, std::string& why) {
  const bool parsed = parseDocument(line, out, why);
  if (line.size() > kKeptBytes) {
    padded_ = {};
    parser_ = simdjson::ondemand::parser();
  }
  return parsed;
}

bool LineParser::parseDocument(std::string_view line, ParsedLine& out, std::string& why) {
  out = {};
  padded_.assign(line).append(simdjson::SIMDJSON_PADDING, '\0');
  ondemand::document document;
  ondemand::object object;
  auto error = parser_.iterate(padded_.data(), line.size(), padded_.size()).get(document);
  if (!error) error = document.get_object().get(object);
  if (error) {
    why = std::string("it is no JSON object: ") + simdjson::error_message(error);
    return false;
  }
  why = Fields(out).read(object);
  // A document that was read to its end has no place to be at any more.
  if (why.empty() && !document.current_location().error())
    why = "something stands behind the JSON object";
  if (why.empty()) why = missing(out);
  return why.empty();
}

}  // namespace pipevane::session
