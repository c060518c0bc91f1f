#include "tests/layering/source_tree.h"

#include <array>
#include <fstream>
#include <iterator>

namespace pipevane::layering {
namespace {

namespace fs = std::filesystem;

bool isSource(const fs::path& path) {
  const auto extension = path.extension();
  return extension == ".h" || extension == ".cpp" || extension == ".c";
}

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

SourceTree::SourceTree(const fs::path& root) {
  for (const char* top : {"engine", "plugins", "tests"}) {
    if (!fs::exists(root / top)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / top))
      if (entry.is_regular_file() && isSource(entry.path()))
        files_[entry.path().lexically_relative(root).generic_string()];
  }
  for (auto& [path, inclusions] : files_)
    for (IncludeLine& line : includeLines(contents(root / path))) {
      std::string target = resolved(path, line);
      inclusions.push_back({std::move(line), std::move(target)});
    }
}

std::string SourceTree::resolved(const std::string& from, const IncludeLine& include) const {
  const std::array candidates = {
      (fs::path(from).parent_path() / include.name).lexically_normal().generic_string(),
      include.name,
      "engine/sdk/include/" + include.name,
      "engine/sdk/testing/include/" + include.name,
  };
  for (std::size_t i = include.angle ? 2 : 0; i < candidates.size(); ++i)
    if (files_.count(candidates[i]) != 0) return candidates[i];
  return {};
}

}  // namespace pipevane::layering
