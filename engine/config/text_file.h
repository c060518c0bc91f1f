// Files that a configuration names: a secret, a certificate, a list of authorities.
#pragma once

#include <string>

namespace pipevane::config {

// What may be read. At the start a pipe, a device or the standard input is waited for, as long as
// it takes. A pipeline that runs must not stand still for one that nobody writes into, and most of
// them tell what they hold only once.
enum class Files { kAny, kRegular };

struct FileReading {
  std::string content;
  std::string why;  // it cannot be read; empty where it can
};

// Line ends at its end are left off. At most 1 MiB: anything larger is the wrong file.
FileReading readTextFile(const std::string& path, Files files = Files::kAny);

// Why nothing can be made of it: it cannot be read, or is empty. Empty where all is well.
std::string whyOfNoUse(const std::string& path, Files files = Files::kAny);

}  // namespace pipevane::config
