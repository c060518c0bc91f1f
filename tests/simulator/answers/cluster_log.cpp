// The shared log, by way of the faulty JSON that pmxcfs makes of it: it escapes quotes and no
// backslashes, and the API reads that before it answers.
#include "tests/simulator/world/cluster_log.h"
#include "tests/simulator/answers/answers.h"
#include "tests/simulator/answers/died.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace pipevane::simulator {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

// Of what is wrong so much is shown.
constexpr std::size_t kShown = 20;

// As pmxcfs writes a text between two quotes.
std::string written(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '"')
      out += "\\\"";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      out += fmt::format("#{:03}", static_cast<int>(c));
    else
      out += c;
  }
  return out;
}

std::string entryOf(const LogLine& line) {
  return fmt::format(
      R"({{"uid": {}, "time": {}, "pri": {}, "tag": "{}", "pid": {}, "node": "{}", "user": "{}", )"
      R"("msg": ")",
      line.uid, line.time_s, line.pri, line.tag, line.pid, line.node, line.user);
}

void appendUtf8(std::string& text, unsigned code) {
  const auto put = [&text](unsigned byte) { text += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800)
    put(0xC0 | code >> 6);
  else
    put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F));
  put(0x80 | (code & 0x3F));
}

// Reads one text back, as JSON.
class Reading {
 public:
  // `offset`: of its first character in all that pmxcfs said.
  Reading(std::string_view text, std::size_t offset) : text_(text), offset_(offset) {}

  // Throws Died.
  std::string read() {
    std::string out;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') die(", or } expected while parsing object/hash");
      if (c == '\\') {
        escaped(out);
        continue;
      }
      out += c;
      ++at_;
    }
    return out;
  }

 private:
  void escaped(std::string& out) {
    // The closing quote is taken for a part of the text.
    if (at_ + 1 == text_.size()) die("unexpected end of string while parsing JSON string");
    static constexpr std::string_view kNames = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
    const std::size_t known = kNames.find(text_[at_ + 1]);
    if (known != std::string_view::npos) {
      out += kMeant[known];
      at_ += 2;
      return;
    }
    unsigned code = 0;
    const char* const from = text_.data() + at_ + 2;
    const std::size_t left = text_.size() - at_ - 2;
    if (text_[at_ + 1] != 'u' || left < 4 ||
        std::from_chars(from, from + 4, code, 16).ptr != from + 4)
      die("illegal backslash escape sequence in string");
    appendUtf8(out, code);
    at_ += 6;
  }

  [[noreturn]] void die(const char* why) const {
    std::string shown;
    for (const char c : text_.substr(at_)) {
      const std::string next = c == '\\' ? "\\\\" : c == '"' ? "\\\"" : std::string(1, c);
      if (shown.size() + next.size() > kShown) break;
      shown += next;
    }
    throw Died(
        fmt::format("{}, at character offset {} (before \"{}...\") at "
                    "/usr/share/perl5/PVE/API2/Cluster.pm line 229.",
                    why, offset_ + at_, shown));
  }

  std::string_view text_;
  std::size_t offset_;
  std::size_t at_ = 0;
};

}  // namespace

Array clusterLog(const View& view, std::int64_t most) {
  Array rows;
  // Others' entries are not for everybody, and a token has none.
  if (!view.may("/", "Sys.Syslog")) return rows;
  const auto& lines = view.world.log().lines();
  std::size_t offset = std::string_view("{\n\"data\": [\n").size();
  for (auto line = lines.rbegin(); line != lines.rend() && most > 0; ++line) {
    if (!view.reached(view.world.node(line->node), line->at_s)) continue;
    --most;
    const std::string entry = entryOf(*line), text = written(line->message);
    Object row;
    row.set("uid", std::to_string(line->uid));
    row.set("id", std::to_string(line->uid) + ":" + line->node).set("node", line->node);
    row.set("time", line->time_s).set("pri", line->pri).set("tag", line->tag);
    row.set("pid", line->pid).set("user", line->user);
    row.set("msg", Reading(text, offset + entry.size()).read());
    offset += entry.size() + text.size() + std::string_view("\"},\n").size();
    rows.add(row);
  }
  return rows;
}

}  // namespace pipevane::simulator
