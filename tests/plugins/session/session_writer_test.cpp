#include "tests/plugins/session/made_exchange.h"
#include "tests/plugins/session/temporary_folder.h"

#include <pipevane/error.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace pipevane::session {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RecordedExchange writtenAndRead(const RecordedExchange& exchange) {
  const TemporaryFolder folder;
  writeSession(folder.file("s.zst"), {exchange});
  const auto read = readAll(SessionReader(folder.file("s.zst")));
  EXPECT_EQ(read.problem, "");
  return read.exchanges.at(0);
}

std::string everyByte() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  return bytes;
}

TEST(SessionWriter, WhatIsReadBackIsWhatWasWritten) {
  RecordedExchange made = madeExchange(1'795'456'591'374);
  made.cluster = "lab";
  made.query = "start-time=17&local-only=0";
  made.body = "{\"data\":\"\\u00fc \\\\ \xc3\xbc\"}\n\t\x01";
  const RecordedExchange read = writtenAndRead(made);
  EXPECT_EQ(read.time_ms, made.time_ms);
  EXPECT_EQ(read.duration_us, made.duration_us);
  EXPECT_EQ(read.status, made.status);
  EXPECT_EQ(read.source, made.source);
  EXPECT_EQ(read.cluster, made.cluster);
  EXPECT_EQ(read.host, made.host);
  EXPECT_EQ(read.method, made.method);
  EXPECT_EQ(read.path, made.path);
  EXPECT_EQ(read.query, made.query);
  EXPECT_EQ(read.reason, made.reason);
  EXPECT_EQ(read.body, made.body);
  EXPECT_EQ(read.headers, made.headers);
}

TEST(SessionWriter, KeepsABodyOfAnyBytes) {
  RecordedExchange made = madeExchange(1);
  made.body = everyByte();
  EXPECT_EQ(writtenAndRead(made).body, everyByte());
}

TEST(SessionWriter, UnknownSourceAndClusterStayUnknown) {
  RecordedExchange made = madeExchange(1);
  made.source.reset();
  const RecordedExchange read = writtenAndRead(made);
  EXPECT_FALSE(read.source.has_value());
  EXPECT_FALSE(read.cluster.has_value());
}

TEST(SessionWriter, WritesNoCredential) {
  RecordedExchange made = madeExchange(1, "/api2/json/access/ticket");
  made.host = "https://root:s3cr3t@192.0.2.1:8006";
  made.query = "username=a&password=s3cr3t&x=PVEAuthCookie=s3cr3t";
  made.reason = "no such token PVEAPIToken=root@pam!x=s3cr3t";
  made.headers = {{"set-cookie", "s3cr3t"}, {"authorization", "s3cr3t"}, {"server", "pve"}};
  made.body = R"({"data":{"ticket" : "s3cr3t","CSRFPreventionToken":"s3cr3t","value":"s3cr3t",)"
              R"("password":"a\"s3cr3t","secret":null,"name":"kept","note":"PVEAPIToken=s3cr3t"}})";
  const RecordedExchange read = writtenAndRead(made);
  for (const std::string& text : {read.host, read.query, read.reason, read.body})
    EXPECT_THAT(text, Not(HasSubstr("s3cr3t")));
  EXPECT_EQ(read.headers, (std::vector<std::pair<std::string, std::string>>{{"server", "pve"}}));
  EXPECT_EQ(read.host, "https://192.0.2.1:8006");
  const char* const kept =
      R"json({"data":{"ticket" : "(removed)","CSRFPreventionToken":"(removed)",)json"
      R"json("value":"(removed)","password":"(removed)","secret":"(removed)",)json"
      R"json("name":"kept","note":"PVEAPIToken=(removed)"}})json";
  EXPECT_EQ(read.body, kept);
}

TEST(SessionWriter, LeavesBodiesWithoutCredentialsByteForByte) {
  for (const std::string body :
       {R"({"data":[{"value":1.50, "name":"password\":\"x","id":"PVEAPITokens"}]})", "<html>\"",
        "\"", R"({"password)", R"({"password":)", R"({"a":"ticket"})"}) {
    RecordedExchange made = madeExchange(1, "/api2/json/cluster/resources", body);
    EXPECT_EQ(writtenAndRead(made).body, body);
  }
}

TEST(SessionWriter, EverythingFlushedIsReadBackThoughTheFileWasNeverEnded) {
  const TemporaryFolder folder;
  SessionWriter writer({.path = folder.file("s.zst")});
  std::vector<pv_attribute> headers;
  ASSERT_TRUE(writer.append(madeExchange(1).raw(headers)));
  ASSERT_TRUE(writer.append(madeExchange(2).raw(headers)));
  ASSERT_TRUE(writer.flush());
  const auto read = readAll(SessionReader(folder.file("s.zst")));
  EXPECT_EQ(read.exchanges.size(), 2U);
  EXPECT_THAT(read.problem, HasSubstr("line 4: the file is cut off here"));
}

TEST(SessionWriter, OnlyTheOwnerMayReadTheFile) {
  const TemporaryFolder folder;
  { std::ofstream(folder.file("s.zst")) << "open to others"; }
  std::filesystem::permissions(folder.file("s.zst"), std::filesystem::perms::all);
  writeSession(folder.file("s.zst"), {});
  EXPECT_EQ(std::filesystem::status(folder.file("s.zst")).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(SessionWriter, RefusesToOverwriteUnlessAllowed) {
  const TemporaryFolder folder;
  writeSession(folder.file("s.zst"), {madeExchange(1)});
  const std::string before = contentOf(folder.file("s.zst"));
  EXPECT_THROW(SessionWriter({.path = folder.file("s.zst")}), Error);
  EXPECT_EQ(contentOf(folder.file("s.zst")), before);
}

TEST(SessionWriter, EndsTheFileAtItsGreatestSize) {
  const TemporaryFolder folder;
  SessionWriter writer({.path = folder.file("s.zst"), .max_bytes = 500});
  std::vector<pv_attribute> headers;
  int kept = 0;
  for (; kept < 1000 && writer.append(madeExchange(kept).raw(headers)); ++kept)
    ASSERT_TRUE(writer.flush());
  EXPECT_TRUE(writer.full());
  EXPECT_THAT(writer.problem(), HasSubstr("max_size"));
  EXPECT_LT(std::filesystem::file_size(folder.file("s.zst")), 800U);
  const auto read = readAll(SessionReader(folder.file("s.zst")));
  EXPECT_EQ(read.problem, "");
  EXPECT_EQ(read.exchanges.size(), static_cast<std::size_t>(kept));
}

}  // namespace
}  // namespace pipevane::session
