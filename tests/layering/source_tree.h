// The project's C and C++ files and what each includes, names resolved to paths inside the tree.
#pragma once

#include "tests/layering/include_line.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace pipevane::layering {

struct Inclusion {
  IncludeLine written;
  std::string path;  // in the tree; empty: a header from elsewhere
};

class SourceTree {
 public:
  // Reads engine/, plugins/ and tests/ under `root`. Throws std::filesystem::filesystem_error.
  explicit SourceTree(const std::filesystem::path& root);

  const std::map<std::string, std::vector<Inclusion>>& files() const { return files_; }
  const std::vector<Inclusion>& inclusionsOf(const std::string& path) const {
    return files_.at(path);
  }

 private:
  std::string resolved(const std::string& from, const IncludeLine& include) const;

  std::map<std::string, std::vector<Inclusion>> files_;
};

}  // namespace pipevane::layering
