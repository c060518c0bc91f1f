#include "plugins/proxmox/api/body_reader.h"

#include "plugins/proxmox/api/call_error.h"
#include "plugins/proxmox/api/explain.h"

#include <Poco/DeflatingStream.h>
#include <gmock/gmock.h>

#include <optional>
#include <sstream>
#include <tuple>

namespace pipevane::proxmox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::size_t kMiB = 1u << 20;

std::string zipped(const std::string& text) {
  std::ostringstream packed;
  Poco::DeflatingOutputStream out(packed, Poco::DeflatingStreamBuf::STREAM_GZIP, 9);
  out << text;
  out.close();
  return packed.str();
}

std::optional<CallError> errorOf(const std::string& sent, std::int64_t length, bool gzip,
                                 std::size_t most) {
  std::istringstream in(sent);
  try {
    readBody(in, length, gzip, most);
  } catch (const CallError& error) {
    return error;
  }
  return std::nullopt;
}

Failure failureOf(const std::string& sent, std::int64_t length, bool gzip, std::size_t most) {
  const auto error = errorOf(sent, length, gzip, most);
  return error ? error->failure() : Failure::kNone;
}

TEST(Body, UnpacksWhatServersPack) {
  // Guests that do nothing pack as well as any true answer does: thirty-fold.
  std::string rows;
  for (int i = 0; rows.size() < 4 * kMiB; ++i)
    rows += R"({"id":"qemu/)" + std::to_string(i / 4) +
            R"(","metric":"uptime","timestamp":1764000000,"type":"gauge","value":0})";
  std::istringstream in(zipped(rows));
  EXPECT_EQ(readBody(in, -1, true, 5 * kMiB), rows);
}

TEST(Body, IsNotUnpackedWhereItGrowsOutOfAllProportion) {
  const std::string bomb = zipped(std::string(8 * kMiB, '0'));
  ASSERT_LT(bomb.size(), kMiB / 32);
  const auto length = static_cast<std::int64_t>(bomb.size());
  EXPECT_EQ(failureOf(bomb, length, true, 64 * kMiB), Failure::kTooLarge);
  EXPECT_EQ(failureOf(bomb, -1, true, 64 * kMiB), Failure::kTooLarge);
  // Little is little, however it was packed.
  EXPECT_EQ(failureOf(zipped(std::string(kMiB, '0')), -1, true, 64 * kMiB), Failure::kNone);
}

TEST(Body, IsNoLargerThanAllowedPackedOrNot) {
  EXPECT_EQ(failureOf(std::string(101, 'x'), -1, false, 100), Failure::kTooLarge);
  EXPECT_EQ(failureOf(zipped(std::string(101, 'x')), -1, true, 100), Failure::kTooLarge);
  EXPECT_EQ(failureOf(std::string(100, 'x'), 100, false, 100), Failure::kNone);
}

TEST(Body, IsBrokenWhereItEndsTooEarly) {
  const std::string packed = zipped(std::string(1000, 'x'));
  const std::string cut = packed.substr(0, packed.size() / 2);
  EXPECT_EQ(failureOf("abc", 4, false, 100), Failure::kBroken);
  EXPECT_EQ(failureOf(cut, static_cast<std::int64_t>(packed.size()), true, 2000), Failure::kBroken);
  EXPECT_EQ(failureOf(cut, -1, true, 2000), Failure::kBroken);
  EXPECT_EQ(failureOf("no gzip at all", -1, true, 2000), Failure::kBroken);
}

// A node that is meant: another port would not speak TLS and HTTP.
TEST(Body, ThatWasCutSaysWhatWasCutAndWhereToLook) {
  const std::string packed = zipped(std::string(1000, 'x'));
  const std::string cut = packed.substr(0, 20);
  const auto length = static_cast<std::int64_t>(packed.size());
  for (const auto& [sent, told, gzip, said] :
       {std::tuple{std::string("abc"), std::int64_t{4}, false,
                   std::string("the connection ended after 3 of the 4 bytes of the answer")},
        {cut, length, true,
         "the connection ended after 20 of the " + std::to_string(length) + " bytes of the answer"},
        {cut, std::int64_t{20}, true,
         std::string("the answer is cut: its 20 bytes of gzip end too early, or are damaged")},
        {std::string("no gzip at all"), std::int64_t{14}, true,
         std::string("the answer's 14 bytes are no gzip, though it says so")}}) {
    SCOPED_TRACE(said);
    const auto error = errorOf(sent, told, gzip, 2000);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->what(), said);
    EXPECT_EQ(error->remedy(), cutRemedy());
  }
  EXPECT_THAT(cutRemedy(), AllOf(HasSubstr("journalctl -u pveproxy"), HasSubstr("proxy"),
                                 HasSubstr("network"), Not(HasSubstr("8006"))));
}

}  // namespace
}  // namespace pipevane::proxmox
