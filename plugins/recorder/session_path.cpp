#include "plugins/recorder/session_path.h"

#include <pipevane/error.h>

#include <array>
#include <ctime>
#include <filesystem>

namespace pipevane::recorder {
namespace {

namespace fs = std::filesystem;

// As in "20261124T104500Z".
std::string stamp(std::int64_t now_ms) {
  const auto seconds = static_cast<std::time_t>(now_ms / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> written{};
  const std::size_t length = std::strftime(written.data(), written.size(), "%Y%m%dT%H%M%SZ", &utc);
  return {written.data(), length};
}

fs::path unusedName(const fs::path& folder, const std::string& stem) {
  fs::path name = folder / (stem + ".session.zst");
  for (int i = 2; fs::exists(name); ++i)
    name = folder / (stem + "-" + std::to_string(i) + ".session.zst");
  return name;
}

}  // namespace

std::string sessionPath(const std::string& path, std::int64_t now_ms) {
  try {
    const bool folder = fs::is_directory(path) || path.ends_with('/');
    const fs::path parent = folder ? fs::path(path) : fs::path(path).parent_path();
    if (!parent.empty()) fs::create_directories(parent);
    return folder ? unusedName(parent, stamp(now_ms)).string() : path;
  } catch (const fs::filesystem_error& error) {
    throw Error("cannot make session \"" + path + "\"", error);
  }
}

}  // namespace pipevane::recorder
