// Blocks are there after a crash, up to the last commit, and damage is seen.
#include "plugins/history/disk/block_file.h"

#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <cstring>
#include <fstream>
#include <random>
#include <vector>

namespace pipevane::history {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

std::vector<std::byte> block(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::byte> bytes(size);
  for (std::byte& each : bytes) each = static_cast<std::byte>(random());
  return bytes;
}

struct OneFile {
  web::TemporaryFolder folder;
  std::filesystem::path path = folder.path / "file.db";

  std::vector<std::vector<std::byte>> read() const {
    std::vector<std::vector<std::byte>> blocks;
    BlockFile file = BlockFile::open(path);
    file.each([&](std::uint32_t number, std::uint8_t kind, std::span<const std::byte> each) {
      // One that is damaged is left out.
      EXPECT_GT(number, blocks.size());
      EXPECT_EQ(kind, 1 + (number - 1) % 3);
      blocks.emplace_back(each.begin(), each.end());
      return true;
    });
    return blocks;
  }
  void fill(BlockFile& file, unsigned count) const {
    for (unsigned i = 0; i < count; ++i) {
      file.append(static_cast<std::uint8_t>(1 + i % 3), block(1 + i * 331 % 5000, i));
      file.commit();
    }
  }
};

std::string readAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void writeAll(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

TEST(BlockFile, HasAllThatWasCommittedOfAJournal) {
  const OneFile one;
  {
    BlockFile file = BlockFile::create(one.path, BlockFile::Use::kJournal);
    one.fill(file, 30);
    file.append(1, block(100, 99));
  }
  const auto blocks = one.read();
  ASSERT_THAT(blocks, SizeIs(30)) << "one that was not committed is none";
  for (unsigned i = 0; i < 30; ++i) EXPECT_EQ(blocks[i], block(1 + i * 331 % 5000, i));
}

TEST(BlockFile, WritesEachPageOfAJournalOnce) {
  const OneFile one;
  BlockFile file = BlockFile::create(one.path, BlockFile::Use::kJournal);
  const std::uint64_t before = file.bytes();
  for (unsigned i = 0; i < 500; ++i) {
    file.append(1, block(3500, i));
    file.commit();
  }
  EXPECT_LT(file.bytes() - before, 500 * 3500 * 3 / 2);
  EXPECT_EQ(std::filesystem::file_size(one.path), 512U) << "the log was copied back";
}

TEST(BlockFile, HasAllOfASegment) {
  const OneFile one;
  BlockFile file = BlockFile::create(one.path, BlockFile::Use::kSegment);
  one.fill(file, 30);
  file.append(1, {});
  file.finish();
  const auto blocks = one.read();
  ASSERT_THAT(blocks, SizeIs(31));
  EXPECT_THAT(blocks.back(), SizeIs(0));
}

// As after a power cut: the log ends anywhere, and what was not synced is anything.
TEST(BlockFile, HasAFirstPartOfAJournalThatIsCutAnywhere) {
  const OneFile one;
  {
    BlockFile file = BlockFile::create(one.path, BlockFile::Use::kJournal);
    one.fill(file, 12);
  }
  const std::filesystem::path log = one.path.string() + "-wal";
  const std::string whole = readAll(log);
  std::mt19937 random(4);
  std::size_t most = 0;
  for (std::size_t size = 0; size < whole.size();) {
    size = std::min<std::size_t>(whole.size(), size + 1 + random() % 400);
    std::string part = whole.substr(0, size);
    for (int i = 0; i < 600 && random() % 2 == 0; ++i) part += static_cast<char>(random());
    writeAll(log, part);
    std::vector<std::vector<std::byte>> blocks;
    try {
      blocks = one.read();
    } catch (const DiskError& error) {
      // Of so little not even the table is there.
      EXPECT_LT(size, whole.size() / 4) << error.what();
    }
    EXPECT_GE(blocks.size(), most) << "a longer part has less";
    most = blocks.size();
    for (unsigned i = 0; i < blocks.size(); ++i)
      ASSERT_EQ(blocks[i], block(1 + i * 331 % 5000, i)) << "of " << size << " bytes";
  }
  EXPECT_EQ(most, 12U);
}

TEST(BlockFile, SeesWhereABlockOfASegmentIsNotWhatWasWritten) {
  const OneFile one;
  {
    BlockFile file = BlockFile::create(one.path, BlockFile::Use::kSegment);
    one.fill(file, 30);
    file.finish();
  }
  const std::string whole = readAll(one.path);
  std::mt19937 random(8);
  int seen = 0;
  for (int round = 0; round < 200; ++round) {
    std::string damaged = whole;
    damaged[random() % damaged.size()] ^= static_cast<char>(1 + random() % 255);
    writeAll(one.path, damaged);
    try {
      const auto blocks = one.read();
      // It was a byte that nothing is in.
      ASSERT_THAT(blocks, SizeIs(30));
      for (unsigned i = 0; i < blocks.size(); ++i)
        ASSERT_EQ(blocks[i], block(1 + i * 331 % 5000, i));
    } catch (const DiskError& error) {
      EXPECT_NE(error.kind(), DiskError::Kind::kInUse);
      ++seen;
    }
  }
  EXPECT_GT(seen, 100);
}

TEST(BlockFile, RefusesWhatIsNoneOfOurs) {
  const OneFile one;
  const auto kind = [&] {
    try {
      BlockFile::open(one.path);
    } catch (const DiskError& error) {
      EXPECT_THAT(error.what(), HasSubstr("file.db"));
      return error.kind();
    }
    ADD_FAILURE() << "it was taken";
    return DiskError::Kind::kElse;
  };
  writeAll(one.path, std::string(5000, 'x'));
  EXPECT_EQ(kind(), DiskError::Kind::kDamaged);
  writeAll(one.path, "");
  EXPECT_EQ(kind(), DiskError::Kind::kBegun);
  std::filesystem::remove(one.path);
  EXPECT_EQ(kind(), DiskError::Kind::kDamaged) << "there is none";
}

// A file that says that it is of that version.
void makeOfVersion(const std::filesystem::path& path, int version) {
  BlockFile::create(path, BlockFile::Use::kSegment).finish();
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  const std::string says = "PRAGMA user_version=" + std::to_string(version);
  ASSERT_EQ(sqlite3_exec(database, says.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
}

TEST(BlockFile, TakesOneOfAVersionBefore) {
  for (const int version : {1, 2}) {
    SCOPED_TRACE(version);
    const OneFile one;
    ASSERT_NO_FATAL_FAILURE(makeOfVersion(one.path, version));
    EXPECT_NO_THROW(BlockFile::open(one.path));
  }
}

TEST(BlockFile, RefusesOneOfALaterVersion) {
  const OneFile one;
  ASSERT_NO_FATAL_FAILURE(makeOfVersion(one.path, 4));
  try {
    BlockFile::open(one.path);
    FAIL() << "it was taken";
  } catch (const DiskError& error) {
    EXPECT_EQ(error.kind(), DiskError::Kind::kNewer);
    EXPECT_THAT(error.what(), HasSubstr("later version"));
  }
}

TEST(BlockFile, SaysWhereItCannotBe) {
  const OneFile one;
  try {
    BlockFile::create(one.folder.path / "no" / "file.db", BlockFile::Use::kJournal);
    FAIL() << "it is there";
  } catch (const DiskError& error) {
    EXPECT_EQ(error.kind(), DiskError::Kind::kElse);
    EXPECT_THAT(error.what(), HasSubstr("No such file"));
  }
}

}  // namespace
}  // namespace pipevane::history
