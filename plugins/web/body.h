// The body of an answer that is made piece by piece, as the client takes it.
#pragma once

#include <string>

namespace pipevane::web {

struct Piece {
  std::string bytes;
  bool last = false;
};

class Body {
 public:
  virtual ~Body() = default;
  // What comes next, which may be nothing yet. Throws where the rest cannot be told. [any] One
  // thread at a time, and not behind the last one.
  virtual Piece next() = 0;
};

}  // namespace pipevane::web
