// A long list reads the same in pieces as in one.
#include "plugins/proxmox/list_pieces.h"

#include <gtest/gtest.h>
#include <pipevane/error.h>

#include <string>
#include <vector>

namespace pipevane::proxmox::json {
namespace {

// Enough for a few pieces.
constexpr std::size_t kMany = 8'000;

std::string rowOf(std::size_t i, const std::string& id) {
  return R"({"id":")" + id + R"(","metric":"uptime","timestamp":1,"value":)" + std::to_string(i) +
         "}";
}
std::string listOf(std::size_t rows, const std::string& id) {
  std::string all;
  for (std::size_t i = 0; i < rows; ++i) all.append(i == 0 ? "" : ",").append(rowOf(i, id));
  return all;
}
std::string answerOf(const std::string& list) { return R"({"data":{"data":[)" + list + "]}}"; }

struct Read {
  bool sound = false;
  std::size_t pieces = 0;
  std::vector<std::int64_t> values;
};
Read readPieces(const std::string& body) {
  Read read;
  ListPieces pieces(body);
  while (const auto entries = pieces.next()) {
    ++read.pieces;
    for (const Element entry : *entries) read.values.push_back(std::int64_t(entry["value"]));
  }
  read.sound = pieces.sound();
  return read;
}

TEST(Pieces, HaveEveryEntryOnceAndInOrder) {
  for (const std::size_t rows : {0U, 1U, 2U, 8'000U, 30'000U}) {
    SCOPED_TRACE(rows);
    const Read read = readPieces(answerOf(listOf(rows, "qemu/100")));
    EXPECT_TRUE(read.sound);
    ASSERT_EQ(read.values.size(), rows);
    for (std::size_t i = 0; i < rows; ++i) ASSERT_EQ(read.values[i], static_cast<std::int64_t>(i));
    EXPECT_EQ(read.pieces > 10, rows == 30'000);
  }
}

TEST(Pieces, AreNotWhereAnotherWaySpeaksForTheWholeAnswer) {
  const std::string list = listOf(3, "qemu/100");
  for (const std::string& body :
       {std::string(), std::string("{}"), R"({"data": {"data":[)" + list + "]}}",
        R"({"data":{"data":[)" + list + R"(],"more":1}})", R"({"data":[)" + list + "]}",
        R"({"data":{"data":[)" + list, answerOf(list) + "\n", R"({"data":{"data":[]}})" + list,
        std::string(R"({"data":{"data":[)"), std::string(R"({"data":{"data":]}})")}) {
    SCOPED_TRACE(body);
    EXPECT_FALSE(readPieces(body).sound);
  }
}

// What follows is for the whole answer's reader to judge.
TEST(Pieces, AreNoneOfAnAnswerThatIsBrokenInside) {
  const std::string list = listOf(kMany, "qemu/100");
  for (const std::string& broken :
       {list + ",", list + "," + R"({"value":})", list + R"(],"data":[)" + list, list + "}" + list,
        R"({"value":1)" + list,
        R"({"value":)" + std::string(100, '[') + std::string(100, ']') + "}"}) {
    const Read read = readPieces(answerOf(broken));
    EXPECT_FALSE(read.sound);
  }
}

// A text that looks like the end of an entry at the very place of a cut.
TEST(Pieces, NeverEndWithinAText) {
  for (const std::string id : {"},{", R"(\"},{\")", R"(\\\"},{)"}) {
    SCOPED_TRACE(id);
    int within = 0;
    for (std::size_t before = 0; before < 64; ++before) {
      std::string list = rowOf(0, std::string(before + 1, 'x'));
      while (list.size() < 2 * ListPieces::kPiece) list += "," + rowOf(0, id);
      const Read read = readPieces(answerOf(list));
      Document whole;
      const Element data = whole.data(answerOf(list));
      simdjson::dom::array entries;
      ASSERT_EQ(data["data"].get(entries), simdjson::SUCCESS);
      within += read.sound ? 0 : 1;
      ASSERT_TRUE(!read.sound || read.values.size() == entries.size()) << before;
    }
    EXPECT_GT(within, 0);
    EXPECT_LT(within, 64);
  }
}

}  // namespace
}  // namespace pipevane::proxmox::json
