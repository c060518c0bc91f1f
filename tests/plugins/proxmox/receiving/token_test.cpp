#include "plugins/proxmox/receiving/token.h"

#include <gtest/gtest.h>

#include <string>

namespace pipevane::proxmox {
namespace {

TEST(Token, IsTheSameToTheLastByte) {
  EXPECT_TRUE(isSameToken("s", "s"));
  EXPECT_TRUE(isSameToken("secret-word", "secret-word"));
  EXPECT_TRUE(isSameToken(std::string_view("a\0b", 3), std::string_view("a\0b", 3)));
}

TEST(Token, IsAnotherOneWhereOneByteIs) {
  const std::string secret = "secret-word";
  for (std::size_t i = 0; i < secret.size(); ++i) {
    std::string given = secret;
    given[i] = static_cast<char>(given[i] ^ 1);
    EXPECT_FALSE(isSameToken(given, secret)) << given;
  }
}

// What is given is held against the secret again and again, so that its length tells nothing: the
// secret twice over is none.
TEST(Token, IsAnotherOneWhereItIsShorterOrLonger) {
  for (const char* given : {"", "s", "secret-wor", "secret-wordx", "secret-wordsecret-word"})
    EXPECT_FALSE(isSameToken(given, "secret-word")) << given;
}

TEST(Token, NothingIsTheSameAsNoSecret) {
  EXPECT_FALSE(isSameToken("", ""));
  EXPECT_FALSE(isSameToken("x", ""));
}

}  // namespace
}  // namespace pipevane::proxmox
