// The files of one history. Journals and segments have numbers, ascending in time: a segment holds
// all that came before the journal of its number. Nobody else works in the folder meanwhile.
#pragma once

#include "plugins/history/disk/descriptor.h"

#include "plugins/history/disk/block_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace pipevane::history {

class HistoryFolder {
 public:
  // Of those set aside, so many stay, and so many folders; older ones go.
  static constexpr std::size_t kMostSetAside = 3;

  // Makes it, and holds it until the end. Throws DiskError where it cannot be, or another process
  // has it.
  explicit HistoryFolder(std::filesystem::path path);

  const std::filesystem::path& path() const { return path_; }
  // The folder of that name is still this one, and is held still.
  bool isNamed() const;
  bool isHeld() const;
  // For certain: of what cannot be looked at nobody knows.
  static bool isGone(const std::filesystem::path& file);
  std::filesystem::path journal(std::uint32_t number) const;
  std::filesystem::path segment(std::uint32_t number) const;
  // A segment that is being written.
  std::filesystem::path unfinished(std::uint32_t number) const;
  // Numbers of those that are there, ascending.
  std::vector<std::uint32_t> journals() const;
  std::vector<std::uint32_t> segments() const;
  std::vector<std::uint32_t> unfinishedOnes() const;

  // Makes a segment: `fill(path)` writes it under another name, and says whether there is any.
  // Then it becomes one, and stays so without power; nothing is left of it where there is none, or
  // where it fails. Throws DiskError.
  template <class Fill>
  bool make(std::uint32_t number, Fill fill) const;
  void remove(const std::filesystem::path& file) const;
  // It cannot be read: it gets another name, under which nobody looks for it. That name.
  std::string setAside(const std::filesystem::path& file) const;
  // It is of a later version, which may be back: the same, and it stays.
  std::string putBy(const std::filesystem::path& file) const;
  // One of the two, as that says; in words what became of it. Throws the reason where that is none
  // to give the file up.
  std::string giveUp(const std::filesystem::path& file, const DiskError& why) const;
  // Those files together, into a folder beside them. That folder.
  std::string setAside(const std::vector<std::filesystem::path>& files, std::uint32_t number) const;

 private:
  void finish(std::uint32_t number) const;
  void removeOrphans() const;
  std::string rename(const std::filesystem::path& file, const std::string& name) const;
  void keepNewestAside(bool folders) const;
  std::vector<std::uint32_t> numbersOf(const std::string& before, const std::string& behind) const;

  std::filesystem::path path_;
  Descriptor itself_, lock_;
};

template <class Fill>
bool HistoryFolder::make(std::uint32_t number, Fill fill) const {
  const std::filesystem::path path = unfinished(number);
  try {
    remove(path);
    const bool any = fill(path);
    if (any)
      finish(number);
    else
      remove(path);
    return any;
  } catch (const std::filesystem::filesystem_error& error) {
    remove(path);
    throw DiskError(DiskError::Kind::kElse, error.what());
  } catch (const DiskError&) {
    remove(path);
    throw;
  }
}

}  // namespace pipevane::history
