#include "plugins/web/token.h"

#include "plugins/web/random_text.h"
#include "plugins/web/secret_file.h"

#include <pipevane/error.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <filesystem>

namespace pipevane::web {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTokenBytes = 24;
constexpr std::string_view kPrefix = "sha256:";
constexpr std::size_t kHashDigits = 64;

std::string hexadecimal(const unsigned char* bytes, std::size_t count) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text.append(1, kDigits[bytes[i] >> 4U]).append(1, kDigits[bytes[i] & 15U]);
  return text;
}

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

fs::path fileIn(const std::string& folder) { return fs::path(folder) / "web_token"; }

}  // namespace

std::string keptHash(const std::string& folder) {
  const fs::path file = fileIn(folder);
  const std::string text = readSecret(file);
  if (text.empty()) return {};
  const std::string line = text.substr(0, text.find('\n'));
  const bool fine = line.starts_with(kPrefix) && line.size() == kPrefix.size() + kHashDigits;
  if (!fine)
    throw Error("cannot read the login token's hash in \"" + file.string() +
                "\": remove the file, and a new token is made");
  return line.substr(kPrefix.size());
}

std::string hashOf(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return hexadecimal(digest.data(), size);
}

std::string signatureOf(std::string_view text, std::string_view key) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytesOf(text), text.size(),
       digest.data(), &size);
  return hexadecimal(digest.data(), size);
}

bool equalSecrets(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

MadeToken keptToken(const std::string& folder) {
  if (!folder.empty()) {
    const std::string hash = keptHash(folder);
    if (!hash.empty()) return {hash, {}};
  }
  MadeToken made;
  made.token = randomText(kTokenBytes);
  made.hash = hashOf(made.token);
  if (!folder.empty()) try {
      writeSecret(fileIn(folder), std::string(kPrefix) + made.hash + "\n");
    } catch (const Error& error) {
      throw Error("cannot keep the login token in \"" + folder + "\": " + error.what() +
                  "; set data_dir to a folder that can be written to, or the option token");
    }
  return made;
}

}  // namespace pipevane::web
