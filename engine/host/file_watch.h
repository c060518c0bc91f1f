// Tells when files were written anew.
#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace pipevane::host {

// The folders are watched and not the files: editors put another file in a file's place, and
// Kubernetes another folder behind its ConfigMaps. What comes in one go is told once.
class FileWatch {
 public:
  // [any] `changed` is called from a thread of its own. Files that are not there yet are fine; a
  // folder that cannot be watched is told by `unwatched`.
  FileWatch(const std::vector<std::filesystem::path>& files, std::function<void()> changed);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  // Of the files, those whose folder cannot be watched.
  const std::vector<std::filesystem::path>& unwatched() const { return unwatched_; }

 private:
  void follow(const std::filesystem::path& file);
  void run();
  bool readRelevant() const;

  const std::vector<std::filesystem::path> files_;
  std::function<void()> changed_;
  int inotify_;
  int stop_;
  std::set<std::string> names_;  // of files, in whichever folder
  std::vector<std::filesystem::path> unwatched_;
  std::thread thread_;
};

}  // namespace pipevane::host
