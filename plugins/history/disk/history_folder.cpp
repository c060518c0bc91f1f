#include "plugins/history/disk/history_folder.h"

#include "plugins/history/disk/block_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace pipevane::history {
namespace {

constexpr const char* kJournal = "journal-";
constexpr const char* kSegment = "segment-";
constexpr const char* kFile = ".db";
constexpr const char* kUnfinished = ".unfinished";
constexpr const char* kAside = ".aside";
// What SQLite has beside a file.
constexpr const char* kBeside[] = {"-wal", "-shm", "-journal"};

[[noreturn]] void refuse(const std::filesystem::path& path, int why) {
  throw DiskError(DiskError::Kind::kElse, "\"" + path.string() + "\": " + std::strerror(why));
}

// What is named in it stays so without power.
void syncFolder(const std::filesystem::path& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) refuse(path, errno);
  const int result = ::fsync(folder);
  const int why = errno;
  ::close(folder);
  if (result != 0) refuse(path, why);
}

// The file of that name is the one that is open, or nobody can say at present.
bool isOf(const std::filesystem::path& path, const Descriptor& open) {
  struct stat held = {}, named = {};
  if (::fstat(open.number(), &held) != 0) return true;
  if (::stat(path.c_str(), &named) != 0) return errno != ENOENT && errno != ENOTDIR;
  return held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

}  // namespace

HistoryFolder::HistoryFolder(std::filesystem::path path) : path_(std::move(path)) {
  std::error_code failed;
  const bool made = std::filesystem::create_directories(path_, failed);
  if (failed) refuse(path_, failed.value());
  // Events say who did what.
  if (made) std::filesystem::permissions(path_, std::filesystem::perms::owner_all, failed);
  if (failed) refuse(path_, failed.value());
  itself_ = Descriptor(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!itself_) refuse(path_, errno);
  const std::filesystem::path lock = path_ / "lock";
  lock_ = Descriptor(::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock_) refuse(lock, errno);
  if (::flock(lock_.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) refuse(lock, errno);
    throw DiskError(DiskError::Kind::kInUse,
                    "another process has the folder \"" + path_.string() + "\" in use");
  }
  removeOrphans();
}

// What SQLite has beside files that are gone.
void HistoryFolder::removeOrphans() const {
  std::error_code ignored;
  std::vector<std::filesystem::path> orphans;
  for (const auto& each : std::filesystem::directory_iterator(path_, ignored)) {
    const std::string name = each.path().string();
    for (const std::string_view beside : kBeside)
      if (name.ends_with(beside) &&
          !std::filesystem::exists(name.substr(0, name.size() - beside.size()), ignored))
        orphans.push_back(each.path());
  }
  for (const std::filesystem::path& each : orphans) std::filesystem::remove(each, ignored);
}

bool HistoryFolder::isNamed() const { return isOf(path_, itself_); }
bool HistoryFolder::isHeld() const { return isOf(path_ / "lock", lock_); }
bool HistoryFolder::isGone(const std::filesystem::path& file) {
  std::error_code unknown;
  return !std::filesystem::exists(file, unknown) && !unknown;
}

std::filesystem::path HistoryFolder::journal(std::uint32_t number) const {
  return path_ / (kJournal + std::to_string(number) + kFile);
}
std::filesystem::path HistoryFolder::segment(std::uint32_t number) const {
  return path_ / (kSegment + std::to_string(number) + kFile);
}
std::filesystem::path HistoryFolder::unfinished(std::uint32_t number) const {
  return path_ / (kSegment + std::to_string(number) + kUnfinished);
}

std::vector<std::uint32_t> HistoryFolder::journals() const { return numbersOf(kJournal, kFile); }
std::vector<std::uint32_t> HistoryFolder::segments() const { return numbersOf(kSegment, kFile); }
std::vector<std::uint32_t> HistoryFolder::unfinishedOnes() const {
  return numbersOf(kSegment, kUnfinished);
}

std::vector<std::uint32_t> HistoryFolder::numbersOf(const std::string& before,
                                                    const std::string& behind) const {
  std::vector<std::uint32_t> numbers;
  std::error_code failed;
  for (const auto& each : std::filesystem::directory_iterator(path_, failed)) {
    const std::string name = each.path().filename().string();
    if (!name.starts_with(before) || !name.ends_with(behind)) continue;
    const char* const first = name.data() + before.size();
    const char* const last = name.data() + name.size() - behind.size();
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(first, std::max(first, last), number);
    if (error == std::errc() && end == last && first < last) numbers.push_back(number);
  }
  if (failed) refuse(path_, failed.value());
  std::ranges::sort(numbers);
  return numbers;
}

void HistoryFolder::finish(std::uint32_t number) const {
  std::error_code failed;
  std::filesystem::rename(unfinished(number), segment(number), failed);
  if (failed) refuse(segment(number), failed.value());
  syncFolder(path_);
}

void HistoryFolder::remove(const std::filesystem::path& file) const {
  std::error_code ignored;
  // In this order: without its log a database is another one.
  std::filesystem::remove(file, ignored);
  for (const char* const each : kBeside) std::filesystem::remove(file.string() + each, ignored);
}

std::string HistoryFolder::rename(const std::filesystem::path& file,
                                  const std::string& name) const {
  std::error_code failed;
  for (const char* const each : kBeside)
    std::filesystem::rename(file.string() + each, name + each, failed);
  std::filesystem::rename(file, name, failed);
  return failed ? file.string() : name;
}

std::string HistoryFolder::setAside(const std::filesystem::path& file) const {
  const std::string name = rename(file, file.string() + kAside);
  keepNewestAside(false);
  return name;
}

std::string HistoryFolder::putBy(const std::filesystem::path& file) const {
  return rename(file, file.string() + ".newer");
}

std::string HistoryFolder::giveUp(const std::filesystem::path& file, const DiskError& why) const {
  switch (why.kind()) {
    case DiskError::Kind::kDamaged:
    case DiskError::Kind::kBegun:
      return std::string(why.what()) + "; it is now \"" + setAside(file) + "\"";
    case DiskError::Kind::kNewer:
      return std::string(why.what()) + "; it is now \"" + putBy(file) + "\"";
    default:
      throw why;
  }
}

std::string HistoryFolder::setAside(const std::vector<std::filesystem::path>& files,
                                    std::uint32_t number) const {
  const std::filesystem::path folder = path_ / ("before-" + std::to_string(number) + kAside);
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  for (const std::filesystem::path& each : files) rename(each, folder / each.filename());
  keepNewestAside(true);
  return folder;
}

void HistoryFolder::keepNewestAside(bool folders) const {
  std::vector<std::pair<std::filesystem::file_time_type, std::filesystem::path>> aside;
  std::error_code ignored;
  for (const auto& each : std::filesystem::directory_iterator(path_, ignored))
    if (each.path().extension() == kAside && each.is_directory(ignored) == folders)
      aside.emplace_back(each.last_write_time(ignored), each);
  std::ranges::sort(aside);
  for (std::size_t i = 0; i + kMostSetAside < aside.size(); ++i) {
    if (folders)
      std::filesystem::remove_all(aside[i].second, ignored);
    else
      remove(aside[i].second);
  }
}

}  // namespace pipevane::history
