// Packs a text that comes in pieces.
#pragma once

#include "plugins/web/coding.h"

#include <memory>
#include <string>
#include <string_view>

namespace pipevane::web {

class Compressor {
 public:
  virtual ~Compressor() = default;
  // What of it can be sent already, which may be nothing. Throws Error.
  virtual std::string add(std::string_view text) = 0;
  // The rest; nothing can be added from then on. Throws Error.
  virtual std::string finish() = 0;
};

// As fast as the coding can be: it is for what is made at the moment. Null for a plain one.
std::unique_ptr<Compressor> compressorFor(Coding coding);

}  // namespace pipevane::web
