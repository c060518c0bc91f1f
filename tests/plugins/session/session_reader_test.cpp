#include "tests/plugins/session/made_exchange.h"
#include "tests/plugins/session/temporary_folder.h"

#include <pipevane/error.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

namespace pipevane::session {
namespace {

using ::testing::HasSubstr;

constexpr const char* kLine =
    R"({"t_ms":1000,"ms":7,"path":"/api2/json/version","status":200,"body":"x"})"
    "\n";

std::string compressed(const std::string& text, int window_log = 0) {
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(),
                                                                        ZSTD_freeCCtx);
  if (window_log > 0) ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, window_log);
  std::string out(ZSTD_compressBound(text.size()) + 64, '\0');
  ZSTD_inBuffer in{text.data(), text.size(), 0};
  ZSTD_outBuffer room{out.data(), out.size(), 0};
  // In two steps, so that the frame does not state its size.
  ZSTD_compressStream2(context.get(), &room, &in, ZSTD_e_flush);
  ZSTD_compressStream2(context.get(), &room, &in, ZSTD_e_end);
  out.resize(room.pos);
  return out;
}

TEST(SessionReader, ReadsPlainAndCompressedTextAlike) {
  for (const std::string& text : {std::string(kLine), compressed(kLine)}) {
    const auto read = readText(text);
    ASSERT_EQ(read.exchanges.size(), 1U) << read.problem;
    EXPECT_EQ(read.problem, "");
    EXPECT_EQ(read.exchanges[0].time_ms, 1000);
    EXPECT_EQ(read.exchanges[0].duration_us, 7000);
    EXPECT_EQ(read.exchanges[0].body, "x");
    EXPECT_FALSE(read.exchanges[0].source.has_value());
  }
}

TEST(SessionReader, TakesTheExactDurationInEitherOrderOfTheFields) {
  const auto read = readText(R"({"us":1234,"ms":1,"t_ms":1,"path":"/","status":0})"
                             "\n"
                             R"({"ms":1,"us":1234,"t_ms":1,"path":"/","status":0})");
  ASSERT_EQ(read.exchanges.size(), 2U) << read.problem;
  EXPECT_EQ(read.exchanges[0].duration_us, 1234);
  EXPECT_EQ(read.exchanges[1].duration_us, 1234);
}

TEST(SessionReader, ReadsSeveralFramesAsOneText) {
  EXPECT_EQ(readText(compressed(kLine) + compressed(kLine)).exchanges.size(), 2U);
}

TEST(SessionReader, AnEmptyFileIsAnEmptySession) {
  const auto read = readText("");
  EXPECT_TRUE(read.exchanges.empty());
  EXPECT_EQ(read.problem, "");
}

TEST(SessionReader, KeepsWhatStandsBeforeTheDamageAndNamesTheLine) {
  const struct {
    std::string line, why;
  } cases[] = {
      {"{\"t_ms\":1,", "no JSON object"},
      {"", "no JSON object"},
      {"[1]", "no JSON object"},
      {"{\"t_ms\":1,\"path\":\"/\",\"status\":200} {}", "behind the JSON object"},
      {"{\"path\":\"/\",\"status\":200}", "\"t_ms\" is missing"},
      {"{\"t_ms\":1,\"status\":200}", "\"path\" is missing"},
      {"{\"t_ms\":1,\"path\":\"/\"}", "\"status\" is missing"},
      {"{\"t_ms\":\"1\",\"path\":\"/\",\"status\":200}", "\"t_ms\" is no whole number"},
      {"{\"t_ms\":-1,\"path\":\"/\",\"status\":200}", "\"t_ms\" is out of range"},
      {"{\"t_ms\":9223372036854775807,\"path\":\"/\",\"status\":200}", "\"t_ms\" is out of range"},
      {"{\"t_ms\":1,\"ms\":86400001,\"path\":\"/\",\"status\":200}", "\"ms\" is out of range"},
      {"{\"t_ms\":1,\"path\":7,\"status\":200}", "\"path\" is no text"},
      {"{\"t_ms\":1,\"path\":\"/\",\"status\":200,\"headers\":[]}", "\"headers\" is no map"},
      {"{\"t_ms\":1,\"path\":\"/\",\"status\":200,\"headers\":{\"a\":1}}", "no map of text"},
      {"{\"pipevane_session\":1}", "on the first line only"},
      {"\xff\xfe", "no JSON object"}};
  for (const auto& each : cases) {
    SCOPED_TRACE(each.line);
    const auto read = readText(kLine + each.line + "\n" + kLine);
    EXPECT_EQ(read.exchanges.size(), 1U);
    EXPECT_THAT(read.problem, HasSubstr("cannot read session \"made\", line 2: "));
    EXPECT_THAT(read.problem, HasSubstr(each.why));
  }
}

TEST(SessionReader, RefusesTheFormatOfALaterPipevane) {
  const auto read = readText("{\"pipevane_session\":2}\n" + std::string(kLine));
  EXPECT_TRUE(read.exchanges.empty());
  EXPECT_THAT(read.problem, HasSubstr("format 2"));
}

TEST(SessionReader, ReadsACutOffFileUpToTheCut) {
  std::string many;
  for (int i = 0; i < 200; ++i) many += kLine;
  const std::string whole = compressed(many);
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const auto read = readText(whole.substr(0, size));
    EXPECT_THAT(read.problem, HasSubstr("cannot read session")) << size;
    EXPECT_LE(read.exchanges.size(), 200U);
  }
}

TEST(SessionReader, SurvivesEveryChangedByte) {
  const std::string whole = compressed(std::string(kLine) + kLine);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x55);
    EXPECT_LE(readText(changed).exchanges.size(), 2U);
  }
}

TEST(SessionReader, RefusesALineWithoutEnd) {
  const auto read = readText(compressed("{\"body\":\"" + std::string(70U << 20, 'a')));
  EXPECT_TRUE(read.exchanges.empty());
  EXPECT_THAT(read.problem, HasSubstr("line 1: the line is longer than 64 MiB"));
}

TEST(SessionReader, RefusesAWindowThatNeedsTooMuchMemory) {
  const auto read = readText(compressed(kLine, 30));
  EXPECT_THAT(read.problem, HasSubstr("too much memory"));
}

TEST(SessionReader, NamesTheFileThatIsNotThere) {
  const TemporaryFolder folder;
  EXPECT_THROW(SessionReader(folder.file("none.zst")), Error);
  EXPECT_THROW(SessionReader(folder.path()), Error);
}

}  // namespace
}  // namespace pipevane::session
