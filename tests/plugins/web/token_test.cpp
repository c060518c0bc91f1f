#include "plugins/web/token.h"

#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>
#include <pipevane/error.h>

namespace pipevane::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Token, IsMadeOnceAndNotWrittenDown) {
  const TemporaryFolder folder;
  const std::string data = (folder.path / "data").string();
  const MadeToken made = keptToken(data);
  EXPECT_EQ(made.token.size(), 48U);
  EXPECT_EQ(made.hash, hashOf(made.token));
  EXPECT_THAT(contentOf(folder.path / "data" / "web_token"), Not(HasSubstr(made.token)));
  const MadeToken again = keptToken(data);
  EXPECT_EQ(again.token, "");
  EXPECT_EQ(again.hash, made.hash);
}

TEST(Token, IsForItsOwnerOnly) {
  const TemporaryFolder folder;
  // One that somebody else could read lies in the way.
  folder.write("web_token.new", "x");
  keptToken(folder.path.string());
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(folder.path / "web_token").permissions(),
            perms::owner_read | perms::owner_write);
}

TEST(Token, IsNotReplacedWhereItsFileIsBroken) {
  const TemporaryFolder folder;
  folder.write("web_token", "sha256:abc\n");
  EXPECT_THROW(keptToken(folder.path.string()), Error);
  EXPECT_EQ(contentOf(folder.path / "web_token"), "sha256:abc\n");
}

TEST(Token, IsHashedAndSignedAsEverybodyDoes) {
  EXPECT_EQ(hashOf("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(signatureOf("what do ya want for nothing?", "Jefe"),  // RFC 4231, case 2
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Token, IsEqualToItselfOnly) {
  EXPECT_TRUE(equalSecrets("abc", "abc"));
  for (const char* other : {"", "ab", "abd", "abcd", "bbc"})
    EXPECT_FALSE(equalSecrets("abc", other));
}

}  // namespace
}  // namespace pipevane::web
