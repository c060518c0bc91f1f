#include "plugins/proxmox/session/session_reader.h"

#include "plugins/proxmox/session/compressed_lines.h"
#include "plugins/proxmox/session/line_parser.h"
#include "plugins/proxmox/session/session_limits.h"

#include <pipevane/error.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

namespace pipevane::session {
namespace {

std::unique_ptr<std::istream> open(const std::string& path) {
  const auto fail = [&path](const std::string& why) {
    throw Error("cannot read session \"" + path + "\": " + why);
  };
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) fail("it is a folder");
  auto file = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!*file) fail(std::strerror(errno));
  return file;
}

}  // namespace

struct SessionReader::Parts {
  explicit Parts(std::istream& in) : lines(in) {}

  CompressedLines lines;
  LineParser parser;
  ParsedLine line;
};

SessionReader::SessionReader(const std::string& path) : SessionReader(open(path), path) {}

SessionReader::SessionReader(std::unique_ptr<std::istream> in, std::string name)
    : in_(std::move(in)), name_(std::move(name)), parts_(std::make_unique<Parts>(*in_)) {}

SessionReader::~SessionReader() = default;

bool SessionReader::next(RecordedExchange& out) {
  if (!problem_.empty()) return false;
  std::string_view text;
  std::string why;
  while (parts_->lines.next(text)) {
    if (!parts_->parser.parse(text, parts_->line, why)) return fail(why, parts_->lines.number());
    if (!parts_->line.format) {
      out = std::move(parts_->line.exchange);
      return true;
    }
    if (!acceptHeader()) return false;
  }
  why = parts_->lines.problem();
  return !why.empty() && fail(why, parts_->lines.number() + 1);
}

bool SessionReader::acceptHeader() {
  const std::uint64_t number = parts_->lines.number();
  if (number != 1) return fail("a header stands on the first line only", number);
  if (*parts_->line.format > kFormat)
    return fail("it has format " + std::to_string(*parts_->line.format) +
                    " and this Pipevane reads up to " + std::to_string(kFormat),
                number);
  in_order_of_answer_ = parts_->line.order == "answer";
  return true;
}

bool SessionReader::fail(const std::string& why, std::uint64_t line) {
  problem_ = "cannot read session \"" + name_ + "\", line " + std::to_string(line) + ": " + why;
  return false;
}

}  // namespace pipevane::session
