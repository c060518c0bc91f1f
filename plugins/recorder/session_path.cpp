#include "plugins/recorder/session_path.h"

#include "plugins/recorder/writable_folder.h"

#include <pipevane/error.h>

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <mutex>
#include <set>

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

constexpr const char* kEnding = ".session.zst";

fs::path unusedName(const fs::path& folder, const std::string& stem, const std::string& ending) {
  fs::path name = folder / (stem + ending);
  for (int i = 2; fs::exists(name); ++i) name = folder / (stem + "-" + std::to_string(i) + ending);
  return name;
}

fs::path nextPart(const fs::path& file) {
  const std::string name = file.filename().string();
  const std::string ending = name.ends_with(kEnding) ? kEnding : file.extension().string();
  return unusedName(file.parent_path(), name.substr(0, name.size() - ending.size()), ending);
}

bool isFolder(const std::string& path) {
  std::error_code unknown;
  return path.ends_with('/') || fs::is_directory(path, unknown);
}

// The files that recorders of this process have recorded into. Nobody else knows, when one is made
// anew, whether its file is an old one or its own work.
struct Recorded {
  std::mutex mutex;
  std::set<std::string> files;
};

Recorded& recorded() {
  static Recorded all;
  return all;
}

bool isOurs(const std::string& path) {
  const std::string file = onlyFile(path);
  std::error_code unknown;
  if (file.empty() || !fs::is_regular_file(file, unknown)) return false;
  const std::lock_guard lock(recorded().mutex);
  return recorded().files.contains(file);
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw Error("cannot make session \"" + path + "\": " + why);
}

void requireFolder(const std::string& path, const fs::path& folder) {
  const std::string why = whyNoFilesIn(folder);
  if (!why.empty()) refuse(path, why + "; name another path");
}

}  // namespace

std::string sessionPath(const std::string& path, std::int64_t now_ms) {
  try {
    const bool folder = isFolder(path);
    const fs::path parent = folder ? fs::path(path) : fs::path(path).parent_path();
    if (!parent.empty()) fs::create_directories(parent);
    if (folder) return unusedName(parent, stamp(now_ms), kEnding).string();
    return isOurs(path) ? nextPart(path).string() : path;
  } catch (const fs::filesystem_error& error) {
    throw Error("cannot make session \"" + path + "\"", error);
  }
}

void keepInMind(const std::string& path) {
  const std::string file = onlyFile(path);
  if (file.empty()) return;
  const std::lock_guard lock(recorded().mutex);
  recorded().files.insert(file);
}

void tryPath(const std::string& path, bool overwrite) {
  if (isFolder(path)) return requireFolder(path, path);
  std::error_code unknown;
  if (!fs::exists(path, unknown) || isOurs(path))
    return requireFolder(path, fs::absolute(path).parent_path());
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
