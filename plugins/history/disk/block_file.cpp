#include "plugins/history/disk/block_file.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace pipevane::history {
namespace {

// "PvHi": what file(1) and sqlite3 tell it by.
constexpr int kApplication = 0x50764869;
// Chunks have lengths of time from 2 on, and rows of numbers go both ways from their middle from 3
// on. Earlier ones say themselves what they have not, and are read as they are.
constexpr int kVersion = 3;

std::int64_t sumOf(std::uint8_t kind, std::span<const std::byte> block) {
  const auto start = crc32_z(crc32_z(0, nullptr, 0), &kind, 1);
  return static_cast<std::int64_t>(
      crc32_z(start, reinterpret_cast<const Bytef*>(block.data()), block.size()));
}

// Valid until the statement goes on.
struct ReadRow {
  std::uint32_t number;
  std::uint8_t kind;
  std::span<const std::byte> block;
  bool whole;  // it is what was written
};

// Of number, kind, sum and body.
ReadRow rowOf(sqlite3_stmt* select) {
  const auto kind = static_cast<std::uint8_t>(sqlite3_column_int(select, 1));
  const auto* const body = static_cast<const std::byte*>(sqlite3_column_blob(select, 3));
  const std::span block(body, static_cast<std::size_t>(sqlite3_column_bytes(select, 3)));
  return {static_cast<std::uint32_t>(sqlite3_column_int64(select, 0)), kind, block,
          sumOf(kind, block) == sqlite3_column_int64(select, 2)};
}

}  // namespace

void BlockFile::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }
void BlockFile::Close::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

BlockFile BlockFile::create(const std::filesystem::path& path, Use use) {
  BlockFile file(path);
  file.connect(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (use == Use::kJournal) {
    // A cycle is a few kilobytes: of larger pages most would be written for the little that is new
    // in them.
    file.run("PRAGMA page_size=512");
    file.run("PRAGMA journal_mode=WAL");
    file.run("PRAGMA wal_autocheckpoint=0");
    file.run("PRAGMA synchronous=FULL");
  } else {
    file.run("PRAGMA page_size=16384");
    file.run("PRAGMA journal_mode=OFF");
    file.run("PRAGMA synchronous=OFF");
  }
  file.run(("PRAGMA application_id=" + std::to_string(kApplication)).c_str());
  file.run(("PRAGMA user_version=" + std::to_string(kVersion)).c_str());
  file.run(
      "CREATE TABLE block(number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, "
      "sum INTEGER NOT NULL, body BLOB NOT NULL)");
  file.insert_ = file.prepared("INSERT INTO block VALUES(?,?,?,?)");
  return file;
}

BlockFile BlockFile::open(const std::filesystem::path& path) {
  BlockFile file(path);
  std::error_code unknown;
  if (!std::filesystem::exists(path, unknown) && !unknown)
    throw DiskError(DiskError::Kind::kDamaged, "\"" + path.string() + "\" is not there");
  file.connect(SQLITE_OPEN_READWRITE);
  // It may be anybody's.
  file.check(sqlite3_db_config(file.database_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr));
  file.check(sqlite3_db_config(file.database_.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr));
  // Somebody may look at it with a tool of his own.
  sqlite3_busy_timeout(file.database_.get(), 2'000);
  const auto number = [&file](const char* sql) {
    const Statement statement = file.prepared(sql);
    const int result = sqlite3_step(statement.get());
    if (result != SQLITE_ROW) file.fail(result);
    return sqlite3_column_int(statement.get(), 0);
  };
  // A few commits make a journal.
  constexpr std::uint64_t kBegunBytes = 8'192;
  if (file.bytes() <= kBegunBytes && number("SELECT count(*) FROM sqlite_schema") == 0)
    throw DiskError(DiskError::Kind::kBegun, "\"" + path.string() + "\" has nothing in it");
  if (number("PRAGMA application_id") != kApplication)
    throw DiskError(DiskError::Kind::kDamaged, "\"" + path.string() + "\" is no history");
  if (number("PRAGMA user_version") > kVersion)
    throw DiskError(DiskError::Kind::kNewer,
                    "\"" + path.string() + "\" was written by a later version");
  return file;
}

void BlockFile::connect(int flags) {
  sqlite3* database = nullptr;
  const int result = sqlite3_open_v2(path_.c_str(), &database,
                                     flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  database_.reset(database);
  check(result);
  // Alone, so that no index of the log has to be shared with others.
  run("PRAGMA locking_mode=EXCLUSIVE");
  run("PRAGMA cache_size=-512");
  run("PRAGMA temp_store=MEMORY");
  check(sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr));
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, static_cast<int>(kMostBlockBytes));
}

std::uint32_t BlockFile::append(std::uint8_t kind, std::span<const std::byte> block) {
  if (!in_transaction_) run("BEGIN IMMEDIATE");
  in_transaction_ = true;
  sqlite3_stmt* const insert = insert_.get();
  check(sqlite3_bind_int64(insert, 1, last_ + 1));
  check(sqlite3_bind_int(insert, 2, kind));
  check(sqlite3_bind_int64(insert, 3, sumOf(kind, block)));
  // An empty one has no address, and is no NULL.
  static constexpr std::byte kNothing{};
  check(sqlite3_bind_blob64(insert, 4, block.empty() ? &kNothing : block.data(), block.size(),
                            SQLITE_STATIC));
  const int result = sqlite3_step(insert);
  sqlite3_reset(insert);
  sqlite3_clear_bindings(insert);
  if (result != SQLITE_DONE) fail(result);
  return ++last_;
}

void BlockFile::commit() {
  if (!in_transaction_) return;
  run("COMMIT");
  in_transaction_ = false;
}

void BlockFile::finish() {
  commit();
  insert_.reset();
  database_.reset();
  const int descriptor = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int why = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!done)
    throw DiskError(DiskError::Kind::kElse, "\"" + path_.string() + "\": " + std::strerror(why));
}

