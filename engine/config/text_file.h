// Files that a configuration names: a secret, a certificate, a list of authorities.
#pragma once

#include <string>

namespace pipevane::config {

struct FileReading {
  std::string content;
  std::string why;  // it cannot be read; empty where it can
};

// Line ends at its end are left off. At most 1 MiB: anything larger is the wrong file.
FileReading readTextFile(const std::string& path);

// Why nothing can be made of it: it cannot be read, or is empty. Empty where all is well.
std::string whyOfNoUse(const std::string& path);

}  // namespace pipevane::config
