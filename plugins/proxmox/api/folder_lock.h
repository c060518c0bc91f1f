// Keeps everybody else out who changes the same file of a folder: other threads, other plugins,
// other programs.
#pragma once

#include <chrono>
#include <filesystem>

namespace pipevane::proxmox {

// Held while it lives. It ends with the program that holds it, however that ends.
class FolderLock {
 public:
  // Somebody who holds it writes a small file.
  static constexpr std::chrono::milliseconds kPatience{3'000};

  // `file` is made for it, and stays. Throws Error where it cannot be had in time.
  explicit FolderLock(const std::filesystem::path& file,
                      std::chrono::milliseconds patience = kPatience);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace pipevane::proxmox
