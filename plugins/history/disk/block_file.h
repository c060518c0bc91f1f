// Blocks of bytes in one file, in the order in which they were appended: an SQLite database, so
// that a process that is killed and a machine without power leave whole transactions. Home of
// SQLite.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace pipevane::history {

// Why a file cannot be written or read, in words.
class DiskError : public std::runtime_error {
 public:
  enum class Kind {
    kElse,     // there is no room, no permission, no folder: it may be otherwise later
    kDamaged,  // these are not the bytes that were written
    kNewer,    // of a later version of Pipevane
    kInUse,    // another process has it
    kBegun,    // nothing was written yet when its process ended
  };
  DiskError(Kind kind, const std::string& why) : std::runtime_error(why), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

// One thread at a time. Every call may throw DiskError.
class BlockFile {
 public:
  enum class Use {
    kJournal,  // each commit is on the disk when it returns. SQLite's write-ahead log is never
               // copied back into the database: every page is written once
    kSegment   // written as a whole; it is a file once `finish` has returned
  };
  // A longer one is none of ours.
  static constexpr std::size_t kMostBlockBytes = 1U << 30U;

  static BlockFile create(const std::filesystem::path& path, Use use);
  // To be read.
  static BlockFile open(const std::filesystem::path& path);

  BlockFile(BlockFile&&) noexcept = default;
  BlockFile& operator=(BlockFile&&) noexcept = default;

  // It belongs to the next commit. Its number, from 1 on.
  std::uint32_t append(std::uint8_t kind, std::span<const std::byte> block);
  void commit();
  // A segment: all of it is on the disk, and nothing comes after it.
  void finish();
  // In order, until `visit(number, kind, block)` says false. The bytes are valid during the call.
  // Blocks that are damaged are left out, and it throws at the end.
  using Visit = std::function<bool(std::uint32_t, std::uint8_t, std::span<const std::byte>)>;
  void each(const Visit& visit);
  // Those of one kind alone: of the others no more is read than that. It throws at a damaged one.
  using VisitOne = std::function<bool(std::uint32_t, std::span<const std::byte>)>;
  void eachOf(std::uint8_t kind, const VisitOne& visit);
  // That one, and the last one of a kind; nothing where there is none, or another kind.
  std::optional<std::vector<std::byte>> block(std::uint32_t number, std::uint8_t kind);
  std::optional<std::vector<std::byte>> last(std::uint8_t kind);

  // A journal that was begun here is still where it was, or nobody can say at present.
  bool isThere() const;
  // What it takes on the disk.
  std::uint64_t bytes() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Close>;

  explicit BlockFile(std::filesystem::path path) : path_(std::move(path)) {}
  void connect(int flags);
  void run(const char* sql);
  std::optional<std::vector<std::byte>> one(sqlite3_stmt* select, std::uint8_t kind);
  Statement prepared(const char* sql);
  void check(int result);
  [[noreturn]] void fail(int result);
  [[noreturn]] void refuse(std::uint32_t number) const;

  std::filesystem::path path_;
  std::unique_ptr<sqlite3, Close> database_;
  Statement insert_;
  std::uint32_t last_ = 0;
  bool in_transaction_ = false;
};

}  // namespace pipevane::history
