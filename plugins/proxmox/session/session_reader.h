// Reads a session file, exchange by exchange.
#pragma once

#include "plugins/proxmox/session/recorded_exchange.h"

#include <istream>
#include <memory>
#include <string>

namespace pipevane::session {

// Memory stays bounded whatever the file holds. A file that is cut off or damaged gives everything
// before the damage, and then says what is wrong. One thread.
class SessionReader {
 public:
  // Throws Error where the file cannot be opened.
  explicit SessionReader(const std::string& path);
  // `name` stands in the sentences about `in`.
  SessionReader(std::unique_ptr<std::istream> in, std::string name);
  ~SessionReader();

  // The next one in the file's order. False at the end, or where nothing more can be read.
  bool next(RecordedExchange& out);

  // One sentence with file and line; empty where the file ended as it should.
  const std::string& problem() const { return problem_; }
  // Whether the exchanges come in the order of their answers, as a recorder writes them; otherwise
  // they are sorted by the time of the call. Known after the first `next`.
  bool inOrderOfAnswer() const { return in_order_of_answer_; }

 private:
  struct Parts;

  bool fail(const std::string& why, std::uint64_t line);
  bool acceptHeader();

  std::unique_ptr<std::istream> in_;
  std::string name_;
  std::unique_ptr<Parts> parts_;
  bool in_order_of_answer_ = false;
  std::string problem_;
};

}  // namespace pipevane::session
