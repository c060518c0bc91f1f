#include "plugins/recorder/session_path.h"

#include <pipevane/error.h>

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
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

bool isFolder(const std::string& path) {
  std::error_code unknown;
  return path.ends_with('/') || fs::is_directory(path, unknown);
}

// What is there of it: the folders behind are made.
fs::path existingPartOf(const fs::path& folder) {
  std::error_code unknown;
  fs::path there = fs::absolute(folder, unknown);
  while (!fs::exists(there, unknown) && there.has_relative_path()) there = there.parent_path();
  return there;
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw Error("cannot make session \"" + path + "\": " + why);
}

void requireFolder(const std::string& path, const fs::path& folder) {
  const fs::path there = existingPartOf(folder);
  std::error_code unknown;
  if (!fs::is_directory(there, unknown))
    refuse(path, "\"" + there.string() + "\" is no folder; name another path");
  if (::access(there.c_str(), W_OK | X_OK) != 0)
    refuse(path, "\"" + there.string() + "\": " + std::strerror(errno) +
                     "; name a path where files can be made");
}

}  // namespace

std::string sessionPath(const std::string& path, std::int64_t now_ms) {
  try {
    const bool folder = isFolder(path);
    const fs::path parent = folder ? fs::path(path) : fs::path(path).parent_path();
    if (!parent.empty()) fs::create_directories(parent);
    return folder ? unusedName(parent, stamp(now_ms)).string() : path;
  } catch (const fs::filesystem_error& error) {
    throw Error("cannot make session \"" + path + "\"", error);
  }
}

void tryPath(const std::string& path, bool overwrite) {
  if (isFolder(path)) return requireFolder(path, path);
  std::error_code unknown;
  if (!fs::exists(path, unknown)) return requireFolder(path, fs::absolute(path).parent_path());
  if (!overwrite) refuse(path, "it exists (set overwrite: true, or give a folder as the path)");
  if (::access(path.c_str(), W_OK) != 0)
    refuse(path, std::string(std::strerror(errno)) + "; name another path");
}

std::string onlyFile(const std::string& path) {
  if (isFolder(path)) return {};
  std::error_code unknown;
  return fs::weakly_canonical(fs::absolute(path), unknown).string();
}

}  // namespace pipevane::recorder