void BlockFile::each(const Visit& visit) {
  const Statement select = prepared("SELECT number, kind, sum, body FROM block ORDER BY number");
  std::uint32_t damaged = 0;
  for (;;) {
    const int result = sqlite3_step(select.get());
    if (result == SQLITE_DONE) break;
    if (result != SQLITE_ROW) fail(result);
    const ReadRow row = rowOf(select.get());
    if (!row.whole)
      damaged = row.number;
    else if (!visit(row.number, row.kind, row.block))
      break;
  }
  if (damaged != 0) refuse(damaged);
}

void BlockFile::eachOf(std::uint8_t kind, const VisitOne& visit) {
  const Statement select =
      prepared("SELECT number, kind, sum, body FROM block WHERE kind=? ORDER BY number");
  check(sqlite3_bind_int(select.get(), 1, kind));
  for (;;) {
    const int result = sqlite3_step(select.get());
    if (result == SQLITE_DONE) return;
    if (result != SQLITE_ROW) fail(result);
    const ReadRow row = rowOf(select.get());
    if (!row.whole) refuse(row.number);
    if (!visit(row.number, row.block)) return;
  }
}

std::optional<std::vector<std::byte>> BlockFile::block(std::uint32_t number, std::uint8_t kind) {
  const Statement select = prepared("SELECT number, kind, sum, body FROM block WHERE number=?");
  check(sqlite3_bind_int64(select.get(), 1, number));
  return one(select.get(), kind);
}

std::optional<std::vector<std::byte>> BlockFile::last(std::uint8_t kind) {
  const Statement select = prepared(
      "SELECT number, kind, sum, body FROM block WHERE kind=? ORDER BY number DESC LIMIT 1");
  check(sqlite3_bind_int(select.get(), 1, kind));
  return one(select.get(), kind);
}

std::optional<std::vector<std::byte>> BlockFile::one(sqlite3_stmt* select, std::uint8_t kind) {
  const int result = sqlite3_step(select);
  if (result == SQLITE_DONE) return std::nullopt;
  if (result != SQLITE_ROW) fail(result);
  const ReadRow row = rowOf(select);
  if (!row.whole) refuse(row.number);
  if (row.kind != kind) return std::nullopt;
  return std::vector<std::byte>(row.block.begin(), row.block.end());
}

void BlockFile::refuse(std::uint32_t number) const {
  throw DiskError(DiskError::Kind::kDamaged, "block " + std::to_string(number) + " of \"" +
                                                 path_.string() + "\" is not what was written");
}

bool BlockFile::isThere() const {
  const auto is = [](const std::filesystem::path& file) {
    std::error_code unknown;
    return std::filesystem::exists(file, unknown) || unknown;
  };
  return is(path_) && is(path_.string() + "-wal");
}

std::uint64_t BlockFile::bytes() const {
  std::uint64_t bytes = 0;
  for (const char* const suffix : {"", "-wal"}) {
    std::error_code none;
    const std::uint64_t size = std::filesystem::file_size(path_.string() + suffix, none);
    if (!none) bytes += size;
  }
  return bytes;
}

void BlockFile::run(const char* sql) {
  check(sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr));
}

BlockFile::Statement BlockFile::prepared(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr);
  Statement own(statement);
  check(result);
  return own;
}

void BlockFile::check(int result) {
  if (result != SQLITE_OK) fail(result);
}

void BlockFile::fail(int result) {
  const int primary = result & 0xff;
  const int number = database_ ? sqlite3_system_errno(database_.get()) : 0;
  // What the system says, and others who use it, may be otherwise later; all else the bytes say, as
  // where the table is not there.
  const bool passing = primary == SQLITE_BUSY || primary == SQLITE_LOCKED ||
                       primary == SQLITE_NOMEM || primary == SQLITE_FULL ||
                       primary == SQLITE_PERM ||
                       (primary == SQLITE_IOERR && result != SQLITE_IOERR_SHORT_READ) ||
                       (primary == SQLITE_CANTOPEN && number != 0);
  const bool damaged = !passing;
  std::string why = "\"" + path_.string() + "\": ";
  why += primary == SQLITE_FULL ? "no room on the disk" : sqlite3_errstr(result);
  if (number != 0 && !damaged && primary != SQLITE_FULL)
    why.append(" (").append(std::strerror(number)).append(")");
  throw DiskError(damaged ? DiskError::Kind::kDamaged : DiskError::Kind::kElse, why);
}

}  // namespace pipevane::history
